import { expect, test } from 'vitest';
import { insertAfter, tryRecipe } from './try-recipe.ts';

/** The whole copy is type-checked. */
const TIMEOUT_MS = 240_000;

const NOTICE = `
import type { ContentOf, NoticeText } from './notice-text.ts';

export const coinRenamed: NoticeText<ContentOf<'coin-renamed'>> = {
  title: ({ symbol, renamedAt }, formatInstant) => \`\${symbol} has another name since \${formatInstant(renamedAt)}\`,
  details: ({ newSymbol }) => ({
    tone: 'plain',
    kicker: 'Coin renamed',
    paragraphs: [\`It is \${newSymbol} now.\`],
    rows: [{ name: 'New name', lines: [newSymbol] }],
    summary: \`now \${newSymbol}\`,
  }),
  chatLines: ({ newSymbol }) => [\`It is \${newSymbol} now.\`],
  event: ({ symbol, newSymbol }) => ({ type: 'coin.renamed', data: { symbol, newSymbol } }),
};
`;

const CONTENT = `  /** the exchange has given the coin another name */
  z.object({ kind: z.literal('coin-renamed'), symbol: z.string(), newSymbol: z.string(), renamedAt: z.int() }),
`;
const NAME = `    case 'coin-renamed':
      return \`\${content.kind}:\${content.symbol}:\${content.renamedAt}\`;
`;

const PROGRAM = `
import { writeBody } from './adapters/http/webhook-body.ts';
import { noticeSchema } from './domain/messages/notice.ts';
import { formatMail } from './text/mail/format-mail.ts';
import { buildNotice, buildRecipient, NOON } from './test/support/mails.ts';

const content = { kind: 'coin-renamed', symbol: 'OLDUSDT', newSymbol: 'NEWUSDT', renamedAt: NOON } as const;
const notice = noticeSchema.parse(buildNotice(content));
const { subject, text } = formatMail([notice], buildRecipient());
const bodyOf = (preset: 'standard' | 'discord') => JSON.parse(writeBody(notice, { preset, chatId: null }));
console.log(JSON.stringify({ id: notice.id, subject, text, event: bodyOf('standard'), chat: bodyOf('discord').content }));
`;

const toDomain = (text: string) =>
  insertAfter(
    'switch (content.kind) {\n',
    NAME,
  )(insertAfter("noticeContentSchema = z.discriminatedUnion('kind', [\n", CONTENT)(text));
const toList = (text: string) =>
  insertAfter(
    "  'coin-halted': coinHalted,\n",
    "  'coin-renamed': coinRenamed,\n",
  )(
    insertAfter(
      "import { coinHalted } from './coin-halted.ts';\n",
      "import { coinRenamed } from './coin-renamed.ts';\n",
    )(text),
  );

test(
  'a made-up notice has a name, a mail, a chat message and an event, after its own file, its content and the list',
  async () => {
    const made = await tryRecipe({
      kind: 'a notice',
      adds: { 'text/notices/coin-renamed.ts': NOTICE },
      edits: { 'domain/messages/notice.ts': toDomain, 'text/notices/notice-texts.ts': toList },
      program: PROGRAM,
    });
    expect(made).toEqual({
      id: `notice#https://issuer.example#ada@coin-renamed:OLDUSDT:${Date.UTC(2026, 0, 5, 12)}`,
      subject: 'OLDUSDT has another name since 12:00:00 UTC',
      text: expect.stringContaining('New name: NEWUSDT'),
      event: expect.objectContaining({
        type: 'coin.renamed',
        data: expect.objectContaining({ symbol: 'OLDUSDT', newSymbol: 'NEWUSDT' }),
      }),
      chat: 'OLDUSDT has another name since 2026-01-05 12:00:00.000 UTC',
    });
  },
  TIMEOUT_MS,
);

test(
  'a notice without its texts is a type error',
  async () => {
    const incomplete = tryRecipe({
      kind: 'a notice',
      adds: {},
      edits: { 'domain/messages/notice.ts': toDomain },
      program: PROGRAM,
    });
    await expect(incomplete).rejects.toThrow(/notice-texts\.ts.*coin-renamed/s);
  },
  TIMEOUT_MS,
);
