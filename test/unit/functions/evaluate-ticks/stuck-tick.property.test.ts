import type { KinesisStreamRecord } from 'aws-lambda';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { JUDGED_REPORT_DELAY_MS, JUDGING_LIMIT_MS, viewHealth } from '../../../../contract/health-view.ts';
import { type Prices, pricesSchema } from '../../../../domain/market/coin.ts';
import { encodeTick } from '../../../../domain/market/tick.ts';
import { evaluateRecords } from '../../../../functions/evaluate-ticks/evaluate-records.ts';
import { JudgingReport, REPORT_INTERVAL_MS } from '../../../../functions/evaluate-ticks/judging-report.ts';
import { PublishedShards } from '../../../../ingest-task/publishing/published-shards.ts';
import { buildRecord } from '../../../support/kinesis-records.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

const BEGIN = 1_700_000_000_000;
const STEP_MS = 5_000;
/** More than come in a minute, less than wait in a longer trouble: what waited is judged in several batches */
const BATCH = 20;
const TICK = encodeTick(buildTick([buildTrade({ id: 1 })]));

/** What happens within a step of five seconds, and for how many steps. */
interface Phase {
  readonly steps: number;
  /** ticks are published */
  readonly publishes: boolean;
  /** every attempt to judge fails, as when a table can't be reached */
  readonly isStuck: boolean;
  /** the task is replaced at the beginning */
  readonly replacesTask: boolean;
  /** the function runs in a new environment from the beginning on */
  readonly renewsFunction: boolean;
  /** the shard is closed at the beginning, and another one follows */
  readonly reshards: boolean;
}

const phase: fc.Arbitrary<Phase> = fc.record({
  steps: fc.integer({ min: 1, max: 40 }),
  publishes: fc.boolean(),
  isStuck: fc.integer({ min: 0, max: 2 }).map((of) => of > 0),
  replacesTask: fc.boolean(),
  renewsFunction: fc.boolean(),
  reshards: fc.boolean(),
});

/** One shard: all its records, and how many of them are judged. Lambda reads a shard when the one before it is judged to its end. */
interface Shard {
  readonly id: string;
  readonly arrivals: number[];
  judged: number;
}

class World {
  now = BEGIN;
  readonly shards: Shard[] = [newShard(0)];
  readonly #judgedRows: Record<string, number> = {};
  #published = new PublishedShards(() => this.now);
  #snapshot: Prices = pricesSchema.parse({ feed: 'simulator', updatedAt: BEGIN, coins: {} });
  #report = this.#newReport();

  /** `published`: called when the step's tick is published, and not judged yet */
  async step({ publishes, isStuck }: Phase, published: () => void): Promise<void> {
    this.now += STEP_MS;
    if (publishes) {
      this.#published.accepted(this.#last.id);
      this.#last.arrivals.push(this.now);
    }
    this.#snapshot = pricesSchema.parse({
      feed: 'simulator',
      updatedAt: this.now,
      published: this.#published.newest(),
      coins: {},
    });
    published();
    for (const shard of this.shards) {
      await this.#judge(shard, isStuck);
      if (shard.judged < shard.arrivals.length) return;
    }
  }

  begin({ replacesTask, renewsFunction, reshards }: Phase): void {
    if (replacesTask) {
      this.#published = new PublishedShards(() => this.now);
      this.#published.restore(this.#snapshot.published ?? {});
    }
    if (renewsFunction) this.#report = this.#newReport();
    if (reshards) this.shards.push(newShard(this.shards.length));
  }

  health() {
    return viewHealth({ prices: this.#snapshot, judged: this.#judgedRows, wanted: [], canary: null, now: this.now });
  }

  get #last(): Shard {
    const last = this.shards.at(-1);
    if (!last) throw new Error('there is always a shard');
    return last;
  }

  async #judge(shard: Shard, isStuck: boolean): Promise<void> {
    const waiting = shard.arrivals.slice(shard.judged, shard.judged + BATCH);
    if (waiting.length === 0) return;
    const Records = waiting.map((arrival, index) => recordOf(shard, shard.judged + index, arrival));
    const { batchItemFailures } = await evaluateRecords(
      { Records },
      {
        evaluator: { evaluate: () => (isStuck ? Promise.reject(new Error('the table is down')) : Promise.resolve()) },
        quarantineQueue: { quarantine: () => Promise.reject(new Error('nothing is to be quarantined')) },
        market: { addUnwatched: () => Promise.reject(new Error('nothing is to be given up')) },
        attempts: { begin: async () => undefined, mayTry: async () => true, failed: async () => undefined },
        report: this.#report,
        log: silentLog,
        deadline: this.now + STEP_MS,
      },
    );
    shard.judged += batchItemFailures.length > 0 ? 0 : waiting.length;
  }

  #newReport(): JudgingReport {
    const writeJudged = async (shard: string, judgedTo: number) => {
      this.#judgedRows[shard] = judgedTo;
    };
    return new JudgingReport({ table: { writeJudged }, log: silentLog, now: () => this.now });
  }
}

