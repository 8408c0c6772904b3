import { expect, test } from 'vitest';
import type { CoinState, Prices } from '../../../../domain/market/coin.ts';
import type { Outage } from '../../../../domain/market/outage.ts';
import { OutageWatch } from '../../../../ingest-task/watching/outage-watch.ts';
import { manualClock } from '../../../support/manual-clock.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { buildTrade } from '../../../support/ticks.ts';

const AFTER = 300_000;
const T0 = 1_700_000_000_000;

test('a coin that stays dark is reported once, and once when it is seen again, with what was re-checked', async () => {
  const { watch, clock, see, table } = begin();
  see('BTCUSDT', 'live', 7);
  watch.start();
  await clock.advance(10_000);
  see('BTCUSDT', 'dark', 7);
  await clock.advance(AFTER);
  expect(table.size).toBe(0);
  await clock.advance(2_000);
  const [key, outage] = [...table][0] ?? [];
  expect(outage).toMatchObject({ symbol: 'BTCUSDT', before: { tradeId: 7 }, endedAt: null, rechecked: null });
  expect(key).toBe(`BTCUSDT ${T0 + 11_000}`);
  expect(watch.unseenSince('BTCUSDT')).toBe(T0 + 11_000);
  await clock.advance(3 * AFTER);
  see('BTCUSDT', 'catching-up', 90);
  await clock.advance(5_000);
  see('BTCUSDT', 'live', 95);
  await clock.advance(5_000);
  expect([...table.values()]).toMatchObject([{ since: T0 + 11_000, rechecked: { tradeId: 95 } }]);
  expect(watch.unseenSince('BTCUSDT')).toBeNull();
});

test.each(['halted', 'delisted', 'rejected'] as const)(
  'a coin that is %s is reported as such, also by a later run',
  async (state) => {
    const { watch, clock, see, table, snapshot } = begin();
    see('BTCUSDT', 'live', 7);
    watch.start();
    await clock.advance(1_000);
    see('BTCUSDT', state, 7);
    await clock.advance(AFTER + 2_000);
    expect([...table.values()]).toMatchObject([
      { symbol: 'BTCUSDT', cause: state, before: { tradeId: 7 }, endedAt: null },
    ]);
    const later = begin({ table, earlier: snapshot(), now: clock.now() });
    later.see('BTCUSDT', state, 7);
    later.watch.start();
    await later.clock.advance(2 * AFTER);
    expect(table.size).toBe(1);
    later.see('BTCUSDT', 'live', 9);
    await later.clock.advance(2_000);
    expect([...table.values()]).toMatchObject([{ cause: state, rechecked: { tradeId: 9 } }]);
  },
);

test('a coin that waits while the exchange’s clock is set has no outage: no time has passed', async () => {
  for (const setByMs of [3_600_000, -3_600_000]) {
    const { watch, clock, see, table } = begin();
    see('BTCUSDT', 'live', 7);
    watch.start();
    await clock.advance(1_000);
    see('BTCUSDT', 'catching-up', 7);
    await clock.advance(2_000);
    clock.set(setByMs);
    await clock.advance(2_000);
    expect(table.size).toBe(0);
    expect(watch.unseenSince('BTCUSDT')).toBe(T0 + 2_000 + setByMs);
    await clock.advance(AFTER);
    expect([...table.values()]).toMatchObject([{ since: T0 + 2_000 + setByMs, endedAt: null }]);
    // the beginning of a reported outage is its key
    clock.set(-setByMs);
    see('BTCUSDT', 'live', 9);
    await clock.advance(2_000);
    expect([...table.values()]).toMatchObject([{ since: T0 + 2_000 + setByMs, rechecked: { tradeId: 9 } }]);
  }
});

test('an outage stays one over restarts and take-overs', async () => {
  const { table, written } = begin();
  // each run is killed; the next one reads its snapshot, at most some seconds old
  let earlier: Prices | null = null;
  let now = T0;
  for (const state of ['live', 'dark', 'dark', 'dark', 'live'] as const) {
    const run = begin({ table, written, earlier, now });
    run.see('BTCUSDT', state, 7);
    run.watch.observe();
    run.watch.start();
    await run.clock.advance(200_000);
    run.watch.stop();
    now = run.clock.now();
    earlier = run.snapshot();
  }
  // unseen from the last snapshot of the first run on
  expect([...table.values()]).toMatchObject([{ since: T0 + 200_000, endedAt: T0 + 800_000 }]);
  expect(written).toEqual(['begin', 'end']);
});

test('an outage during which no task ran is written by the next one', async () => {
  const earlier = leftBy('live', null, T0 - 900_000);
  const { watch, see, table, settle } = begin({ earlier });
  see('BTCUSDT', 'live', 50);
  watch.observe();
  await settle();
  expect([...table.values()]).toMatchObject([{ since: T0 - 900_000, toldAt: T0, endedAt: T0 }]);
});

