import { describe, expect, test } from 'vitest';
import type { LeaseTable } from '../../../../../adapters/dynamodb/market/lease-table.ts';
import { marketUnits, parseSettings } from '../../../../../infra/config.ts';
import { sleep } from '../../../../../ingest-task/clock.ts';
import { CapacityFallback } from '../../../../../ingest-task/run/capacity-fallback.ts';
import { Lease } from '../../../../../ingest-task/run/lease/lease.ts';
import { type ManualClock, manualClock } from '../../../../support/manual-clock.ts';
import { memoryLease } from '../../../../support/memory-lease.ts';
import { recordedLog } from '../../../../support/recorded-log.ts';
import { seededNumbers } from '../../../../support/unwatched-lists.ts';

const UNITS = marketUnits(parseSettings({ stage: 'personal' }))?.write ?? Number.NaN;
/** Of unused capacity, DynamoDB keeps that of five minutes. */
const BURST_S = 300;
const SWITCH_MS = 300_000;
/** In doubt the lease sends nothing, and trades wait. An outage is one after five minutes. */
const LONGEST_DOUBT_S = 60;
const SEEDS = [1, 2, 3, 4, 5, 6];
/** As the SDK does: three attempts, with random pauses of up to so long after refused ones. */
const RETRY_PAUSES_MS = [500, 1_000];

/** A table that admits a write while it has any capacity left, and takes it from the time to come where it has too little. */
class ScarceTable {
  readonly #clock: ManualClock;
  #left = 0;
  #countedAt = 0;
  isOnDemand = false;
  onRefused: () => void = () => undefined;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  async write(units: number): Promise<void> {
    for (const pauseMs of [...RETRY_PAUSES_MS, null]) {
      if (this.#admits(units)) return;
      this.onRefused();
      if (pauseMs === null) break;
      await sleep(this.#clock, Math.round(pauseMs * this.#clock.random()));
    }
    throw Object.assign(new Error('too much'), { name: 'ProvisionedThroughputExceededException' });
  }

  #admits(units: number): boolean {
    const now = this.#clock.elapsed();
    this.#left = Math.min(this.#left + ((now - this.#countedAt) / 1_000) * UNITS, UNITS * BURST_S);
    this.#countedAt = now;
    if (this.isOnDemand) return true;
    if (this.#left <= 0) return false;
    this.#left -= units;
    return true;
  }
}

describe('a provisioned table market', () => {
  test.each([
    ['20 coins', { prices: 3, lease: 1 }],
    ['300 coins', { prices: 40, lease: 11 }],
  ])('has room for the writes of %s: none is refused, but for the first seconds of a new table', async (_, units) => {
    const world = await begin(units, 1);
    await world.clock.advance(30_000);
    const { refusals } = world;
    expect(await longestDoubtS(world)).toBe(0);
    expect([world.refusals, world.moves]).toEqual([refusals, 0]);
  });

  test.each([
    ['500 coins', { prices: 67, lease: 19 }],
    ['1,000 coins', { prices: 133, lease: 37 }],
  ])('without room for %s is moved to on-demand, once, and the lease is never lost', async (_, units) => {
    for (const seed of SEEDS) {
      const world = await begin(units, seed);
      expect(await longestDoubtS(world)).toBeLessThan(LONGEST_DOUBT_S);
      expect([world.moves, world.table.isOnDemand]).toEqual([1, true]);
      const { refusals } = world;
      await world.clock.advance(60_000);
      expect([world.refusals, world.lease.isSure(1)]).toEqual([refusals, true]);
    }
  });
});

type World = Awaited<ReturnType<typeof begin>>;

/** In an hour. */
async function longestDoubtS({ clock, lease }: World): Promise<number> {
  let doubtS = 0;
  let longestS = 0;
  for (let second = 0; second < 3_600; second += 1) {
    await clock.advance(1_000);
    expect(lease.state).toBe('holding');
    doubtS = lease.isSure(1) ? 0 : doubtS + 1;
    longestS = Math.max(longestS, doubtS);
  }
  return longestS;
}

/** The task's writes: prices and lease every three seconds, the catalogue every ten minutes. */
async function begin(units: { readonly prices: number; readonly lease: number }, seed: number) {
  const below = seededNumbers(seed);
  const clock = manualClock({ random: () => below(1_000) / 1_000 });
  const log = recordedLog();
  const table = new ScarceTable(clock);
  const world = { clock, table, moves: 0, refusals: 0 };
  const fallback = new CapacityFallback({
    clock,
    log,
    async moveToOnDemand() {
      world.moves += 1;
      clock.after(SWITCH_MS, () => {
        table.isOnDemand = true;
      });
    },
  });
  table.onRefused = () => {
    world.refusals += 1;
    fallback.refused(new Error('refused'));
  };
  const stored = memoryLease();
  const leaseTable: LeaseTable = {
    read: stored.read,
    take: (...given) => table.write(1).then(() => stored.take(...given)),
    renew: (renewal) => table.write(units.lease).then(() => stored.renew(renewal)),
  };
  const lease = new Lease({
    ...{ leaseTable, clock, log, owner: 'task', checkpoint: () => null, heartbeat: { beat: () => undefined } },
    ...{ onHeld: () => undefined, onLost: () => undefined },
  });
  await clock.advance(1_000);
  await lease.start();
  const write = (everyMs: number, some: number) => {
    const turn = () => {
      void table
        .write(some)
        .catch(() => undefined)
        .finally(() => clock.after(everyMs, turn));
    };
    turn();
  };
  write(3_000, units.prices);
  write(600_000, 40);
  return Object.assign(world, { lease });
}
