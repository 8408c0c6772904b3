import { MUTATIONS } from './mutations.ts';
import { runMutation } from './run-mutation.ts';

/**
 * `node test/mutations/main.ts [runs] [seed]`: every mutation, with how many scenarios it took to show it. Ends with 1 when
 * one survives.
 */
const runs = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? Date.now() % 1_000_000);
let survivors = 0;
for (const mutation of MUTATIONS) {
  const took = await runMutation(mutation, { scenarios: mutation.shownBy, seed, runs });
  if (took === null) survivors += 1;
  console.log(
    `${took === null ? `survived ${runs} scenarios` : `shown by scenario ${took}`} (${mutation.shownBy}): ${mutation.name}`,
  );
}
console.log(`seed ${seed}: ${MUTATIONS.length - survivors} of ${MUTATIONS.length} shown`);
process.exitCode = survivors > 0 ? 1 : 0;
