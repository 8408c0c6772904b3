import * as fc from 'fast-check';
import pMap from 'p-map';
import { expect, test } from 'vitest';
import { runEngines } from '../run-engines.ts';
import { type DeliveryEngines, prepareEngines } from './world/delivery-engines.ts';
import { type Plan, planArbitrary, playPlan, type RunResult } from './world/draw-plan.ts';
import { memoryEngines } from './world/memory-engines.ts';

/** Runs use tables in memory, since real engines take most of a run's time; `PRICEBELL_ENGINES=real` uses the real ones. */
const RUNS = Number(process.env.PRICEBELL_RUNS ?? 40);
/** Repeats the run of one seed, which a failure has printed. */
const SEED = process.env.PRICEBELL_CHAOS_SEED;
const MAX_RUN_MS = 60_000;
/** While one world waits for its tables the others go on. */
const WORLDS_AT_ONCE = 4;
const MAX_FAILURES = 5;

function planOf(seed: number): Plan {
  const [plan] = fc.sample(planArbitrary, { seed, numRuns: 1 });
  if (!plan) throw new Error('no plan was drawn');
  return plan;
}

/** The faults that the runs survived, all together. */
function describeRuns(results: readonly RunResult[]): string {
  const sum = (count: (of: RunResult) => number) => results.reduce((total, of) => total + count(of), 0);
  const survived = new Map<string, number>();
  for (const result of results) {
    for (const [what, count] of result.survived) survived.set(what, (survived.get(what) ?? 0) + count);
  }
  const states = new Set(results.flatMap((result) => Object.keys(result.states)));
  return [
    `${results.length} runs, ${sum(({ triggers }) => triggers)} triggers and notices, ${sum(({ mails }) => mails)} mails, ${sum(({ repeats }) => repeats)} sent twice within the window`,
    [...states].map((state) => `${sum(({ states: of }) => of[state] ?? 0)} ${state}`).join(', '),
    `survived: ${[...survived].map(([what, count]) => `${count} × ${what}`).join(', ')}`,
  ].join('\n');
}

async function playAll(enginesOf: () => DeliveryEngines): Promise<void> {
  // in CI the same runs each time, as for all properties
  const base = process.env.CI ? 20_261_122 : Math.floor(Math.random() * 2 ** 30);
  const seeds = SEED === undefined ? Array.from({ length: RUNS }, (_, index) => base + index) : [Number(SEED)];
  const failures: string[] = [];
  const results: RunResult[] = [];
  const play = async (seed: number) => {
    if (failures.length >= MAX_FAILURES) return;
    const plan = planOf(seed);
    const result = await playPlan(enginesOf(), plan);
    results.push(result);
    if (result.problems.length === 0) return;
    failures.push(`PRICEBELL_CHAOS_SEED=${seed} ${JSON.stringify(plan)}\n${result.problems.join('\n')}`);
  };
  await pMap(seeds, play, { concurrency: WORLDS_AT_ONCE });
  if (process.env.PRICEBELL_RUNS !== undefined || SEED !== undefined) console.log(describeRuns(results));
  expect(failures.join('\n\n')).toBe('');
}

test(
  'whatever fails, and whenever: no message is lost, none is sent twice outside the window, and the delivery log equals the inbox',
  async () => {
    if (process.env.PRICEBELL_ENGINES !== 'real') return playAll(memoryEngines);
    const running = await runEngines();
    const engines = await prepareEngines(running.clients, running.endpoints.mail);
    await playAll(() => engines).finally(running.stop);
  },
  MAX_RUN_MS * RUNS,
);