function newShard(number: number): Shard {
  return { id: `shardId-${String(number).padStart(12, '0')}`, arrivals: [], judged: 0 };
}

function recordOf({ id }: Shard, index: number, arrival: number): KinesisStreamRecord {
  const record = buildRecord(String(index), arrival, TICK);
  return { ...record, eventID: `${id}:${index}` };
}

/**
 * The least lag that health must show of a shard, from its records alone: from the first of those that came well after the oldest one
 * that waits, until the newest.
 */
function leastLag({ arrivals, judged }: Shard): number {
  const oldest = arrivals[judged];
  const newest = arrivals.at(-1);
  if (oldest === undefined || newest === undefined) return 0;
  const from = arrivals.find((arrival) => arrival > oldest + JUDGED_REPORT_DELAY_MS);
  return from === undefined ? 0 : newest - from;
}

async function run(phases: readonly Phase[], check: (world: World, sinceTrouble: number) => void): Promise<void> {
  const world = new World();
  let sinceTrouble = 0;
  for (const one of phases) {
    world.begin(one);
    for (let step = 0; step < one.steps; step += 1) {
      await world.step(one, () => check(world, sinceTrouble));
      const waits = world.shards.some(({ arrivals, judged }) => judged < arrivals.length);
      sinceTrouble = waits ? 0 : sinceTrouble + STEP_MS;
      check(world, sinceTrouble);
    }
  }
}

test('while a tick is stuck health is behind within two minutes of publishing, and stays so, whatever pauses or is replaced', async () => {
  let behind = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(phase, { minLength: 2, maxLength: 12 }), async (phases) => {
      await run(phases, (world) => {
        const mustBeBehind = world.shards.some((shard) => leastLag(shard) > JUDGING_LIMIT_MS);
        if (!mustBeBehind) return;
        behind += 1;
        expect(world.health()).toMatchObject({ status: 'behind' });
      });
    }),
    { numRuns: 120 },
  );
  expect(behind).toBeGreaterThan(500);
});

test('a minute after everything is judged health is not behind, and no closed shard keeps it so', async () => {
  let well = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(phase, { minLength: 2, maxLength: 12 }), async (phases) => {
      await run(phases, (world, sinceTrouble) => {
        if (sinceTrouble <= REPORT_INTERVAL_MS) return;
        well += 1;
        expect(world.health().judgingLagMs ?? 0).toBeLessThanOrEqual(JUDGING_LIMIT_MS);
      });
    }),
    { numRuns: 120 },
  );
  expect(well).toBeGreaterThan(500);
});

test('what health allows for covers the time between two reports of how far a shard is judged', () => {
  expect(JUDGED_REPORT_DELAY_MS).toBeGreaterThan(REPORT_INTERVAL_MS);
  expect(JUDGED_REPORT_DELAY_MS).toBeLessThan(JUDGING_LIMIT_MS);
});
