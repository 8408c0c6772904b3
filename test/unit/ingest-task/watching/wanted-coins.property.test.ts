import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MARKER_INTERVAL_MS,
  QUIET_POLL_INTERVAL_MS,
  REREAD_INTERVAL_MS,
  WantedCoins,
} from '../../../../ingest-task/watching/wanted-coins.ts';
import { CoinRows } from '../../../support/coin-rows.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const MAX_LAG_MS = 2_000;

const FAULTS = ['isTableDown', 'isMarkerDown', 'canNotOpen', 'areReadsFailing'] as const;

type Step = (world: World) => unknown;
const steps = fc.array(
  fc.oneof(
    fc.tuple(fc.constantFrom(...SYMBOLS), fc.boolean()).map(
      ([symbol, wanted]): Step =>
        (world) =>
          world.put(symbol, wanted),
    ),
    fc.constantFrom(...SYMBOLS).map(
      (symbol): Step =>
        ({ rows }) =>
          rows.remove(symbol),
    ),
    fc.constantFrom<Step>(
      ({ rows }) => rows.announce(),
      ({ coins }) => coins.follow(),
      ({ coins }) => coins.unfollow(),
    ),
    fc.tuple(fc.constantFrom(...FAULTS), fc.boolean()).map(
      ([fault, on]): Step =>
        ({ rows }) =>
          (rows[fault] = on),
    ),
    fc.nat(MAX_LAG_MS).map(
      (ms): Step =>
        ({ rows }) =>
          (rows.streamLagMs = ms),
    ),
    fc.nat(8_000).map(
      (ms): Step =>
        ({ clock }) =>
          clock.advance(ms),
    ),
  ),
  { maxLength: 25 },
);

class World {
  readonly clock = manualClock();
  readonly rows = new CoinRows(this.clock, [buildWantedCoin('BTCUSDT')]);
  /** as a run hears of them */
  readonly heard = new Set<string>();
  readonly coins = new WantedCoins({
    clock: this.clock,
    log: recordedLog(),
    coinTable: this.rows.coinTable,
    coinStream: this.rows.coinStream,
    marketTable: this.rows.marketTable,
    onWanted: ({ symbol }) => void this.heard.add(symbol),
    onUnwanted: (symbol) => void this.heard.delete(symbol),
  });
  #version = 1;

  put(symbol: string, wanted = true): void {
    this.#version += 1;
    this.rows.put(buildWantedCoin(symbol, this.#version, wanted));
  }

  /** The steps, after which nothing fails any more. */
  async run(steps: readonly Step[]): Promise<void> {
    await this.coins.start();
    for (const step of steps) await step(this);
    for (const fault of FAULTS) this.rows[fault] = false;
  }

  wanted(): string[] {
    return [...this.rows.rows.values()].flatMap(({ symbol, wanted }) => (wanted ? [symbol] : [])).sort();
  }

  known(): string[] {
    return this.coins
      .wanted()
      .map(({ symbol }) => symbol)
      .sort();
  }
}

test('whatever failed and whoever watched: what is known is what the table holds, soon after nothing fails any more', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (steps) => {
      const world = new World();
      await world.run(steps);
      await world.clock.advance(REREAD_INTERVAL_MS + QUIET_POLL_INTERVAL_MS + 2 * MARKER_INTERVAL_MS);
      expect([world.known(), [...world.heard].sort()]).toEqual([world.wanted(), world.wanted()]);
    }),
  );
});

test('after a take-over every coin of the table is known at once, an announced change within two seconds of its record, another within the slow poll', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), fc.nat(MAX_LAG_MS), async (steps, isAnnounced, lag) => {
      const world = new World();
      await world.run(steps);
      const { clock, rows, coins } = world;
      coins.unfollow();
      coins.follow();
      await clock.advance(0);
      expect(world.known()).toEqual(world.wanted());
      await clock.advance(30_000);
      rows.streamLagMs = lag;
      world.put('NEWUSDT');
      if (isAnnounced) rows.announce();
      await clock.advance(lag + (isAnnounced ? 2 * MARKER_INTERVAL_MS : QUIET_POLL_INTERVAL_MS + MARKER_INTERVAL_MS));
      expect(world.known()).toContain('NEWUSDT');
    }),
  );
});
