import { expect, test } from 'vitest';
import { CoinMinutes } from '../../../../ingest-task/history/coin-minutes.ts';
import { MAX_WINDOWS_WAIT_MS } from '../../../../ingest-task/history/windows-gate.ts';
import { beginMarket, COIN, leftAt } from '../../../support/begin-market.ts';
import { buildCandles } from '../../../support/candles.ts';

const MINUTE = 60_000;
const WINDOWED = { symbol: COIN, wanted: true, book: { version: 2, metrics: ['price', 'volume-5m'], shards: 1 } };

test('trades wait until the windows before them are complete, and then come in order', async () => {
  const { market, live, soon, complete } = begin();
  await live(3);
  await soon();
  expect([market.ids(COIN), market.state(COIN)]).toEqual([[], 'catching-up']);
  complete();
  await soon();
  expect([market.ids(COIN), market.state(COIN), market.unwatched]).toEqual([[1, 2, 3], 'live', []]);
  expect(market.ticks.filter(({ trades }) => trades.id.length > 0).map(({ measures }) => measures)).toEqual([
    { 'volume-5m': 627.5 },
  ]);
});

test('the waiting trades are bounded; dropped ones are fetched by id once the coin can continue', async () => {
  const { market, live, soon, complete } = begin({ maxWaitingFrames: { perCoin: 4, inAll: 100 } });
  await live(20);
  expect(market.bufferBudget.count).toBeLessThanOrEqual(4);
  complete();
  await soon();
  expect(market.ids(COIN)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
});

test('after a restart nothing is requested and there is no watermark while the windows are missing', async () => {
  const { market, missed, soon, complete, exchange, clock } = begin({ earlier: leftAt(1) });
  missed(5);
  await soon();
  market.watch.onHeartbeat(clock.now(), [COIN]);
  await clock.advance(200);
  expect([market.ids(COIN), market.watermarks(COIN)]).toEqual([[], []]);
  const askedBefore = exchange.asked.length;
  await soon();
  expect(exchange.asked.length - askedBefore).toBeLessThanOrEqual(1);
  complete();
  await soon();
  expect(market.ids(COIN)).toEqual([2, 3, 4, 5]);
});

test('a coin whose alerts use the price only waits for no window', async () => {
  const { market, live, missedWindows } = begin({ metrics: ['price'] });
  await live(2);
  expect([missedWindows(), market.ids(COIN)]).toEqual([true, [1, 2]]);
});

test.each([
  ['their windows are complete', true, 2_000],
  ['the time to wait is up', false, MAX_WINDOWS_WAIT_MS + 2_000],
])(
  'trades that wait when the coin is halted are taken once %s, though nothing comes of it any more',
  async (_, isFilled, ms) => {
    let isComplete = false;
    const { market, live, clock } = beginMarket({ metrics: ['price', 'volume-5m'], areFinal: () => isComplete });
    await live(2);
    market.become(COIN, 'halted');
    market.interrupt(COIN);
    await clock.advance(5_000);
    expect([market.ids(COIN), market.watch.waitsForWindows(COIN)]).toEqual([[], true]);
    isComplete = isFilled;
    await clock.advance(ms);
    expect([market.ids(COIN), market.watch.waitsForWindows(COIN)]).toEqual([[1, 2], false]);
  },
);

test('once alerts no longer use a window, the waiting trades are taken', async () => {
  const { market, live, soon } = begin();
  await live(2);
  market.watch.follow({ ...WINDOWED, book: { ...WINDOWED.book, version: 3, metrics: ['price'] } });
  await soon();
  expect(market.ids(COIN)).toEqual([1, 2]);
});

test('after the longest wait the trades are taken, and the time is reported as one interval that grows', async () => {
  const { market, live, clock } = begin();
  await live(2);
  await clock.advance(MAX_WINDOWS_WAIT_MS);
  for (let minute = 0; minute < 3; minute += 1) {
    market.watch.onHeartbeat(clock.now(), [COIN]);
    await live(1);
    await clock.advance(MINUTE);
  }
  expect(market.ids(COIN)).toEqual([1, 2, 3, 4, 5]);
  const stated = market.unwatched.map(([, interval]) => interval);
  expect(new Set(stated.map(({ reason, firstTradeId }) => `${reason} ${firstTradeId}`))).toEqual(
    new Set(['no-windows 0']),
  );
  expect(new Set(stated.map(({ from }) => from)).size).toBe(1);
  const ends = stated.map(({ to }) => to);
  expect([ends, ends.at(-1)]).toEqual([[...new Set(ends)].sort(), (stated[0]?.from ?? 0) + 18 * MINUTE]);
});

/** A watched coin with an alert on a window, whose candles `complete` brings. */
function begin({ metrics = WINDOWED.book.metrics, ...options }: Partial<Options> = {}) {
  let areFinal = false;
  const histories: CoinMinutes[] = [];
  const parts = beginMarket({
    minutes: () => {
      const listener = { onClosed: () => {}, onUnknown: () => {}, onJoined: () => {}, onIdRestart: () => {} };
      const minutes = new CoinMinutes(listener);
      histories.push(minutes);
      return minutes;
    },
    areFinal: () => areFinal,
    metrics,
    ...options,
  });
  const complete = () => {
    areFinal = true;
    for (const minutes of histories) minutes.load(buildCandles((minutes.present ?? 0) - 5 * MINUTE, 5, MINUTE));
    parts.market.watch.onFilled(COIN);
  };
  return { ...parts, complete, missedWindows: () => !areFinal };
}

type Options = NonNullable<Parameters<typeof beginMarket>[0]> & { metrics: readonly string[] };
