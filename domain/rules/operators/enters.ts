import { RETREAT_AWAY } from '../retreat.ts';
import type { OperatorDefinition } from './operator.ts';

export const enters = {
  name: 'enters',
  shape: 'range',
  words: 'enters',
  fires: { when: [{ from: ['below', 'above'], to: ['within'], reason: 'entered' }] },
  retreat: RETREAT_AWAY,
} as const satisfies OperatorDefinition;
