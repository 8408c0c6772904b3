import { describe, expect, test } from 'vitest';
import type { Message } from '../../../../domain/messages/message.ts';
import type { Trigger } from '../../../../domain/messages/trigger.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { formatMail } from '../../../../text/mail/format-mail.ts';
import { captureRaw } from '../../../support/capture-raw.ts';
import { buildCrossingRule } from '../../../support/crossing-rule.ts';
import { buildRecipient, buildTriggerAt, NOTICES } from '../../../support/mails.ts';

/** Gmail shows no more of a mail than this. */
const GMAIL_CLIPS_AT_BYTES = 102 * 1_024;

function listOf(count: number, fields: Partial<Trigger> = {}): [Message, ...Message[]] {
  const rest = Array.from({ length: count - 1 }, (_, i) => buildTriggerAt(i + 2, fields));
  return [buildTriggerAt(1, fields), ...rest];
}
const linked = (messages: readonly Message[], length: number) => {
  const address = (id: string) => `https://bell.example/api/links/${id}`.padEnd(length, 'x');
  const ids = messages.map((message) => ('alertId' in message ? message.alertId : ''));
  return buildRecipient({
    links: { alerts: new Map(ids.map((id) => [id, address(id)])), unsubscribe: address('stop') },
  });
};
const byteLength = (text: string) => Buffer.byteLength(text);

describe('several messages are one mail', () => {
  test('whose subject has their number and the first', () => {
    expect(formatMail(listOf(7), buildRecipient({ decimalsOf: () => 2 })).subject).toBe(
      '7 alerts: BTCUSDT crossed above 65,000.00 and 6 more',
    );
    expect(formatMail(listOf(2), buildRecipient()).subject).toBe('2 alerts: BTCUSDT crossed above 65,000 and 1 more');
  });

  test('whose subject says when there are notices, and names an alert first', () => {
    const trigger = buildTriggerAt(100);
    expect(formatMail([NOTICES.dark, NOTICES.expired, trigger], buildRecipient()).subject).toBe(
      '3 messages: BTCUSDT crossed above 65,000 and 2 more',
    );
    expect(formatMail([NOTICES.back, NOTICES.dark], buildRecipient()).subject).toBe(
      '2 notices: BTCUSDT has not been seen since 11:59:15 UTC and 1 more',
    );
  });

  test('whose lines begin with the names of the alerts', () => {
    const [named, other] = [buildTriggerAt(1, { name: 'Breakout & co' }), buildTriggerAt(2)];
    const { subject, text, html } = formatMail([named, other], buildRecipient());
    expect(subject).toBe('2 alerts: Breakout & co: BTCUSDT crossed above 65,000 and 1 more');
    expect(text).toMatch(/^\* Breakout & co: BTCUSDT crossed above 65,000$/m);
    expect(text).toMatch(/^\* BTCUSDT crossed above 65,000$/m);
    expect(html).toContain('>Breakout &amp; co: BTCUSDT crossed above 65,000</b>');
  });

  test('which is marked when one of the prices is simulated', () => {
    const mixed: [Message, ...Message[]] = [buildTriggerAt(1), buildTriggerAt(2, { feed: 'simulator' })];
    const { subject, html } = formatMail(mixed, buildRecipient());
    expect(subject).toBe('[simulator] 2 alerts: BTCUSDT crossed above 65,000 and 1 more');
    expect(html.match(/· simulator/g)).toHaveLength(1);
  });

  test('that lists them in the order in which they fired, however they come', () => {
    const [first, second, third] = [buildTriggerAt(1), buildTriggerAt(2), buildTriggerAt(90)];
    const { text, html } = formatMail([third, NOTICES.back, first, second], buildRecipient());
    for (const words of [text, html]) {
      expect(words).toMatch(/trade 3412845001.*trade 3412845002.*trade 3412845090.*BTCUSDT is seen again/s);
    }
  });

  test('each with its note, its line of proof and the page of its alert', () => {
    const messages: [Message, ...Message[]] = [
      buildTriggerAt(1, { note: 'sell <half> & wait' }),
      buildTriggerAt(2, { recovered: true }),
    ];
    const { text, html } = formatMail(messages, linked(messages, 60));
    expect(text).toContain(
      `* BTCUSDT crossed above 65,000\n  65,001.2 by trade 3412845001, quantity 0.5 · 2026-01-05 12:00:01.000 UTC\n  sell <half> & wait\n  See the alert: https://bell.example/api/links/BTCUSDT-0-01J9ZX`,
    );
    expect(html).toContain('sell &lt;half&gt; &amp; wait');
    expect(html).toContain('12:00:02.000 UTC · recovered late');
    expect(html.match(/href="https:\/\/bell\.example\/api\/links\/BTCUSDT-0-/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
  });

  test('with those of the same instant in the same order each time', () => {
    const [one, other] = [
      buildTriggerAt(1),
      {
        ...buildTriggerAt(1, { note: 'the other' }),
        id: buildTriggerAt(1).id.replace('BTC', 'ETH'),
      },
    ];
    expect(formatMail([one, other], buildRecipient())).toEqual(formatMail([other, one], buildRecipient()));
  });
});

describe('a hundred alerts stay below what Gmail shows', () => {
  const condition: Condition = { metric: 'price', op: 'crosses-above', level: '65000' };
  const others: Condition = { metric: 'volume-24h', op: 'above', level: '1000' };
  const rule = buildCrossingRule({ all: [condition, others, others, others, others] });

  test.each([
    ['plain ones', 480, {}, 100],
    ['long notes', 480, { rule, note: 'a longer note of a person '.repeat(8).slice(0, 200) }, 100],
    ['long names', 480, { name: 'n'.repeat(80), note: 'a longer note of a person '.repeat(8).slice(0, 200) }, 100],
    ['names that grow by escaping', 1_000, { rule, name: '"'.repeat(80), note: '鐘'.repeat(200) }, 0],
    ['notes that grow by escaping', 480, { rule, note: '&'.repeat(200) }, 100],
    ['notes of many bytes', 480, { rule, note: '鐘'.repeat(200) }, 100],
    ['addresses beyond all measure', 1_500, { rule, name: '鐘'.repeat(80), note: '鐘'.repeat(200) }, 0],
  ])('%s', async (_, addressLength, fields, links) => {
    const messages = listOf(100, fields);
    const mail = formatMail(messages, linked(messages, addressLength));
    expect(byteLength(mail.html)).toBeLessThan(GMAIL_CLIPS_AT_BYTES);
    expect(mail.html.match(/and the 4 other conditions hold<\/b>|65,000<\/b>/g)).toHaveLength(100);
    expect(mail.html.match(/href="https:\/\/bell\.example\/api\/links\/BTC/g) ?? []).toHaveLength(links);
    // what the HTML has no room for stands in the text
    for (const { note } of messages.filter((it) => 'alertId' in it)) if (note) expect(mail.text).toContain(note);
  });

  test('plain ones on the wire too', async () => {
    const messages = listOf(100);
    const mail = formatMail(messages, linked(messages, 480));
    const raw = Buffer.from(
      await captureRaw({ to: 'ada@example.com', ...mail, headers: {}, images: [], mailId: 'm' }),
    ).toString('latin1');
    expect(raw.length - raw.indexOf('Content-Type: text/html')).toBeLessThan(GMAIL_CLIPS_AT_BYTES);
  });
});

test('a few messages keep their whole notes', () => {
  const note = 'x'.repeat(200);
  const messages = listOf(7, { note });
  expect(formatMail(messages, linked(messages, 480)).html.match(/x{200}/g)?.length).toBeGreaterThanOrEqual(7);
});
