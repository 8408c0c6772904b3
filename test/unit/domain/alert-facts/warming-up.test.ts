import { expect, test } from 'vitest';
import { warmingUpUntil } from '../../../../domain/alert-facts/alert-facts.ts';
import { warmingUpOf } from '../../../../domain/alert-facts/warming-up.ts';
import { WINDOWED } from '../../../../domain/metrics/metric.ts';
import { newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { readExplanation } from '../../../oracle/read-explanation.ts';
import { buildCandle } from '../../../support/candles.ts';
import { ARMING, at, coin, explain, NOW, watching } from '../../../support/explained.ts';
import { buildRule } from '../../../support/market-events.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGAN = Date.UTC(2026, 0, 5, 4, 25);
const observed = (began: number | null) => coin('100', 'live', { began });
const RSI = at('below', '30', 'rsi-14-15m');

test('a young coin warms up until the last of the metrics can be known, and says so', () => {
  // fifteen candles of a quarter, the first of them the one in which it began
  const until = Date.UTC(2026, 0, 5, 4, 15) + 15 * 15 * MINUTE;
  const rule = buildRule({ all: [RSI, at('above', '1', 'change-5m')] });
  const now = until - 40 * MINUTE;
  expect(warmingUpOf(rule, { coin: observed(BEGAN), now })).toEqual({ metrics: ['rsi-14-15m'], until, began: BEGAN });
  expect(warmingUpOf(rule, { coin: observed(BEGAN), now: BEGAN + 2 * MINUTE })).toMatchObject({
    metrics: ['rsi-14-15m', 'change-5m'],
    until,
  });
  expect(warmingUpOf(rule, { coin: observed(BEGAN), now: until })).toBeNull();
  const words = explain({ condition: RSI }, ARMING, observed(BEGAN), now);
  expect(words).toMatch(
    / is known from 2026-01-05T08:00:00\.000Z on: the coin is traded since 2026-01-05T04:25:00\.000Z$/,
  );
  expect(readExplanation(words).warming).toMatchObject({ until, began: BEGAN });
});

test('nothing warms up of a coin of which it is not known when it began, or that has another coin’s name', () => {
  expect(warmingUpOf(buildRule({ condition: RSI }), { coin: observed(null), now: NOW })).toBeNull();
  expect(warmingUpOf(buildRule({ condition: RSI }), { coin: null, now: NOW })).toBeNull();
  const listed = { ...observed(BEGAN), listedFrom: NOW - MINUTE };
  expect(warmingUpOf(buildRule({ condition: RSI }), { coin: listed, now: NOW })?.began).toBe(NOW - MINUTE);
});

test('only an alert that waits for values warms up', () => {
  const scene = { coin: observed(NOW - HOUR), now: NOW };
  const rule = buildRule({ condition: RSI });
  const alert = (state: Parameters<typeof buildStoredAlert>[0]) => buildStoredAlert({ rule, ...state });
  expect(warmingUpUntil(alert({ state: ARMING }), scene)).not.toBeNull();
  expect(warmingUpUntil(alert({ state: watching('above') }), scene)).not.toBeNull();
  const seen = { asOf: null, watchedFrom: null };
  expect(warmingUpUntil(alert({ state: { status: 'paused', ...seen } }), scene)).toBeNull();
});

test('no metric is known before it is said to be, and each is from then on', () => {
  const began = Date.UTC(2026, 0, 5, 22, 47);
  const metrics = WINDOWED.filter(({ minutes, name }) => minutes <= 240 && !/-(50|100|200)-/.test(name));
  const history = newHistory({ metrics: metrics.map(({ name }) => name) });
  history.beganAt(began);
  const first = new Map<string, number>();
  for (let minute = began; minute < began + 100 * HOUR; minute += MINUTE) {
    const { refs, measures } = valuesAt(
      history,
      minute,
      metrics.map(({ name }) => name),
    );
    for (const [name, value] of Object.entries({ ...refs, ...measures }))
      if (value !== null && !first.has(name)) first.set(name, minute);
    history.close(buildCandle(minute, String(100 + ((minute / MINUTE) % 7))));
  }
  for (const { name } of metrics) {
    const rule = buildRule({ condition: at('above', '1', name) });
    const until = warmingUpOf(rule, { coin: observed(began), now: began })?.until ?? began;
    expect([name, first.get(name)]).toEqual([name, until]);
  }
});
