import { describe, expect, test } from 'vitest';
import { encodePosition } from '../../../../domain/market/position.ts';
import type { Metric } from '../../../../domain/metrics/metric.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import type { FireReason } from '../../../../domain/rules/fire-reason.ts';
import type { LevelOperator, RangeOperator } from '../../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { formatMail } from '../../../../text/mail/format-mail.ts';
import type { Recipient } from '../../../../text/mail/recipient.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { buildRecipient } from '../../../support/mails.ts';
import { ALERT_ID, buildTrigger } from '../../../support/triggers.ts';

function at(op: LevelOperator, level = '65000', metric: Metric = 'price'): Condition {
  return { metric, op, level };
}
function range(op: RangeOperator): Condition {
  return { metric: 'price', op, from: '60000', to: '65000' };
}
const subjectOf = (rule: Partial<Rule>, fields: Parameters<typeof buildTrigger>[0]) =>
  format({ rule: buildCrossingRule(rule), ...fields }).subject;

function format(fields: Parameters<typeof buildTrigger>[0] = {}, recipient: Partial<Recipient> = {}) {
  return formatMail([buildTrigger(fields)], buildRecipient(recipient));
}

describe('the subject says what happened', () => {
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
    expect(subjectOf({ condition }, { reason })).toBe(`BTCUSDT ${moved}`);
    expect(subjectOf({ condition, confirm }, { reason })).toBe(`BTCUSDT ${closed}`);
    const holdSeconds = 300;
    expect(subjectOf({ condition, holdSeconds }, { reason })).toBe(`BTCUSDT stayed ${stayed} for 5 minutes`);
    expect(subjectOf({ condition, holdSeconds, confirm }, { reason })).toBe(`BTCUSDT closed ${stayed} for 5 minutes`);
  });

  test.each([
    ['change-1h', '5', '5.123456', 'BTCUSDT change-1h crossed above 5 %', '5.12 %'],
    ['volatility-24h', '60.5', '61.999', 'BTCUSDT volatility-24h crossed above 60.5 %', '62 %'],
    ['volume-1h', '1000000', '1234567.8', 'BTCUSDT volume-1h crossed above 1,000,000 USDT', '1,234,568 USDT'],
  ] as const)('of %s; the mail shows its value large', (metric, level, value, words, figure) => {
    const condition = at('crosses-above', level, metric);
    const mail = format({ rule: buildCrossingRule({ condition }), metric, level, value });
    expect(mail.subject).toBe(words);
    expect(mail.text).toContain(`\n${metric} of BTCUSDT: ${figure}\n`);
    expect(mail.html).toContain(`>${figure}</div>`);
  });

  test('a measure stands still between minute closes anyway', () => {
    const condition = at('crosses-above', '60', 'volatility-24h');
    const fire = { metric: 'volatility-24h', level: '60', value: '61' } as const;
    expect(subjectOf({ condition, confirm: 'minute-close' }, fire)).toMatch(/crossed above 60 %$/);
  });

  const all = [at('above', '5', 'change-1h'), at('below', '65000'), at('crosses', '64000'), at('above', '63000')];
  test.each([
    [{ metric: 'price', level: '64000', reason: 'crossed-down', value: '63999' }, 'crossed below 64,000', '63,999'],
    [{ metric: 'price', level: '65000', reason: 'holds', value: '64999' }, 'is at or below 65,000', '64,999'],
    [{ metric: 'price', level: '63000', reason: 'holds', value: '63000' }, 'is at or above 63,000', '63,000'],
    [{ metric: 'change-1h', level: '5', reason: 'holds', value: '5.5' }, 'is at or above 5 %', '5.5 %'],
  ] as const)('of a rule with several conditions names the one that was met last (%#)', (fire, words, value) => {
    const name = fire.metric === 'price' ? 'BTCUSDT' : `BTCUSDT ${fire.metric}`;
    expect(subjectOf({ all }, fire)).toBe(`${name} ${words} and the 3 other conditions hold`);
    expect(format({ rule: buildCrossingRule({ all }), ...fire }).text).toContain(`BTCUSDT: ${value}\n`);
  });

  test('of a rule with several conditions names the deciding one, where two would fit', () => {
    const [low, high] = [at('above', '64000'), at('above', '65000')];
    const conditions = [low, high].map((condition) => ({ condition, value: '65001.2', deciding: condition === high }));
    // as an earlier version wrote it, with the level of another condition
    const fire = { metric: 'price', level: '64000', reason: 'holds', conditions } as const;
    expect(subjectOf({ all: [low, high] }, { ...fire, conditions })).toMatch(/^BTCUSDT is at or above 65,000 and/);
  });

  test('of a rule with two conditions names the other in the singular', () => {
    const fire = { metric: 'price', level: '65000', reason: 'holds' } as const;
    expect(subjectOf({ all: all.slice(0, 2) }, fire)).toMatch(/ and the other condition holds$/);
  });

  test("a simulator's price is marked", () => {
    const { subject, text, html } = format({ feed: 'simulator' });
    expect(subject).toMatch(/^\[simulator\] /);
    expect(text).toContain('not of a real market');
    expect(html).toContain('not of a real market');
  });
});

