import type { Part } from '../part.ts';
import { measureEventToDecisions } from './event-to-decisions.ts';
import { measureFlatCost } from './flat-cost.ts';
import { measureManyCoins } from './many-coins.ts';
import { measureRealTable } from './real-table.ts';

export const enginePart: Part = {
  name: 'engine',
  about: 'evaluate-ticks: cost per trade against the number of alerts, and from a raw event to decisions',
  async *run(context) {
    yield* await measureEventToDecisions(context);
    yield* await measureFlatCost(context);
    yield* await measureRealTable(context);
    yield* await measureManyCoins(context);
  },
};
