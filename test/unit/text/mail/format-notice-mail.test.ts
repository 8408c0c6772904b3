import { expect, test } from 'vitest';
import { formatMail } from '../../../../text/mail/format-mail.ts';
import { buildNotice, buildRecipient, EXPIRED, MUTED, NOON, NOTICES } from '../../../support/mails.ts';

const BERLIN = buildRecipient({ timeZone: 'Europe/Berlin', decimalsOf: () => 2 });

function everywhere({ text, html }: { text: string; html: string }, ...words: string[]): void {
  for (const word of words) {
    expect(text).toContain(word);
    expect(html).toContain(word);
  }
}

test('a dark coin: since when, the last trade, and what it means', () => {
  const mail = formatMail([NOTICES.dark], BERLIN);
  expect(mail.subject).toBe('BTCUSDT has not been seen since 12:59:15 +01:00');
  everywhere(mail, 'trade 3412845001', '2026-01-05 12:59:15.000 +01:00', 'one by one, in their order');
  expect(mail.text).toContain("your alerts on it can't fire");
  expect(mail.html).toContain('your alerts on it can&#39;t fire');
});

test.each([
  ['halted', 'BTCUSDT has been halted by the exchange since 12:59:15 +01:00', 'It was halted for 3 min 20 s.'],
  ['delisted', 'BTCUSDT has been delisted by the exchange, and not seen since 12:59:15 +01:00', 'It was delisted for'],
  ['rejected', 'BTCUSDT is refused by the exchange, and has not been seen since 12:59:15 +01:00', 'It was refused by'],
] as const)('a coin that is %s, and that is back', (cause, subject, was) => {
  const [dark, back] = [NOTICES.dark.content, NOTICES.back.content];
  if (dark.kind !== 'coin-dark' || back.kind !== 'coin-back') throw new Error('not the expected notices');
  const mail = formatMail([buildNotice({ ...dark, kind: 'coin-halted', outage: { ...dark.outage, cause } })], BERLIN);
  expect(mail.subject).toBe(subject);
  everywhere(mail, 'trade 3412845001', 'another coin under the same name');
  everywhere(formatMail([buildNotice({ ...back, outage: { ...back.outage, cause } })], BERLIN), was);
});

test('a coin that is back: how long it was away, what was re-checked, and where the rest is shown', () => {
  const mail = formatMail([NOTICES.back], BERLIN);
  expect(mail.subject).toBe('BTCUSDT is seen again');
  everywhere(
    mail,
    'It was not seen for 3 min 20 s.',
    'Of the trades 3412845002 to 3412846377, those that the exchange still had have been re-checked against your alerts;',
    'any others are under “unwatched” in GET /api/coins/BTCUSDT.',
    '2026-01-05 13:02:34.900 +01:00',
  );
});

test.each([
  [{ before: null }, 'Of the trades up to 3412846377, those that the exchange still had have been'],
  [{ rechecked: null }, 'No trade of that time has been re-checked.'],
  [{ rechecked: { tradeId: 3_412_845_001, time: NOON } }, 'Nothing was traded in that time.'],
  [{ endedAt: null }, 'It was not seen for a while.'],
])('a coin that is back and of which less is known: %j', (known, words) => {
  const { content } = NOTICES.back;
  if (content.kind !== 'coin-back') throw new Error('not the expected notice');
  everywhere(formatMail([buildNotice({ ...content, outage: { ...content.outage, ...known } })], BERLIN), words);
});

test.each([NOTICES.expired.content, NOTICES.muted.content])(
  'a notice of an alert begins with its name: $kind',
  (content) => {
    if (!('name' in content)) throw new Error('not the expected notice');
    const mail = formatMail([buildNotice({ ...content, name: 'Dip' })], BERLIN);
    expect(mail.subject).toMatch(/^Dip: Your alert on (ETH|SOL)USDT/);
    everywhere(mail, mail.subject);
  },
);

test('an expired alert: its rule, its note, and how to go on', () => {
  const links = { alerts: new Map([[EXPIRED, 'https://bell.example/a']]), unsubscribe: 'https://bell.example/s' };
  const mail = formatMail([NOTICES.expired], { ...BERLIN, links });
  expect(mail.subject).toBe('Your alert on ETHUSDT has expired');
  everywhere(
    mail,
    'price crosses below 3,100.50',
    'buy the dip',
    `PATCH /api/alerts/${EXPIRED}`,
    'https://bell.example/a',
  );
  expect(mail.text).toContain('Expired: 2026-01-05 13:00:00.000 +01:00, 2026-01-05 12:00:00.000 UTC');
});

test('a muted alert: why, until when, and first of all a link that ends it', () => {
  const page = 'https://bell.example/m';
  const links = { alerts: new Map([[MUTED, page]]), unsubscribe: 'https://bell.example/s' };
  const mail = formatMail([NOTICES.muted], { ...BERLIN, links });
  expect(mail.subject).toBe('Your alert on SOLUSDT fired too often: muted until 14:00:00 +01:00');
  everywhere(
    mail,
    'It has fired more than 60 times within the hour.',
    'price crosses above 180.50',
    'too near',
    'End the mute',
    `${page}#unmute`,
    `with PATCH /api/alerts/${MUTED}`,
  );
  expect(mail.text).toContain('send {"muted":false} with PATCH');
  const { text } = formatMail([NOTICES.muted, NOTICES.expired], { ...BERLIN, links });
  expect(text).toContain('price crosses above 180.50 · muted until 2026-01-05 14:00');
  expect(text).toContain(`${page}#unmute`);
});

