import { describe, expect, test } from 'vitest';
import { headline, wordMail } from '../../../domain/mail.ts';
import { buildTrigger } from '../build/triggers.ts';

describe('the subject says all without being opened', () => {
  test.each([
    ['crosses-above', 'crossed-up', 'BTCUSDT crossed above 65,000'],
    ['crosses-below', 'crossed-down', 'BTCUSDT crossed below 65,000'],
    ['crosses', 'crossed-down', 'BTCUSDT crossed below 65,000'],
    ['above', 'holds', 'BTCUSDT is at or above 65,000'],
    ['below', 'holds', 'BTCUSDT is at or below 65,000'],
  ] as const)('%s, %s', (op, reason, words) => {
    const trigger = buildTrigger({ reason });
    const rule = { ...trigger.rule, condition: { ...trigger.rule.condition, op } };
    expect(headline({ ...trigger, rule })).toBe(words);
    expect(wordMail({ ...trigger, rule }).subject).toBe(`${words} (65,001.2)`);
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
