import { RETREAT_DOWN } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const above = {
  name: 'above',
  shape: 'level',
  words: 'at or above',
  fires: { while: ['within', 'above'] },
  retreat: RETREAT_DOWN,
} as const satisfies OperatorDefinition;
