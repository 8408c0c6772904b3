import { describe, expect, it } from 'vitest';
import type { Candle } from '../../../../domain/market/candle.ts';
import { METRICS } from '../../../../domain/metrics/metric.ts';
import type { MinuteHistory } from '../../../../domain/metrics/minute-history.ts';
import { LOOK_BACK_MINUTES, newHistory, valuesAt as valuesDuring } from '../../../../domain/metrics/minute-values.ts';

const MINUTE = 60_000;
const HOUR = 60;
const DAY = 1_440;
/** A minute at which an hour and a day begin. */
const T = Date.UTC(2026, 10, 22) / MINUTE;

function candle(minute: number, close: string, quoteVolume = 10): Candle {
  const start = minute * MINUTE;
  return { start, open: close, high: close, low: close, close, volume: 1, quoteVolume, trades: 1 };
}

/** The `count` minutes before T closed at these prices in turn. */
function historyOf(count: number, closes: readonly string[] = ['100']): MinuteHistory {
  const history = newHistory();
  const closeOf = (i: number) => closes[i % closes.length] ?? '1';
  history.load(Array.from({ length: count }, (_, i) => candle(T - count + i, closeOf(i))));
  return history;
}

const valuesAt = (history: MinuteHistory, minute: number) => valuesDuring(history, minute * MINUTE, METRICS);

describe('a change', () => {
  it('is measured from the close of the minute one window back, which holds for the minute', () => {
    const history = historyOf(4);
    history.close(candle(T, '0.00001234'));
    for (let i = 1; i < 6; i += 1) history.close(candle(T + i, `${200 + i}`));
    const { refs } = valuesAt(history, T + 6);
    expect(refs).toMatchObject({ 'change-5m': '201', 'change-15m': null });
    expect(valuesAt(history, T + 5).refs['change-5m']).toBe('0.00001234');
  });

  it('is measured from the last close before, when that minute had no trade', () => {
    const history = historyOf(10, ['7.5']);
    history.closeEmpty(T * MINUTE);
    expect(history.lastClose).toBe('7.5');
    expect(valuesAt(history, T + 5).refs['change-5m']).toBe('7.5');
  });

  it('is unknown when there may have been trades after the last known close', () => {
    const history = historyOf(10);
    history.closeUnknown(T * MINUTE);
    history.closeEmpty((T + 1) * MINUTE);
    expect(history.lastClose).toBeNull();
    expect(valuesAt(history, T + 6).refs['change-5m']).toBeNull();
    history.load([candle(T, '3')]);
    expect(history.lastClose).toBe('3');
    expect(valuesAt(history, T + 6).refs['change-5m']).toBe('3');
  });
});

describe('volatility', () => {
  it('is the sample deviation of log returns a year, known from half of the window on', () => {
    // 30 closes: 15 returns of ln 1.1 and 14 of -ln 1.1; their mean is ln 1.1 / 29, so their variance 30/29 of ln² 1.1
    const expected = 100 * Math.log(1.1) * Math.sqrt(30 / 29) * Math.sqrt(365 * DAY);
    expect(valuesAt(historyOf(30, ['100', '110']), T).measures['volatility-1h']).toBeCloseTo(expected, 6);
    expect(valuesAt(historyOf(29, ['100', '110']), T).measures['volatility-1h']).toBeNull();
  });

  it('of an hour has 59 returns: the close before its first candle does not count, and a year has 365 days', () => {
    const closes = Array.from({ length: 60 }, (_, i) => `${100 + ((i * 7) % 13)}`);
    const returns = closes.slice(1).map((close, i) => Math.log(Number(close) / Number(closes[i])));
    expect(returns).toHaveLength(59);
    const mean = returns.reduce((sum, it) => sum + it, 0) / 59;
    const variance = returns.reduce((sum, it) => sum + (it - mean) ** 2, 0) / 58;
    const expected = 100 * Math.sqrt(variance) * Math.sqrt(365 * 24 * 60);
    for (const before of ['1', '100000']) {
      const { measures } = valuesAt(historyOf(61, [before, ...closes]), T);
      expect(measures['volatility-1h']).toBeCloseTo(expected, 8);
    }
  });

  it('does not depend on the height of the price', () => {
    const dear = valuesAt(historyOf(60, ['50000', '55000']), T).measures['volatility-1h'];
    expect(valuesAt(historyOf(60, ['0.00001', '0.000011']), T).measures['volatility-1h']).toBeCloseTo(dear ?? 0, 6);
    expect(valuesAt(historyOf(60, ['50000']), T).measures['volatility-1h']).toBe(0);
  });

  it('is unknown while its newest candle is, and leaves out what lies before a gap', () => {
    const history = historyOf(60, ['100', '110']);
    history.closeUnknown(T * MINUTE);
    expect(valuesAt(history, T + 1).measures['volatility-1h']).toBeNull();
    for (let i = 1; i <= 30; i += 1) history.close(candle(T + i, '100'));
    expect(valuesAt(history, T + 31).measures['volatility-1h']).toBe(0);
  });

  it('of days moves when an hour ends, not before', () => {
    const history = historyOf(2, ['120']);
    history.loadCandles(
      '1h',
      Array.from({ length: 200 }, (_, i) => candle(T - (200 - i) * HOUR, '100')),
    );
    expect(valuesAt(history, T).measures['volatility-7d']).toBe(0);
    for (let i = 0; i < HOUR; i += 1) {
      expect(valuesAt(history, T + i).measures['volatility-7d']).toBe(0);
      history.close(candle(T + i, '130'));
    }
    // 168 closes, the last one a step: one return of ln 1.3 among 167, so s² = ln² 1.3 · (1 - 1/167) / 166 = ln² 1.3 / 167
    const expected = 100 * (Math.log(1.3) / Math.sqrt(167)) * Math.sqrt(365 * 24);
    expect(valuesAt(history, T + HOUR).measures['volatility-7d']).toBeCloseTo(expected, 8);
  });
});

