import { DELIVERY_WORLDS, runWorldsMutation } from '../run-worlds-mutation.ts';
import { DELIVERY_MUTATIONS } from './delivery-mutations.ts';

/**
 * `node test/mutations/delivery/main.ts [runs] [seed]`: every mutation, with how many worlds it took to show it. Ends with 1
 * when one survives.
 */
const runs = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
let survivors = 0;
for (const change of DELIVERY_MUTATIONS) {
  const shown = await runWorldsMutation(DELIVERY_WORLDS, change, { seed, runs });
  if (shown === null) survivors += 1;
  console.log(`${shown ? `shown by world ${shown.took}` : `survived ${runs} worlds`}: ${change.name}`);
  if (shown) console.log(`  ${shown.fault}`);
}
console.log(`seed ${seed}: ${DELIVERY_MUTATIONS.length - survivors} of ${DELIVERY_MUTATIONS.length} shown`);
process.exitCode = survivors > 0 ? 1 : 0;
