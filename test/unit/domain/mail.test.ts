import { describe, expect, test } from 'vitest';
import type { FireReason, Rule } from '../../../domain/alert.ts';
import type { Condition, LevelOperator, RangeOperator } from '../../../domain/condition.ts';
import { wordMail } from '../../../domain/mail.ts';
import type { Metric } from '../../../domain/metric.ts';
import { encodePosition } from '../../../domain/position.ts';
import { buildCrossingRule } from '../build/crossing-rule.ts';
import { ALERT_ID, buildTrigger } from '../build/triggers.ts';

function at(op: LevelOperator, level = '65000', metric: Metric = 'price'): Condition {
  return { metric, op, level };
}
function range(op: RangeOperator): Condition {
  return { metric: 'price', op, from: '60000', to: '65000' };
}
const subjectOf = (rule: Partial<Rule>, fields: Parameters<typeof buildTrigger>[0]) =>
  wordMail(buildTrigger({ rule: buildCrossingRule(rule), ...fields })).subject;

describe('the subject says all without being opened', () => {
  const CASES: [Condition, FireReason, moved: string, closed: string, stayed: string][] = [
    [at('crosses-above'), 'crossed-up', 'crossed above 65,000', 'closed above 65,000', 'at or above 65,000'],
    [at('crosses-below'), 'crossed-down', 'crossed below 65,000', 'closed below 65,000', 'at or below 65,000'],
    [at('crosses'), 'crossed-up', 'crossed above 65,000', 'closed above 65,000', 'at or above 65,000'],
    [at('crosses'), 'crossed-down', 'crossed below 65,000', 'closed below 65,000', 'at or below 65,000'],
    [at('above'), 'holds', 'is at or above 65,000', 'closed at or above 65,000', 'at or above 65,000'],
    [at('below'), 'holds', 'is at or below 65,000', 'closed at or below 65,000', 'at or below 65,000'],
    [
      range('enters'),
      'entered',
      'entered 60,000 to 65,000',
      'closed within 60,000 to 65,000',
      'within 60,000 to 65,000',
    ],
    [range('leaves'), 'left', 'left 60,000 to 65,000', 'closed outside 60,000 to 65,000', 'outside 60,000 to 65,000'],
  ];
  test.each(CASES)('%j, %s', (condition, reason, moved, closed, stayed) => {
    const confirm = 'minute-close';
    expect(subjectOf({ condition }, { reason })).toBe(`BTCUSDT ${moved} (65,001.2)`);
    expect(subjectOf({ condition, confirm }, { reason })).toBe(`BTCUSDT ${closed} (65,001.2)`);
    const holdSeconds = 300;
    expect(subjectOf({ condition, holdSeconds }, { reason })).toBe(`BTCUSDT stayed ${stayed} for 5 minutes (65,001.2)`);
    expect(subjectOf({ condition, holdSeconds, confirm }, { reason })).toBe(
      `BTCUSDT closed ${stayed} for 5 minutes (65,001.2)`,
    );
  });

  test.each([
    ['change-1h', '5', '5.123456', 'BTCUSDT change-1h crossed above 5 % (5.12 %)'],
    ['volatility-24h', '60.5', '61.999', 'BTCUSDT volatility-24h crossed above 60.5 % (62 %)'],
    ['volume-1h', '1000000', '1234567.8', 'BTCUSDT volume-1h crossed above 1,000,000 USDT (1,234,568 USDT)'],
  ] as const)('of %s', (metric, level, value, words) => {
    const condition = at('crosses-above', level, metric);
    expect(subjectOf({ condition }, { metric, level, value })).toBe(words);
  });

  test('a measure stands still between minute closes anyway', () => {
    const condition = at('crosses-above', '60', 'volatility-24h');
    const fire = { metric: 'volatility-24h', level: '60', value: '61' } as const;
    expect(subjectOf({ condition, confirm: 'minute-close' }, fire)).toMatch(/crossed above 60 % /);
  });

  const all = [at('above', '5', 'change-1h'), at('below', '65000'), at('crosses', '64000'), at('above', '63000')];
  test.each([
    [{ metric: 'price', level: '64000', reason: 'crossed-down', value: '63999' }, 'crossed below 64,000', '63,999'],
    [{ metric: 'price', level: '65000', reason: 'holds', value: '64999' }, 'is at or below 65,000', '64,999'],
    [{ metric: 'price', level: '63000', reason: 'holds', value: '63000' }, 'is at or above 63,000', '63,000'],
    [{ metric: 'change-1h', level: '5', reason: 'holds', value: '5.5' }, 'is at or above 5 %', '5.5 %'],
  ] as const)('of all names the condition that was met last (%#)', (fire, words, value) => {
    const name = fire.metric === 'price' ? 'BTCUSDT' : `BTCUSDT ${fire.metric}`;
    expect(subjectOf({ all }, fire)).toBe(`${name} ${words} and the 3 other conditions hold (${value})`);
  });

  test('of two names the other one in the singular', () => {
    const fire = { metric: 'price', level: '65000', reason: 'holds' } as const;
    expect(subjectOf({ all: all.slice(0, 2) }, fire)).toMatch(/ and the other condition holds /);
  });

  test("a simulator's price is marked", () => {
    const { subject, text, html } = wordMail(buildTrigger({ feed: 'simulator' }));
    expect(subject).toMatch(/^\[simulator\] /);
    expect(text).toContain('not of a real market');
    expect(html).toContain('not of a real market');
  });
});

