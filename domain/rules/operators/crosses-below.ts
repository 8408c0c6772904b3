import { RETREAT_UP } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const crossesBelow = {
  name: 'crosses-below',
  shape: 'level',
  words: 'crosses below',
  fires: { when: [{ from: ['above'], to: ['within', 'below'], reason: 'crossed-down' }] },
  retreat: RETREAT_UP,
} as const satisfies OperatorDefinition;