describe('an hour', () => {
  const hours = Array.from({ length: 100 }, (_, i) => candle(T - (100 - i) * HOUR, '100'));

  it.each(['load', 'close', 'closeEmpty'] as const)('that misses a minute closes when that comes late: %s', (how) => {
    const history = historyOf(2);
    history.loadCandles('1h', hours);
    for (let i = 0; i < HOUR; i += 1) if (i !== 30) history.close(candle(T + i, '100'));
    expect(valuesAt(history, T + HOUR).measures['volatility-7d']).toBeNull();
    if (how === 'closeEmpty') history.closeEmpty((T + 30) * MINUTE);
    else if (how === 'close') history.close(candle(T + 30, '100'));
    else history.load([candle(T + 30, '100')]);
    expect(valuesAt(history, T + HOUR).measures['volatility-7d']).toBe(0);
  });

  it('is not taken before it has ended', () => {
    for (const isFirst of [true, false]) {
      const history = newHistory();
      const minutes = [candle(T + 29, '100')];
      if (!isFirst) history.load(minutes);
      history.loadCandles('1h', [...hours, candle(T, '999')]);
      if (isFirst) history.load(minutes);
      for (let i = 30; i < 60; i += 1) history.close(candle(T + i, '100'));
      expect(valuesAt(history, T + HOUR).measures['volatility-7d'], `hours first: ${isFirst}`).toBeNull();
      history.loadCandles('1h', [candle(T, '100')]);
      expect(valuesAt(history, T + HOUR).measures['volatility-7d']).toBe(0);
    }
  });
});

describe('volume', () => {
  it('is what was traded in the window, and unknown when one of its minutes is', () => {
    const history = historyOf(5);
    expect(valuesAt(history, T).measures).toMatchObject({ 'volume-5m': 50, 'volume-1h': null });
    history.closeEmpty(T * MINUTE);
    expect(valuesAt(history, T + 1).measures['volume-5m']).toBe(40);
    history.closeUnknown((T + 1) * MINUTE);
    expect(valuesAt(history, T + 2).measures['volume-5m']).toBeNull();
  });

  it('of a new listing is known from its first minute on', () => {
    const history = newHistory();
    history.beganAt(T * MINUTE);
    expect(valuesAt(history, T).measures['volume-24h']).toBe(0);
    history.close(candle(T, '1', 25));
    expect(valuesAt(history, T + 1)).toMatchObject({
      measures: { 'volume-24h': 25, 'volatility-1h': null },
      refs: { 'change-5m': null },
    });
  });
});

describe('a history', () => {
  it('fills unknown minutes only, in any order, within its length', () => {
    const history = historyOf(3, ['1', '2', '3']);
    const older = [candle(T - 4, '40'), candle(T - 2, '99'), candle(T - 5, '50'), candle(T, '99')];
    history.load(older);
    expect(history.next).toBe(T * MINUTE);
    expect(valuesAt(history, T + 4).refs['change-5m']).toBe('3');
    expect(valuesAt(history, T + 3).refs['change-5m']).toBe('2');
    expect(valuesAt(history, T + 1).refs['change-5m']).toBe('40');
    expect(valuesAt(history, T).refs['change-5m']).toBe('50');
    expect(valuesAt(history, T + 5).refs['change-5m']).toBeNull();
  });

  it('names the gaps that a load can fill', () => {
    const history = historyOf(3);
    history.closeUnknown(T * MINUTE);
    history.close(candle(T + 3, '1'));
    const gap = (from: number, to: number) => ({ from: from * MINUTE, to: to * MINUTE });
    const between = (from: number, to: number) => history.unknownMinutes(from * MINUTE, to * MINUTE);
    expect(between(T - 5, T + 9)).toEqual([gap(T - 5, T - 3), gap(T, T + 3)]);
    expect(between(T + 1, T + 2)).toEqual([gap(T + 1, T + 2)]);
    history.beganAt((T - 4) * MINUTE);
    expect(between(T - 5, T)).toEqual([gap(T - 4, T - 3)]);
    expect(newHistory().unknownMinutes(T * MINUTE, (T + 2) * MINUTE)).toEqual([gap(T, T + 2)]);
  });

  it('forgets what is too old for its windows, and answers for minutes up to its look-back', () => {
    const week = 7 * DAY;
    const history = historyOf(week + 2 * DAY);
    expect(valuesAt(history, T - LOOK_BACK_MINUTES).refs['change-7d']).toBe('100');
    expect(valuesAt(history, T - DAY).refs['change-7d']).toBeNull();
    const [gap] = history.unknownMinutes(0, T * MINUTE);
    expect(gap).toBeUndefined();
  });

  it('starts again after a silence longer than its windows', () => {
    const history = historyOf(7 * DAY);
    history.close(candle(T + 60 * DAY, '5'));
    const { refs, measures } = valuesAt(history, T + 60 * DAY + 1);
    expect(new Set(Object.values({ ...refs, ...measures }))).toEqual(new Set([null]));
    expect(history.lastClose).toBe('5');
  });
});
