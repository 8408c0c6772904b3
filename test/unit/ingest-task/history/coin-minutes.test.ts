import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { CoinMinutes, type Join, MAX_SILENT_MINUTES } from '../../../../ingest-task/history/coin-minutes.ts';
import { buildCandles } from '../../../support/candles.ts';
import { buildTrade } from '../../../support/ticks.ts';

const START = Date.UTC(2026, 0, 5, 12, 0, 0);
const at = (minutes: number, seconds = 0) => START + minutes * 60_000 + seconds * 1_000;

test('a minute closes by a trade of a later one, or by a watermark past its end', () => {
  const { minutes, closed } = begin();
  minutes.add(buildTrade({ id: 1, time: at(0, 5) }));
  minutes.add(buildTrade({ id: 2, time: at(1, 5), price: '7' }));
  minutes.passTo(at(1, 59));
  expect(closed).toEqual([]);
  minutes.passTo(at(2));
  expect(closed.map(({ start, close }) => [start, close])).toEqual([[at(1), '7']]);
  expect(minutes.present).toBe(at(2));
});

test('the open minute is known once all of its trades are seen, and is empty while nothing was traded in it', () => {
  const { minutes } = begin();
  expect(minutes.openCandle()).toBeNull();
  minutes.add(buildTrade({ id: 1, time: at(0, 5) }));
  expect(minutes.openCandle()).toBeNull(); // trades before it may be missing
  minutes.passTo(at(1));
  expect(minutes.openCandle()).toMatchObject({ start: at(1), volume: 0, trades: 0 });
  minutes.add(buildTrade({ id: 2, time: at(1, 5), price: '7', quantity: '2' }));
  minutes.add(buildTrade({ id: 3, time: at(1, 6), price: '6', quantity: '1' }));
  const open = { start: at(1), open: '7', high: '7', low: '6', close: '6', volume: 3, quoteVolume: 20, trades: 2 };
  expect(minutes.openCandle()).toEqual(open);
  minutes.missedBefore(at(1, 7));
  expect(minutes.openCandle()).toBeNull();
});

test('a trade that comes again has no effect, unless the ids restarted', () => {
  const { minutes, closed } = begin();
  minutes.add(buildTrade({ id: 1, time: at(0, 5) }));
  minutes.add(buildTrade({ id: 2, time: at(1, 5), price: '7' }));
  minutes.add(buildTrade({ id: 3, time: at(1, 6), price: '8' }));
  for (const id of [2, 3]) minutes.add(buildTrade({ id, time: at(1, 5), price: '9' }));
  minutes.passTo(at(2));
  expect(closed).toMatchObject([{ start: at(1), high: '8', close: '8', trades: 2 }]);
  minutes.resetAfterIdRestart(at(2, 5));
  minutes.add(buildTrade({ id: 1, time: at(2, 5), price: '5' }));
  minutes.passTo(at(3));
  minutes.add(buildTrade({ id: 2, time: at(3, 5), price: '6' }));
  minutes.passTo(at(4));
  expect(closed.at(-1)).toMatchObject({ start: at(3), close: '6', trades: 1 });
});

test('data of the coin that had the name before never counts for another coin', () => {
  const { minutes, closed, anew } = begin();
  minutes.add(buildTrade({ id: 1, time: at(0, 5), price: '0.00005' }));
  minutes.load(buildCandles(at(-120), 120, 60_000));
  minutes.add(buildTrade({ id: 2, time: at(1, 5), price: '0.00006' }));
  minutes.beginListing(at(60, 30));
  expect(anew).toEqual([at(60)]);
  minutes.missedBefore(at(60, 30));
  minutes.add(buildTrade({ id: 3, time: at(60, 30), price: '9' }));
  minutes.load(buildCandles(at(-120), 180, 60_000)); // of the coin before, and the hour in which it ended
  minutes.loadCandles('1h', buildCandles(at(-24 * 60), 25, 3_600_000));
  minutes.passTo(at(62));
  const { refs, measures } = minutes.valuesAt(at(62));
  expect(refs).toMatchObject({ 'change-5m': null, 'change-24h': null, 'change-7d': null });
  expect(measures).toMatchObject({ 'volatility-24h': null, 'volatility-30d': null });
  expect(closed.at(-1)).toMatchObject({ start: at(61), close: '9', trades: 0 });
  minutes.load(buildCandles(at(60), 1, 60_000)); // its own first minute
  expect(minutes.valuesAt(at(62)).measures).toMatchObject({ 'volume-24h': expect.any(Number) });
});

