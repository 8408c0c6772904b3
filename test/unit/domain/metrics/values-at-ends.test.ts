import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { findMetric, WINDOWED, type WindowedDefinition } from '../../../../domain/metrics/metric.ts';
import { sourcesOf, valuesAtEnds } from '../../../../domain/metrics/values-at-ends.ts';
import { nothingGiven, PlainMarket } from '../../../oracle/plain-metrics.ts';

const MINUTE = 60_000;
const FIRST = Date.UTC(2026, 10, 1) / MINUTE;
const MINUTES = 2 * 1_440;
const HOURS = 24 * 34;

/** 0 up to, not including, 1 */
function drawFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** One trade in most of the minutes that are `every` apart. */
function makeTrades(draw: () => number, count: number, every: number): Trade[] {
  let price = 100;
  const trades: Trade[] = [];
  for (let index = 0; index < count; index += 1) {
    price = Math.max(1, price * (1 + 0.01 * (draw() - 0.5)));
    if (index > 0 && draw() < 0.2) continue;
    trades.push({ id: index, time: (FIRST + index * every) * MINUTE, price: price.toFixed(4), quantity: '0.5' });
  }
  return trades;
}

function minuteMetrics(): WindowedDefinition[] {
  return WINDOWED.filter(
    (metric) => metric.isListed && sourcesOf(metric, MINUTE).isFromMinutes && metric.minutes <= 1_440,
  );
}

test('each value is that of the plain formula, from the minutes that are there', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e9 }), fc.constantFrom(...minuteMetrics()), (seed, metric) => {
      const draw = drawFrom(seed);
      const market = new PlainMarket(makeTrades(draw, MINUTES, 1));
      const isLost = seed % 2 === 0 ? () => false : () => draw() < 0.002;
      const there = Array.from({ length: MINUTES }, (_, index) => FIRST + index).filter(() => !isLost());
      const candles = there.map((minute) => market.candle(minute, 1)).filter((it): it is Candle => it !== null);
      const given = { ...nothingGiven(), candles: new Set(there) };
      const ends = Array.from({ length: 9 }, (_, index) => FIRST + MINUTES - 15 * (9 - index));
      const values = valuesAtEnds({
        metric,
        ends: ends.map((end) => end * MINUTE),
        candles,
        longer: {},
        listedFrom: null,
      });
      for (const [index, end] of ends.entries()) {
        const plain = market.values(given, end)[metric.name] ?? null;
        const close = given.candles.has(end - 1) ? market.priceAfter(end - 1) : null;
        const isChange = metric.moves === 'by-reference';
        const isKnown = plain !== null && (!isChange || close !== null);
        const expected = isChange ? 100 * (Number(close) / Number(plain) - 1) : Number(plain);
        if (isKnown) expect(values[index]).toBeCloseTo(expected, 6);
        else expect(values[index]).toBeNull();
      }
    }),
    { numRuns: 40 },
  );
});

test.each(['volatility-7d', 'volatility-30d'])('%s is computed from hours alone', (name) => {
  const metric = findMetric(name);
  if (!metric || metric.moves === 'with-price') throw new Error(`no metric ${name}`);
  const market = new PlainMarket(makeTrades(drawFrom(7), HOURS, 60));
  const hours = Array.from({ length: HOURS }, (_, index) => FIRST / 60 + index);
  const candles = hours.map((hour) => market.candle(hour * 60, 60)).filter((it): it is Candle => it !== null);
  const given = { ...nothingGiven(), closed: new Map([[60, new Set(hours)]]) };
  const ends = Array.from({ length: 40 }, (_, index) => FIRST + 60 * (HOURS - 40) + 61 * index);
  const values = valuesAtEnds({
    metric,
    ends: ends.map((end) => end * MINUTE),
    candles: [],
    longer: { '1h': candles },
    listedFrom: null,
  });
  for (const [index, end] of ends.entries()) {
    expect(values[index]).toBeCloseTo(Number(market.values(given, end)[name]), 6);
  }
});

test('nothing is known without candles, and there is nothing without ends', () => {
  const [metric] = minuteMetrics();
  if (!metric) throw new Error('no metric');
  expect(valuesAtEnds({ metric, ends: [FIRST * MINUTE], candles: [], longer: {}, listedFrom: null })).toEqual([null]);
  expect(valuesAtEnds({ metric, ends: [], candles: [], longer: {}, listedFrom: null })).toEqual([]);
});
