import { expect, test } from 'vitest';
import type { Tick } from '../../../../domain/market/tick.ts';
import type { MinuteValues } from '../../../../domain/metrics/minute-values.ts';
import { CoinOutbox } from '../../../../ingest-task/publishing/coin-outbox.ts';
import { PublishedMetrics } from '../../../../ingest-task/publishing/published-metrics.ts';
import { MAX_MINUTES_IN_A_ROW } from '../../../../ingest-task/publishing/tick-planner.ts';
import { buildTrade } from '../../../support/ticks.ts';
import { unknownValues, valuesFrom, valuesUnknown } from '../../../support/value-source.ts';

const MINUTE = Date.UTC(2026, 0, 5, 12, 0, 0);
const at = (minutes: number, seconds = 0) => MINUTE + minutes * 60_000 + seconds * 1_000;
const CONTEXT = { feed: 'binance', epoch: 1, now: 50, exchangeNow: at(0, 30), clockOffsetMs: 0 } as const;

test('minutes between two trades are published one by one, each to its end, before the later trade', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  outbox.add(buildTrade({ id: 2, time: at(3, 5) }), 2);
  expect(sendAll().map(line)).toEqual([
    [at(0), [1], at(1)],
    [at(1), [], at(2)],
    [at(2), [], at(3)],
    [at(3), [2], null],
  ]);
});

test('a minute whose trades were sent before a later one came is closed by a tick of its own', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  expect(sendAll().map(line)).toEqual([[at(0), [1], null]]);
  outbox.add(buildTrade({ id: 2, time: at(1, 5) }), 2);
  expect(sendAll().map(line)).toEqual([
    [at(0), [], at(1)],
    [at(1), [2], null],
  ]);
});

test('time without a trade is published to the end of every minute, at once', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  sendAll();
  outbox.setWatermark(at(2, 30));
  expect(sendAll().map(line)).toEqual([
    [at(0), [], at(1)],
    [at(1), [], at(2)],
  ]);
  expect(sendAll().map(line)).toEqual([[at(2), [], at(2, 30)]]);
});

test('a refused end of a minute is published again before anything later', () => {
  const { outbox, send } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  send();
  outbox.add(buildTrade({ id: 2, time: at(1, 5) }), 2);
  expect(line(outbox.cut(CONTEXT))).toEqual([at(0), [], at(1)]);
  outbox.refused();
  expect([send(), send()].map(line)).toEqual([
    [at(0), [], at(1)],
    [at(1), [2], null],
  ]);
});

test('minutes whose trades were dropped are published all the same', () => {
  const { outbox, send, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  send();
  outbox.add(buildTrade({ id: 2, time: at(1, 5) }), 2);
  outbox.dropAll();
  outbox.add(buildTrade({ id: 3, time: at(2, 5) }), 3);
  expect(sendAll().map(line)).toEqual([
    [at(0), [], at(1)],
    [at(1), [], at(2)],
    [at(2), [3], null],
  ]);
});

test('a trade that steps back into a closed minute has a tick of that minute, and the present minute continues', () => {
  const { outbox, sendAll } = begin();
  for (const [id, time] of [at(0, 59), at(1, 1), at(0, 58), at(1, 2)].entries()) {
    outbox.add(buildTrade({ id: id + 1, time }), 1);
  }
  outbox.setWatermark(at(1, 2));
  expect(sendAll().map(line)).toEqual([
    [at(0), [1], at(1)],
    [at(1), [2], null],
    [at(0), [3], at(1)],
    [at(1), [4], at(1, 2)],
  ]);
});

test('a gap of more than a day of minutes is skipped, and reported', () => {
  const { outbox, sendAll, skipped } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  sendAll();
  outbox.setWatermark(at(MAX_MINUTES_IN_A_ROW, 1));
  expect(sendAll()).toHaveLength(MAX_MINUTES_IN_A_ROW); // the last one begins
  const last = at(2 * MAX_MINUTES_IN_A_ROW + 1);
  outbox.setWatermark(last + 2_000);
  expect(sendAll().map(line)).toEqual([[last, [], last + 2_000]]);
  expect(skipped).toEqual([[at(MAX_MINUTES_IN_A_ROW), last]]);
});

test('a coin with price alerts only leaves minutes out', () => {
  const { outbox, sendAll } = begin(['price', 'price@close', 'a-metric-of-tomorrow']);
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  outbox.add(buildTrade({ id: 2, time: at(3, 5) }), 2);
  expect(sendAll().map(line)).toEqual([
    [at(0), [1], null],
    [at(3), [2], null],
  ]);
});

test('once an alert uses a windowed metric, no minute is left out', () => {
  const { outbox, sendAll } = begin(['price']);
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  sendAll();
  outbox.setAlertIndex({ version: 2, metrics: ['price', 'volume-5m'], shards: 1 });
  outbox.setWatermark(at(3, 20));
  expect(sendAll().map(line)).toEqual([[at(3), [], at(3, 20)]]);
  outbox.setWatermark(at(4, 20));
  expect([...sendAll(), ...sendAll()].map(line)).toEqual([
    [at(3), [], at(4)],
    [at(4), [], at(4, 20)],
  ]);
});

test('a new index version is published in the open minute, whatever the clock says', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  sendAll();
  outbox.setAlertIndex({ version: 2, metrics: ['change-5m'], shards: 1 });
  expect(line(outbox.cut({ ...CONTEXT, exchangeNow: at(7) }))).toEqual([at(0), [], null]);
});