test('a watermark before the first trade closes nothing', () => {
  const { minutes, closed } = begin();
  minutes.passTo(at(9));
  expect([minutes.present, closed]).toEqual([null, []]);
});

test('an empty minute after a gap has no price until a trade comes', () => {
  const { minutes, closed, unknown } = begin();
  minutes.add(buildTrade({ id: 1, time: at(0, 5), price: '7' }));
  minutes.missedBefore(at(1, 5));
  minutes.passTo(at(3));
  expect([closed, unknown.at(-1)]).toEqual([[], [at(1), at(2)]]);
});

test('the values of the present minute are shown as they become known, until a tick has published them', () => {
  const { minutes } = begin();
  const volatility = () => minutes.presentValues()?.measures['volatility-1h'];
  minutes.add(buildTrade({ id: 1, time: at(0, 5) }));
  expect([minutes.presentValues()?.refs['change-5m'], volatility()]).toEqual([null, null]);
  minutes.load(buildCandles(at(-40), 40, 60_000));
  expect(minutes.presentValues()?.refs['change-5m']).toBe('135.5');
  const shown = volatility();
  expect(shown).toBeGreaterThan(0);
  minutes.published.partOf(at(0), { references: ['change-15m'], measures: ['volatility-1h'] });
  minutes.load(buildCandles(at(-60), 20, 60_000));
  expect(minutes.valuesAt(at(0)).measures['volatility-1h']).not.toBe(shown);
  expect(volatility()).toBe(shown);
  minutes.passTo(at(1));
  expect(volatility()).not.toBe(shown);
});

test('when ids restart at earlier times, everything known of the coin is dropped', () => {
  const { minutes, restarts } = begin();
  minutes.load(buildCandles(at(-10), 10, 60_000));
  minutes.add(buildTrade({ id: 9, time: at(0, 5) }));
  minutes.resetAfterIdRestart(at(-7, 5));
  minutes.add(buildTrade({ id: 1, time: at(-7, 5) }));
  expect([minutes.present, restarts()]).toEqual([at(-7), 1]);
  expect(Object.values(minutes.presentValues()?.refs ?? {})).toEqual([null, null, null, null, null, null]);
});

test('when ids restart and time goes on, the history stays', () => {
  const { minutes, restarts } = begin();
  minutes.load(buildCandles(at(-10), 10, 60_000));
  minutes.add(buildTrade({ id: 9, time: at(0, 5) }));
  minutes.resetAfterIdRestart(at(0, 6));
  expect([minutes.presentValues()?.refs['change-5m'], restarts()]).toEqual(['105.5', 0]);
});

test('a silence longer than the windows is not closed minute by minute', () => {
  const { minutes, closed, unknown } = begin();
  minutes.add(buildTrade({ id: 1, time: at(0, 5) }));
  minutes.add(buildTrade({ id: 2, time: at(MAX_SILENT_MINUTES + 2, 5) }));
  expect([closed, unknown.at(-1)]).toEqual([[], [at(1), at(MAX_SILENT_MINUTES + 2)]]);
});

const trade = (id: number, time: number, price = '5') => buildTrade({ id, time, price, quantity: '1' });

