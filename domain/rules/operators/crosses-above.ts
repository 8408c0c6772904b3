import { RETREAT_DOWN } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const crossesAbove = {
  name: 'crosses-above',
  shape: 'level',
  words: 'crosses above',
  fires: { when: [{ from: ['below'], to: ['within', 'above'], reason: 'crossed-up' }] },
  retreat: RETREAT_DOWN,
} as const satisfies OperatorDefinition;
