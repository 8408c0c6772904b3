import { INGEST_WORLDS, runWorldsMutation } from '../run-worlds-mutation.ts';
import { INGEST_MUTATIONS } from './ingest-mutations.ts';

/**
 * `node test/mutations/ingest/main.ts [runs] [seed]`: every mutation, with how many worlds it took to show it. Ends with 1
 * when one survives.
 */
const runs = Number(process.argv[2] ?? 200);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
let survivors = 0;
for (const change of INGEST_MUTATIONS) {
  const shown = await runWorldsMutation(INGEST_WORLDS, change, { seed, runs });
  if (shown === null) survivors += 1;
  console.log(`${shown ? `shown by world ${shown.took}` : `survived ${runs} worlds`}: ${change.name}`);
  if (shown) console.log(`  ${shown.fault.slice(0, 300)}`);
}
console.log(`seed ${seed}: ${INGEST_MUTATIONS.length - survivors} of ${INGEST_MUTATIONS.length} shown`);
process.exitCode = survivors > 0 ? 1 : 0;