test('a short time without a task is not reported', async () => {
  const { watch, see, table, settle } = begin({ earlier: leftBy('live', null, T0 - 20_000) });
  see('BTCUSDT', 'live', 50);
  watch.observe();
  await settle();
  expect(table.size).toBe(0);
});

test('a coin whose outage is reported and that is halted when a run begins: its end is reported', async () => {
  const table = new Map<string, Outage>();
  const since = T0 - 2 * AFTER;
  const reported = {
    symbol: 'BTCUSDT',
    since,
    cause: 'halted' as const,
    toldAt: since + AFTER,
    before: null,
    endedAt: null,
    rechecked: null,
  };
  table.set(`BTCUSDT ${since}`, reported);
  const { watch, clock, see, settle } = begin({ table, earlier: leftBy('halted', since, T0 - 5_000) });
  see('BTCUSDT', 'halted', 7);
  watch.observe();
  await clock.advance(1_000);
  see('BTCUSDT', 'live', 8);
  watch.observe();
  await settle();
  expect([...table.values()]).toMatchObject([{ since, toldAt: reported.toldAt, rechecked: { tradeId: 8 } }]);
  expect([...table.values()][0]?.endedAt).toBe(T0 + 1_000);
});

test('a coin that was unfollowed and is wanted again had no outage in between', async () => {
  const { watch, clock, see, forget, table } = begin({ earlier: leftBy('live', null, T0 - 1_000) });
  see('BTCUSDT', 'live', 7);
  watch.start();
  await clock.advance(5_000);
  forget('BTCUSDT');
  await clock.advance(2 * AFTER);
  see('BTCUSDT', 'live', 7);
  await clock.advance(5_000);
  expect(table.size).toBe(0);
});

test('what the table refuses is written later, in order', async () => {
  const { watch, clock, see, table, log, fail } = begin();
  see('BTCUSDT', 'dark', 7);
  watch.start();
  fail(true);
  await clock.advance(AFTER + 20_000);
  see('BTCUSDT', 'live', 9);
  await clock.advance(20_000);
  expect(table.size).toBe(0);
  fail(false);
  await clock.advance(10_000);
  expect([...table.values()]).toMatchObject([{ symbol: 'BTCUSDT', rechecked: { tradeId: 9 } }]);
  expect(log.messages()).toContain('outage not written yet');
});

test('a market without trouble writes nothing', async () => {
  const { watch, clock, see, written } = begin();
  for (let i = 0; i < 50; i += 1) see(`C${i}USDT`, 'live', i);
  watch.start();
  await clock.advance(3_600_000);
  expect(written).toEqual([]);
});

function leftBy(state: CoinState, unseenSince: number | null, updatedAt: number): Prices {
  const coin = { state, price: '1', lastTradeId: 7, tradeAt: 1, unseenSince };
  return { feed: 'simulator', updatedAt, coins: { BTCUSDT: coin } };
}

interface Options {
  readonly table?: Map<string, Outage>;
  readonly written?: string[];
  readonly earlier?: Prices | null;
  readonly now?: number;
}

function begin({ table = new Map(), written = [], earlier = null, now = T0 }: Options = {}) {
  const clock = manualClock({ now });
  const log = recordedLog();
  const coins = new Map<string, { state: CoinState; id: number }>();
  let failing = false;
  const keyOf = ({ symbol, since }: Outage) => `${symbol} ${since}`;
  const write = (name: string, isNew: boolean, change: () => void) => {
    if (failing) throw new Error('table down');
    if (!isNew) return false;
    written.push(name);
    change();
    return true;
  };
  const watch = new OutageWatch({
    outageTable: {
      begin: async (outage) => write('begin', !table.has(keyOf(outage)), () => table.set(keyOf(outage), outage)),
      end: async (outage) => {
        const known = table.get(keyOf(outage));
        const { endedAt, rechecked } = outage;
        const isOpen = known !== undefined && known.endedAt === null;
        return write('end', isOpen, () => known && table.set(keyOf(outage), { ...known, endedAt, rechecked }));
      },
    },
    clock,
    log,
    exchangeNow: () => clock.now(),
    outageAfterMs: AFTER,
    coinStatuses: () =>
      [...coins].map(([symbol, { state, id }]) => {
        return { symbol, state, published: buildTrade({ id }), wasHalted: false, listedFrom: null };
      }),
    earlier,
  });
  const snapshot = (): Prices => {
    watch.observe();
    const observed = [...coins].map(([symbol, { state }]) => {
      const coin = { state, price: '1', lastTradeId: 7, tradeAt: 1, unseenSince: watch.unseenSince(symbol) };
      return [symbol, coin] as const;
    });
    return { feed: 'simulator', updatedAt: clock.now(), coins: Object.fromEntries(observed) };
  };
  return {
    watch,
    clock,
    log,
    table,
    written,
    snapshot,
    see: (symbol: string, state: CoinState, id: number) => void coins.set(symbol, { state, id }),
    forget: (symbol: string) => void coins.delete(symbol),
    fail: (on: boolean) => {
      failing = on;
    },
    settle: () => watch.flush(),
  };
}