test('where ids restart at earlier times, minutes are published again from there', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 7, time: at(9, 5) }), 1);
  sendAll();
  outbox.add(buildTrade({ id: 1, time: at(2, 5) }), 1);
  outbox.add(buildTrade({ id: 2, time: at(4, 5) }), 1);
  expect(sendAll().map(line)).toEqual([
    [at(2), [1], at(3)],
    [at(3), [], at(4)],
    [at(4), [2], null],
  ]);
});

test('a coin that is followed again begins with the minute in which that happens', () => {
  const { outbox, sendAll } = begin();
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  sendAll();
  outbox.leave();
  outbox.rejoin({ version: 2, metrics: ['change-1h'], shards: 1 }, unknownValues());
  outbox.add(buildTrade({ id: 9, time: at(50, 5) }), 1);
  expect(sendAll().map(line)).toEqual([[at(50), [9], null]]);
});

test('a tick holds the values of its own minute, of the metrics that alerts use and no others', () => {
  const { outbox, sendAll } = begin(['price', 'change-1h@close', 'volume-24h', 'nonsense'], (minute) =>
    valuesOf(String((minute - MINUTE) / 60_000 + 100), (minute - MINUTE) / 60_000),
  );
  outbox.add(buildTrade({ id: 1, time: at(0, 5) }), 1);
  outbox.add(buildTrade({ id: 2, time: at(2, 5) }), 2);
  expect(sendAll().map(({ refs, refsBefore, measures }) => ({ refs, refsBefore, measures }))).toEqual([
    { refs: { 'change-1h': '100' }, refsBefore: { 'change-1h': '99' }, measures: { 'volume-24h': 0 } },
    { refs: { 'change-1h': '101' }, refsBefore: { 'change-1h': '100' }, measures: { 'volume-24h': 1 } },
    { refs: { 'change-1h': '102' }, refsBefore: { 'change-1h': '101' }, measures: { 'volume-24h': 2 } },
  ]);
});

test('within a minute no value becomes known or changes', () => {
  const known = { value: null as string | null, revision: 0 };
  const source = {
    get revision() {
      return known.revision;
    },
    valuesAt: () => valuesOf(known.value, known.value === null ? null : Number(known.value)),
  };
  const outbox = new CoinOutbox({
    symbol: 'BTCUSDT',
    alertIndex: { version: 1, metrics: ['change-5m', 'volatility-1h'], shards: 1 },
    metrics: new PublishedMetrics(source),
    onSkipped: () => {},
  });
  const seconds = [0, 1, 60, 61];
  const said = seconds.flatMap((second, index) => {
    outbox.add(buildTrade({ id: index + 1, time: at(0, second) }), 1);
    const ticks: (Tick | null)[] = [];
    do ticks.push(outbox.cut(CONTEXT));
    while (outbox.accepted());
    known.value = String(index);
    known.revision += 1;
    return ticks.map((tick) => [tick?.trades.id, tick?.refs['change-5m'], tick?.measures['volatility-1h']]);
  });
  expect(said).toEqual([
    [[1], null, null],
    [[2], null, null],
    [[], null, null], // ends the minute
    [[3], '1', 1],
    [[4], '1', 1],
  ]);
});

function valuesOf(ref: string | null, measure: number | null): MinuteValues {
  const { refs, measures } = valuesUnknown(0);
  return { refs: filled(refs, ref), measures: filled(measures, measure) };
}

function filled<Name extends string, Value>(
  named: Readonly<Partial<Record<Name, Value>>>,
  value: Value,
): Record<Name, Value> {
  return Object.fromEntries(Object.keys(named).map((name) => [name, value])) as Record<Name, Value>;
}

/** Minute, trade ids and watermark. */
function line(tick: Tick | null) {
  return tick && [tick.minute, tick.trades.id, tick.watermark];
}

/** An outbox whose ticks are accepted one by one, and the minutes that it skipped. */
function begin(metrics = ['price', 'change-1h'], valuesAt = valuesUnknown) {
  const skipped: [number, number][] = [];
  const outbox = new CoinOutbox({
    symbol: 'BTCUSDT',
    alertIndex: { version: 1, metrics, shards: 1 },
    metrics: valuesFrom(valuesAt),
    onSkipped: (from, to) => void skipped.push([from, to]),
  });
  const send = () => {
    const tick = outbox.cut(CONTEXT);
    outbox.accepted();
    return tick;
  };
  /** One flush: as long as there is more that can go at once. */
  const sendAll = () => {
    const ticks: Tick[] = [];
    for (let more = true; more; more = outbox.accepted()) {
      const tick = outbox.cut(CONTEXT);
      if (!tick) break;
      ticks.push(tick);
    }
    return ticks;
  };
  return { outbox, send, sendAll, skipped };
}

test('a minute that is published late keeps its values, however many later ones were read', () => {
  const known = { revision: 0, ref: '5' };
  const values = new PublishedMetrics({
    get revision() {
      return known.revision;
    },
    valuesAt: () => valuesOf(known.ref, 1),
  });
  const metrics = { references: ['change-5m'], measures: [] } as const;
  for (let minute = 1; minute <= 20; minute += 1) values.of(at(minute));
  expect(values.partOf(at(0), metrics).refs).toEqual({ 'change-5m': '5' });
  known.ref = '6';
  known.revision += 1;
  expect(values.of(at(0)).refs['change-5m']).toBe('5');
});
