import { describe, expect, test } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { MINUTE_MS } from '../../../../domain/market/tick.ts';
import { newHistory } from '../../../../domain/metrics/minute-values.ts';
import { candleTicks } from '../../../../domain/preview/candle-ticks.ts';
import { Replay } from '../../../../domain/preview/replay.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { seriesOfRule } from '../../../../domain/rules/rule.ts';
import { buildArming, buildJudged, buildRule } from '../../../support/market-events.ts';

const START = Date.UTC(2026, 0, 5, 12);
const candle = (minute: number, open: string, high: string, low: string, close: string): Candle => ({
  start: START + minute * MINUTE_MS,
  ...{ open, high, low, close },
  volume: 1,
  quoteVolume: 1_000,
  trades: 4,
});

function replay(rule: Rule, candles: readonly Candle[], minutes: number): Replay {
  const run = new Replay(buildJudged(rule, buildArming(rule, START)));
  const history = newHistory();
  const series = seriesOfRule(rule);
  const to = START + minutes * MINUTE_MS;
  for (const tick of candleTicks({ symbol: 'BTCUSDT', feed: 'binance', series, history, from: START, to, candles })) {
    run.judge(tick);
  }
  return run;
}
const firedAt = (run: Replay) => run.fires.map(({ fire }) => (fire.trade.time - START) / 1_000);

describe('a candle goes first to the extreme that is nearer to its open', () => {
  const rule = buildRule({
    condition: { metric: 'price', op: 'crosses-below', level: '98' },
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 1,
  });

  test('the low first where it is nearer', () => {
    expect(firedAt(replay(rule, [candle(0, '100', '110', '98', '105')], 1))).toEqual([20]);
  });

  test('the high first where that is nearer', () => {
    expect(firedAt(replay(rule, [candle(0, '100', '101', '90', '95')], 1))).toEqual([40]);
  });
});

test('an alert that never fires shows how near each of its conditions came', () => {
  const rule = buildRule({ condition: { metric: 'price', op: 'above', level: '120' } });
  const run = replay(rule, [candle(0, '100', '110', '98', '105'), candle(1, '105', '118', '104', '106')], 2);
  expect(run.fires).toEqual([]);
  expect(run.approaches).toEqual([
    { condition: rule.condition, value: 118, instant: START + MINUTE_MS + 40_000, distance: 2 },
  ]);
});

test('a change is measured from the minutes before, and unknown while they are', () => {
  const rule = buildRule({ condition: { metric: 'change-5m', op: 'above', level: '10' } });
  const candles = [0, 1, 2, 3, 4, 5].map((minute) => candle(minute, '100', '100', '100', '100'));
  const run = replay(rule, [...candles, candle(6, '100', '111', '100', '111')], 7);
  expect(firedAt(run)).toEqual([6 * 60 + 40]);
  expect(run.fires[0]?.fire).toMatchObject({ metric: 'change-5m', value: '11', level: '10', reason: 'holds' });
});

test('minutes without a trade let a hold end', () => {
  const rule = buildRule({ holdSeconds: 150 });
  const run = replay(rule, [candle(0, '99', '101', '99', '101')], 5);
  expect(run.fires.map(({ instant }) => instant - START)).toEqual([20_000 + 20_000 + 150_000]);
});

test('an unknown minute makes every metric unknown whose window holds it', () => {
  const rule = buildRule({ condition: { metric: 'volume-5m', op: 'above', level: '4000' } });
  const flat = (minute: number) => candle(minute, '100', '100', '100', '100');
  expect(replay(rule, [0, 1, 2, 3, 4].map(flat), 6).fires).toHaveLength(1);
  expect(replay(rule, [0, 1, 3, 4].map(flat), 6).fires).toHaveLength(0);
});
