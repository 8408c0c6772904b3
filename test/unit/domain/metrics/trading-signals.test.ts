import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BollingerBands, EMA, RSI, SMA } from 'trading-signals';
import { expect, test } from 'vitest';
import { INTERVAL_MS } from '../../../../domain/market/candle-interval.ts';
import type { MinuteMetric, ReferenceMetric } from '../../../../domain/metrics/metric.ts';
import { newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { readTape } from '../../../../local/simulator/market/read-tape.ts';
import { buildCandle } from '../../../support/candles.ts';

const DATA = join(import.meta.dirname, '../../../../../shared/data');
const TAPES = ['btcusdt', 'ethusdt'].map((coin) => join(DATA, `${coin}-spot-trades-2024-08-08.csv.gz`));
const isHere = TAPES.every((tape) => existsSync(tape));
if (!isHere)
  console.warn(`SKIPPED: the recorded trades are not in ${DATA}, so metrics are not compared with trading-signals`);

/** The recorded minutes are few: each candle closes with every second trade. */
const TRADES_A_CANDLE = 2;
const START = Date.UTC(2026, 0, 1);
const HOUR = INTERVAL_MS['1h'];
/** At so many places of each tape. */
const PLACES = 25;

type Compared = (closes: readonly number[]) => number | null;
/** Fed with exactly the closes that a metric is computed from. */
const LIBRARY: Readonly<Partial<Record<ReferenceMetric | MinuteMetric, Compared>>> = {
  'rsi-14-1h': (closes) => lastOf(new RSI(14), closes.slice(-141)),
  'bollinger-20-1h': (closes) => {
    const bands = lastOf(new BollingerBands(20, 2), closes.slice(-20));
    if (!bands || bands.upper === bands.lower) return null;
    return ((closes.at(-1) ?? Number.NaN) - bands.lower) / (bands.upper - bands.lower);
  },
  ...Object.fromEntries(
    [20, 50, 100, 200].flatMap((count): [string, Compared][] => [
      [`sma-${count}-1h`, (closes) => lastOf(new SMA(count), closes.slice(-count))],
      [`ema-${count}-1h`, (closes) => lastOf(new EMA(count), closes.slice(-10 * count))],
    ]),
  ),
};

interface Indicator<Result> {
  add(value: number): unknown;
  readonly isStable: boolean;
  getResultOrThrow(): Result;
}

function lastOf<Result>(indicator: Indicator<Result>, closes: readonly number[]): Result | null {
  for (const close of closes) indicator.add(close);
  return indicator.isStable ? indicator.getResultOrThrow() : null;
}

test.skipIf(!isHere).each(TAPES)('on real prices metrics are what trading-signals computes: %s', async (tape) => {
  const prices = (await readTape(tape)).filter((_, place) => place % TRADES_A_CANDLE === 0).map(({ price }) => price);
  const metrics = Object.keys(LIBRARY) as (keyof typeof LIBRARY)[];
  let compared = 0;
  for (let place = 1; place <= PLACES; place += 1) {
    const shown = prices.slice(0, Math.floor((place / PLACES) * prices.length));
    const history = newHistory({ metrics });
    history.beganAt(START);
    history.loadCandles(
      '1h',
      shown.map((price, index) => buildCandle(START + index * HOUR, price)),
    );
    const { refs, measures } = valuesAt(history, START + shown.length * HOUR, metrics);
    for (const [metric, found] of Object.entries({ ...refs, ...measures })) {
      const expected = LIBRARY[metric as keyof typeof LIBRARY]?.(shown.map(Number)) ?? null;
      if (expected === null) expect([metric, found]).toEqual([metric, null]);
      else
        expect(Math.abs(Number(found ?? Number.NaN) - expected), metric).toBeLessThanOrEqual(
          1e-9 * Math.max(1, expected),
        );
      compared += expected === null ? 0 : 1;
    }
  }
  expect(compared).toBeGreaterThan(9 * PLACES);
});
