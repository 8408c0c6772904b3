import fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { expect, test } from 'vitest';
import { composeEmail, type EmailContent } from '../../../../adapters/mail/compose-email.ts';

const ADDRESSES = { from: 'Pricebell <bell@example.com>', replyTo: '' };
const MAIL: EmailContent = { to: 'ada@example.com', subject: 's', text: 't', html: 'h', headers: {}, images: [] };
const parse = (mail: Partial<EmailContent>, addresses = ADDRESSES) =>
  simpleParser(Buffer.from(composeEmail({ ...MAIL, ...mail }, addresses)), { skipImageLinks: true });

/** All of Unicode, with many blanks, line breaks and characters that mean something in MIME. */
const words = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom(
        ' ',
        '\t',
        '\n',
        '\r\n',
        '=',
        '=20',
        '=?UTF-8?Q?x?=',
        '--=_alternative',
        '.',
        'From ',
        'ü',
        '🔔',
        'x'.repeat(90),
      ),
    ),
    { maxLength: 30 },
  )
  .map((parts) => parts.join(''));
const withLineFeeds = (text: string) => text.replace(/\r\n|\r/g, '\n').trimEnd();

test('a mail parser reads any mail as it was written, in lines that every server accepts', async () => {
  const png = fc.uint8Array({ maxLength: 400 });
  await fc.assert(
    fc.asyncProperty(words, words, png, async (text, html, bytes) => {
      const images = [{ cid: 'chart@pricebell', png: bytes }];
      const raw = composeEmail({ ...MAIL, text: `.${text}`, html: `<p>${html}</p>`, images }, ADDRESSES);
      const lines = Buffer.from(raw).toString('latin1').split('\r\n');
      expect(lines.filter((line) => line.length > 78 || /[^\t\x20-\x7e]/.test(line))).toEqual([]);
      const mail = await simpleParser(Buffer.from(raw), { skipImageLinks: true });
      expect(withLineFeeds(mail.text ?? '')).toBe(withLineFeeds(`.${text}`));
      expect(withLineFeeds(mail.html || '')).toBe(withLineFeeds(`<p>${html}</p>`));
      expect(mail.attachments.map(({ content }) => content.equals(bytes))).toEqual([true]);
    }),
    { numRuns: 300 },
  );
});

test('a mail parser reads a subject of any length, on one line', async () => {
  const shown = (text: string) => text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  await fc.assert(
    fc.asyncProperty(words, async (subject) => {
      const mail = await parse({ subject: `x${subject}` });
      expect(shown(mail.subject ?? '')).toBe(shown(`x${subject}`));
      expect(mail.headers.get('to')).toMatchObject({ text: 'ada@example.com' });
    }),
    { numRuns: 300 },
  );
});

test('an encoded word is no longer than parsers must accept', () => {
  const raw = Buffer.from(composeEmail({ ...MAIL, subject: '鐘🔔'.repeat(60) }, ADDRESSES)).toString('latin1');
  const encoded = raw.match(/=\?UTF-8\?B\?\S+/g) ?? [];
  expect(encoded.length).toBeGreaterThan(9);
  expect(Math.max(...encoded.map(({ length }) => length))).toBeLessThanOrEqual(75); // RFC 2047, 2
});

test('the boundary between parts can not occur in a text', () => {
  const raw = Buffer.from(composeEmail({ ...MAIL, images: [{ cid: 'c', png: new Uint8Array(1) }] }, ADDRESSES));
  const boundaries = [...raw.toString('latin1').matchAll(/boundary="([^"]+)"/g)].map(([, boundary]) => boundary);
  expect(new Set(boundaries).size).toBe(2);
  for (const boundary of boundaries) expect(boundary).toMatch(/^=_/);
});

test.each([
  ['Pricebell <bell@example.com>', 'Pricebell', 'bell@example.com'],
  ['bell@example.com', '', 'bell@example.com'],
  ['<bell@example.com>', '', 'bell@example.com'],
  ['"Bell, Price & Co." <bell@example.com>', 'Bell, Price & Co.', 'bell@example.com'],
  ['A "B" \\ C <bell@example.com>', 'A "B" \\ C', 'bell@example.com'],
  ['Preisglöckchen 🔔 <bell@example.com>', 'Preisglöckchen 🔔', 'bell@example.com'],
  ['Bell <bell@bücher.example>', 'Bell', 'bell@bücher.example'],
  ['Bell\r\nBcc: eve@example.com <bell@example.com>', 'Bell Bcc: eve@example.com', 'bell@example.com'],
])('a sender %j is one mailbox', async (from, name, address) => {
  const mail = await parse({}, { ...ADDRESSES, from });
  expect(mail.from?.value).toEqual([{ name, address }]);
  expect(mail.bcc).toBeUndefined();
});
