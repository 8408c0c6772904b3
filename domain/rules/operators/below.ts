import { RETREAT_UP } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const below = {
  name: 'below',
  shape: 'level',
  words: 'at or below',
  fires: { while: ['below', 'within'] },
  retreat: RETREAT_UP,
} as const satisfies OperatorDefinition;
