import { RETREAT_INSIDE } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const leaves = {
  name: 'leaves',
  shape: 'range',
  words: 'leaves',
  fires: { when: [{ from: ['within'], to: ['below', 'above'], reason: 'left' }] },
  retreat: RETREAT_INSIDE,
} as const satisfies OperatorDefinition;