test('an alert that may be sent once an hour has fired more than once', () => {
  const { content } = NOTICES.muted;
  if (content.kind !== 'alert-muted') throw new Error('not the expected notice');
  everywhere(formatMail([buildNotice({ ...content, maxFiresPerHour: 1 })], BERLIN), 'has fired more than once within');
});

test('a webhook that refused a message: why, what was not delivered, where it has moved to and how to try it', () => {
  const mail = formatMail([NOTICES.refused], BERLIN);
  expect(mail.subject).toBe('Your webhook at hooks.example.com refused a message');
  everywhere(
    mail,
    'BTCUSDT crossed above 65,000',
    'redirects are not followed (308)',
    'https://hooks.example.net/in/…',
  );
  const { content } = NOTICES.refused;
  if (content.kind !== 'channel-refused') throw new Error('not the expected notice');
  const stays = { ...NOTICES.refused, content: { ...content, newAddress: null } };
  everywhere(formatMail([stays], BERLIN), 'POST /api/me/webhooks/3kf0a9/test');
});

test('a webhook that is slow or does not answer: why, what waits, when it is switched off and how to try it', () => {
  const mail = formatMail([NOTICES.slow], BERLIN);
  expect(mail.subject).toBe('Your webhook at hooks.example.com answers too slowly, or not at all');
  everywhere(
    mail,
    'BTCUSDT crossed above 65,000',
    'no answer in time',
    'ten answers in a row were too slow, or when a message could not be delivered for 24 hours',
    'An answer within two seconds ends that',
    'POST /api/me/webhooks/3kf0a9/test',
  );
  const { content } = NOTICES.slow;
  if (content.kind !== 'channel-slow') throw new Error('not the expected notice');
  // the message was delivered, though slowly
  const delivered = formatMail([{ ...NOTICES.slow, content: { ...content, undelivered: null } }], BERLIN);
  expect(delivered.text).not.toContain('Not delivered');
});

test('an alert that was paused: both prices, that nothing has fired, and how to go on', () => {
  const { content } = NOTICES.expired;
  if (content.kind !== 'alert-expired') throw new Error('not the expected notice');
  const { expiresAt: _, ...alert } = content;
  const because = {
    kind: 'another-coin' as const,
    before: { price: '0.00005', time: NOON },
    first: { price: '9', time: NOON },
  };
  const mail = formatMail([buildNotice({ ...alert, kind: 'alert-paused', because })], BERLIN);
  expect(mail.subject).toBe('Your alert on ETHUSDT was paused: the coin may be another one');
  everywhere(
    mail,
    'was at 0.00005 until',
    'and came back at 9 at',
    'no trade of it has fired',
    `PATCH /api/alerts/${EXPIRED}`,
  );
});

test('a webhook that was switched off: its host, why, and how to switch it on', () => {
  const mail = formatMail([NOTICES.disabled], BERLIN);
  expect(mail.subject).toBe('Your webhook at hooks.slack.com was switched off');
  everywhere(mail, 'answered 410 Gone', 'PUT /api/me', 'BTCUSDT crossed above 65,000');
  everywhere(
    mail,
    'still come by mail',
    'An alert whose only channel is this webhook reaches nobody until it is on again',
  );
});

test('a list shows the new address of a webhook that has moved too, and its whole reason', () => {
  everywhere(
    formatMail([NOTICES.refused, NOTICES.dark], BERLIN),
    'it has moved to https://hooks.example.net/…; redirects are not followed (308)',
    'new address: https://hooks.example.net/in/…',
  );
});

test.each([
  'answered 410 Gone to https://hooks.slack.com/services/T0/B0/SECRET',
  'HTTPS://hooks.slack.com/SECRET?x=SECRET refused',
  'https://user:SECRET@hooks.slack.com/SECRET',
  'https://hooks.slack.com?token=SECRET, https://hooks.slack.com#SECRET',
])('the secret part of an address is never shown: %s', (detail) => {
  const { content } = NOTICES.disabled;
  if (content.kind !== 'channel-disabled') throw new Error('not the expected notice');
  const alone = formatMail([buildNotice({ ...content, detail })], BERLIN);
  const listed = formatMail([buildNotice({ ...content, detail }), NOTICES.dark], BERLIN);
  for (const mail of [alone, listed]) {
    expect(Object.values(mail).join()).not.toContain('SECRET');
    expect(mail.text).toContain('hooks.slack.com');
  }
});

test('each notice in a list has its line', () => {
  const { text } = formatMail([NOTICES.dark, NOTICES.back, NOTICES.expired, NOTICES.disabled], BERLIN);
  expect(text).toContain('* BTCUSDT has not been seen since 12:59:15 +01:00\n  alerts on it');
  expect(text).toContain(
    '* BTCUSDT is seen again\n  not seen for 3 min 20 s · Of the trades 3412845002 to 3412846377, those that',
  );
  expect(text).toContain('* Your alert on ETHUSDT has expired\n  price crosses below 3,100.50 · 2026-01-05 13:00');
  expect(text).toContain('* Your webhook at hooks.slack.com was switched off\n  answered 410 Gone');
});