test('text and HTML carry the proof: the trade, the one before it, the rule and the hops', () => {
  const { text, html } = format();
  for (const words of [text, html]) {
    expect(words).toContain('65,001.2');
    expect(words).toMatch(/11 at 64,990/);
    expect(words).toContain('price crosses above 65,000');
    expect(words).toContain('2026-01-05 12:00:00.120 UTC');
    expect(words).toMatch(/received → published 40 ms.*published → evaluated 60 ms.*evaluated → dispatched 30 ms/);
  }
});

test('every condition of a rule is shown with its value in full', () => {
  const all = [at('above', '5', 'change-1h'), at('above'), at('above', '60', 'volatility-24h')];
  const values = { 'change-1h': '5.123456', price: '65001.2' };
  const { text, html } = format({ rule: buildCrossingRule({ all }), values });
  for (const words of [text, html]) {
    expect(words).toContain('change-1h at or above 5 %: 5.123456 %');
    expect(words).toContain('price at or above 65,000: 65,001.2');
    expect(words).toContain('volatility-24h at or above 60 %: not known');
  }
});

test('a condition on the price shows no value besides that of the trade', () => {
  expect(format().text).not.toContain('Condition:');
  const rule = buildCrossingRule({ condition: at('above', '5', 'change-1h') });
  const { text } = format({ rule, values: { 'change-1h': '5.5' } });
  expect(text).toContain('Condition: change-1h at or above 5 %: 5.5 %');
});

test('a fire by time alone shows that instant and the trade before it', () => {
  const instant = Date.UTC(2026, 0, 5, 12, 5);
  const { text } = format({ id: `${ALERT_ID}@${encodePosition({ tradeId: 12, instant })}` });
  expect(text).toContain('Time: 2026-01-05 12:00:00.120 UTC');
  expect(text).toContain('Fired: 2026-01-05 12:05:00.000 UTC');
  expect(format().text).not.toContain('Fired:');
});

test('the mail shows the rule with its options', () => {
  const { text } = format({ rule: buildCrossingRule({ holdSeconds: 300 }) });
  expect(text).toContain('Rule: price crosses above 65,000, held for 5 minutes');
});

test('a recovered trade is marked as late, and a missing trade before is left out', () => {
  const { text } = format({ recovered: true, previousTrade: null });
  expect(text).toContain('Seen: late, by catching up on what was missed');
  expect(text).not.toContain('Trade before');
});

test('the name of the alert stands before the sentence, in the subject, the heading and the text', () => {
  const { subject, html, text } = format({ name: 'Breakout <7>' });
  const sentence = 'BTCUSDT crossed above 65,000';
  expect(subject).toBe(`Breakout <7>: ${sentence}`);
  expect(text).toContain(`Breakout <7>: ${sentence}.`);
  expect(html).toMatch(/<h1 [^>]*>Breakout &lt;7&gt;: BTCUSDT crossed above 65,000<\/h1>/);
});

test("a person's note is text, never markup", () => {
  const { html, text } = format({ note: '<img src=x onerror="alert(1)"> & co' });
  expect(html).not.toContain('<img');
  expect(html).toContain('&lt;img src=x onerror=&quot;alert(1)&quot;&gt; &amp; co');
  expect(text).toContain('<img src=x');
});

test("every price has the coin's precision, and none loses a digit", () => {
  const condition = range('leaves');
  const trade = { ...buildTrigger().trade, price: '65001.237' };
  const fire = { reason: 'left', value: '65001.237', values: { price: '65001.237' }, trade } as const;
  const { subject, text, html } = format({ rule: buildCrossingRule({ condition }), ...fire }, { decimalsOf: () => 2 });
  expect(subject).toBe('BTCUSDT left 60,000.00 to 65,000.00');
  for (const words of [text, html]) {
    expect(words).toContain('65,001.237');
    expect(words).toContain('11 at 64,990.00');
    expect(words).toContain('price leaves 60,000.00 to 65,000.00');
  }
});

test('a percentage keeps its own digits beside precise prices', () => {
  const all = [at('above', '5', 'change-1h'), at('crosses-above')];
  const values = { 'change-1h': '5.5', price: '65001.2' };
  const { subject, text } = format({ rule: buildCrossingRule({ all }), values }, { decimalsOf: () => 4 });
  expect(subject).toBe('BTCUSDT crossed above 65,000.0000 and the other condition holds');
  expect(text).toContain('Condition: change-1h at or above 5 %: 5.5 %');
  expect(text).toContain('Condition: price crosses above 65,000.0000: 65,001.2000');
});

test("times are the person's, with their offset, and UTC beside them", () => {
  const { text, html } = format({}, { timeZone: 'Asia/Kolkata' });
  expect(text).toContain('Time: 2026-01-05 17:30:00.120 +05:30, 2026-01-05 12:00:00.120 UTC');
  expect(html).toContain('2026-01-05 17:30:00.120 +05:30<br>2026-01-05 12:00:00.120 UTC');
  expect(text).toContain('Times are those of Asia/Kolkata.');
});

