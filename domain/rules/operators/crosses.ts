import { RETREAT_AWAY } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const crosses = {
  name: 'crosses',
  shape: 'level',
  words: 'crosses',
  fires: {
    when: [
      { from: ['below'], to: ['within', 'above'], reason: 'crossed-up' },
      { from: ['above'], to: ['within', 'below'], reason: 'crossed-down' },
    ],
  },
  retreat: RETREAT_AWAY,
} as const satisfies OperatorDefinition;