test('the minute of a join is known once the trades up to its id are there, whenever they come', () => {
  for (const comes of ['at once', 'later in the minute', 'after its end'] as const) {
    const { minutes, closed, joins } = begin();
    minutes.joinAfter({ id: 3, time: at(0, 30) });
    const before = [trade(2, at(0, 10), '9'), trade(3, at(0, 30), '2')];
    const complete = () => minutes.join && minutes.complete(minutes.join, at(0), before);
    if (comes === 'at once') complete();
    minutes.add(trade(4, at(0, 40), '4'));
    if (comes === 'later in the minute') complete();
    minutes.add(trade(5, at(1, 10), '7'));
    if (comes === 'after its end') complete();
    expect(joins, comes).toEqual([{ id: 3, time: at(0, 30), minute: at(0) }]);
    expect(closed, comes).toMatchObject([
      { start: at(0), open: '9', high: '9', low: '2', close: '4', volume: 3, quoteVolume: 15, trades: 3 },
    ]);
    expect([minutes.join, minutes.unknownSince(at(0))], comes).toEqual([null, []]);
  }
});

test('completing a join also fills the minutes before it, with or without trades', () => {
  const { minutes, closed } = begin();
  minutes.beginAt(at(-3));
  minutes.joinAfter({ id: 3, time: at(0, 30) });
  if (minutes.join) minutes.complete(minutes.join, at(-3), [trade(2, at(-3, 10)), trade(3, at(0, 30))]);
  expect(minutes.unknownSince(at(-3))).toEqual([]);
  expect([minutes.covers(['change-5m']), closed.map(({ start }) => start)]).toEqual([false, [at(-3)]]);
  minutes.load(buildCandles(at(-9), 6, 60_000));
  expect(minutes.covers(['change-5m', 'volume-5m'])).toBe(true);
});

test('after a later join, trades for an earlier one and trades up to its id have no effect', () => {
  const { minutes, closed } = begin();
  minutes.joinAfter({ id: 3, time: at(0, 30) });
  const { join } = minutes;
  minutes.joinAfter({ id: 9, time: at(0, 40) });
  if (join) minutes.complete(join, at(0), [trade(3, at(0, 30), '99')]);
  minutes.add(trade(9, at(0, 40), '98'));
  if (minutes.join) minutes.complete(minutes.join, at(0), [trade(9, at(0, 40), '6')]);
  minutes.passTo(at(1));
  expect(closed).toMatchObject([{ start: at(0), high: '6', trades: 1 }]);
});

test('ids lost in the minute of a join leave it unknown, even if what came before is completed', () => {
  for (const lostAt of [at(0, 40), at(15, 40)]) {
    const { minutes, closed, unknown } = begin();
    minutes.joinAfter({ id: 10, time: at(0, 10) });
    const { join } = minutes;
    minutes.missedBefore(lostAt);
    minutes.add(trade(21, lostAt));
    if (join) minutes.complete(join, at(0), [trade(10, at(0, 10))]);
    minutes.passTo(at(17));
    expect(closed.map(({ start }) => start)).not.toContain(at(0));
    expect(unknown.flat()).toContain(at(0));
  }
});

test('a join that can’t be completed leaves its minute unknown', () => {
  const { minutes, unknown } = begin();
  minutes.joinAfter({ id: 3, time: at(0, 30) });
  if (minutes.join) minutes.leaveJoin(minutes.join);
  minutes.passTo(at(1));
  expect([minutes.join, unknown.at(-1)]).toEqual([null, [at(0), at(1)]]);
});

function begin() {
  const closed: Candle[] = [];
  const unknown: [number, number][] = [];
  const anew: (number | null)[] = [];
  const joins: (Join | null)[] = [];
  let restarts = 0;
  const minutes: CoinMinutes = new CoinMinutes({
    onClosed: (candle) => void closed.push(candle),
    onUnknown: (from, to) => void unknown.push([from, to]),
    onJoined: () => void joins.push(minutes.join),
    onIdRestart: (listedFrom) => {
      restarts += 1;
      anew.push(listedFrom);
    },
  });
  return { minutes, closed, unknown, anew, joins, restarts: () => restarts };
}