test('text and HTML carry the proof: the trade, the one before it, the rule and the hops', () => {
  const { text, html } = wordMail(buildTrigger());
  for (const words of [text, html]) {
    expect(words).toContain('65,001.2');
    expect(words).toMatch(/11 at 64,990/);
    expect(words).toContain('price crosses above 65,000');
    expect(words).toContain('2026-01-05 12:00:00.120 UTC');
    expect(words).toMatch(/published 40 ms.*evaluated 60 ms.*dispatched 30 ms/);
  }
});

test('of all, every condition is told with its value in full', () => {
  const all = [at('above', '5', 'change-1h'), at('above'), at('above', '60', 'volatility-24h')];
  const values = { 'change-1h': '5.123456', price: '65001.2' };
  const { text, html } = wordMail(buildTrigger({ rule: buildCrossingRule({ all }), values }));
  for (const words of [text, html]) {
    expect(words).toContain('change-1h at or above 5 %: 5.123456 %');
    expect(words).toContain('price at or above 65,000: 65,001.2');
    expect(words).toContain('volatility-24h at or above 60 %: not known');
  }
});

test('a condition on the price needs no value beside that of the trade', () => {
  expect(wordMail(buildTrigger()).text).not.toContain('Condition:');
  const rule = buildCrossingRule({ condition: at('above', '5', 'change-1h') });
  const { text } = wordMail(buildTrigger({ rule, values: { 'change-1h': '5.5' } }));
  expect(text).toContain('Condition: change-1h at or above 5 %: 5.5 %');
});

test('what time alone made fire tells that instant beside the trade before it', () => {
  const instant = Date.UTC(2026, 0, 5, 12, 5);
  const { text } = wordMail(buildTrigger({ id: `${ALERT_ID}@${encodePosition({ tradeId: 12, instant })}` }));
  expect(text).toContain('Time: 2026-01-05 12:00:00.120 UTC');
  expect(text).toContain('Fired: 2026-01-05 12:05:00.000 UTC');
  expect(wordMail(buildTrigger()).text).not.toContain('Fired:');
});

test('the rule stands there with its options', () => {
  const { text } = wordMail(buildTrigger({ rule: buildCrossingRule({ holdSeconds: 300 }) }));
  expect(text).toContain('Rule: price crosses above 65,000, held for 5 minutes');
});

test('a recovered trade says that it came late, and a missing trade before is left out', () => {
  const { text } = wordMail(buildTrigger({ recovered: true, previousTrade: null }));
  expect(text).toContain('Seen: later, by filling a gap');
  expect(text).not.toContain('Trade before');
});

test("a person's note is text, never markup", () => {
  const { html, text } = wordMail(buildTrigger({ note: '<img src=x onerror="alert(1)"> & co' }));
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; co');
  expect(text).toContain('<img src=x');
});