describe('the time in each hop', () => {
  const TRADED = Date.UTC(2026, 0, 5, 12, 0, 0, 120);
  const dispatchedAt = TRADED + 61_190;
  const hops = {
    tradeAt: TRADED,
    receivedAt: TRADED + 1_085,
    publishedAt: TRADED + 1_125,
    evaluatedAt: TRADED + 61_185,
    clockOffsetMs: -1_000,
  };

  test('begins on the clock of the exchange, and accounts for its offset', () => {
    expect(format({ hops, dispatchedAt }).text).toContain(
      'Delay: traded → received 85 ms, received → published 40 ms, published → evaluated 1 min, evaluated → dispatched 5 ms',
    );
  });

  test('begins, for a fire by time alone, at the deadline', () => {
    const id = `${ALERT_ID}@${encodePosition({ tradeId: 12, instant: TRADED + 70 })}`;
    expect(format({ id, hops, dispatchedAt }).text).toContain('Delay: due → received 15 ms, received → published');
  });

  test('is never negative: a hop that is too short to measure with two clocks says so', () => {
    const early = { ...hops, receivedAt: TRADED + 999, publishedAt: TRADED + 999, evaluatedAt: TRADED + 998 };
    const { text, html } = format({ hops: early, dispatchedAt: TRADED + 990 });
    expect(text).toContain(
      "Delay: traded → received within the clocks' difference, received → published 0 ms, published → evaluated within the clocks' difference, evaluated → dispatched within the clocks' difference",
    );
    for (const words of [text, html]) expect(words).not.toMatch(/→ \w+ -/);
  });

  test('says when the clock of the exchange was not measured', () => {
    const { text } = format({ hops: { ...hops, clockOffsetMs: null }, dispatchedAt });
    expect(text).toContain(
      'Delay: traded → received not known: the clocks were not compared, received → published 40 ms',
    );
  });
});

describe('the links', () => {
  const page = 'https://bell.example/api/links/abc?x=1&y="2"';
  const links = { alerts: new Map([[ALERT_ID, page]]), unsubscribe: 'https://bell.example/api/links/stop' };

  test.each([
    [{ mode: 'once' }, '#rearm', '#pause'],
    [{ mode: 'every-time', cooldownSeconds: 60 }, '#pause', '#rearm'],
  ] as const)(
    'lead to the alert and to what can be done after a fire of %j, and stop all mails',
    (repeat, end, other) => {
      const { text, html } = format({ rule: buildCrossingRule({ repeat }) }, { links });
      for (const part of ['', end]) {
        expect(text).toMatch(new RegExp(`: ${page.replace('?', '\\?')}${part}$`, 'm'));
        expect(html).toContain(`href="https://bell.example/api/links/abc?x=1&amp;y=&quot;2&quot;${part}"`);
      }
      expect(text + html).not.toContain(other);
      expect(text).toContain('Stop all mails: https://bell.example/api/links/stop');
      expect(html).toContain('href="https://bell.example/api/links/stop"');
    },
  );

  test('are missing for an alert without a page', () => {
    expect(format().html).not.toContain('See the alert');
  });
});

test('a mail that may be the second says so', () => {
  expect(format({}, { isRepeat: true }).text).toContain('may be the second');
  expect(format({}, { isRepeat: true }).html).toContain('may be the second');
  expect(format().html).not.toContain('may be the second');
});

describe('the chart', () => {
  const chart = {
    cid: 'chart@pricebell',
    width: 544,
    height: 150,
    low: '63900.5',
    high: '65210',
    from: Date.UTC(2026, 0, 4, 12),
    to: Date.UTC(2026, 0, 5, 12),
    hasLevel: true,
  };
  const recipient = { chart, timeZone: 'Europe/Berlin', decimalsOf: () => 2 };

  test('is shown with its labels, and in words in the plain text', () => {
    const { html, text } = format({}, recipient);
    expect(html).toMatch(
      /<img src="cid:chart@pricebell" width="544" height="150" alt="Chart of BTCUSDT, last 24 hours: /,
    );
    for (const words of ['high 65,210.00', 'low 63,900.50', '4 Jan, 13:00 – 5 Jan, 13:00', 'your level 65,000.00']) {
      expect(html).toContain(words);
    }
    expect(text).toContain('BTCUSDT, last 24 hours: low 63,900.50, high 65,210.00 (4 Jan, 13:00 to 5 Jan, 13:00)');
  });

  test('of a coin that was followed for less than a day says how far it goes back', () => {
    const from = chart.to - 90 * 60_000;
    expect(format({}, { ...recipient, chart: { ...chart, from } }).html).toContain('BTCUSDT, last 90 minutes');
  });

  test('without a level mentions none', () => {
    expect(format({}, { ...recipient, chart: { ...chart, hasLevel: false } }).html).not.toContain('your level');
  });

  test('is left out without candles', () => {
    expect(format().html).not.toContain('<img');
  });
});

test('nothing is loaded from outside, and nothing runs', () => {
  const { html } = format({ note: 'javascript:alert(1)' });
  expect(html).not.toMatch(/<script|<link|@import|url\(|src="http|\son\w+=/i);
});
