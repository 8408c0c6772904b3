import { expect } from 'vitest';
import { insertAfter } from './insert-after.ts';
import type { BrokenRecipe, Recipe } from './recipe.ts';

const SOURCE = `
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
import { noticeSchema } from './domain/messages/notice.ts';
import { formatMail } from './text/mail/format-mail.ts';
import { buildNotice, buildRecipient, NOON } from './test/support/mails.ts';
import { writeBody } from './test/support/preset-request.ts';

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

/** A notice has a name, a mail, a chat message and an event, after its own file, its content and the list. */
export const NOTICE: Recipe = {
  kind: 'a notice',
  adds: { 'text/notices/coin-renamed.ts': SOURCE },
  edits: { 'domain/messages/notice.ts': toDomain, 'text/notices/notice-texts.ts': toList },
  program: PROGRAM,
  prints: {
    id: `notice#https://issuer.example#ada@coin-renamed:OLDUSDT:${Date.UTC(2026, 0, 5, 12)}`,
    subject: 'OLDUSDT has another name since 12:00:00 UTC',
    text: expect.stringContaining('New name: NEWUSDT'),
    event: expect.objectContaining({
      type: 'coin.renamed',
      data: expect.objectContaining({ symbol: 'OLDUSDT', newSymbol: 'NEWUSDT' }),
    }),
    chat: 'OLDUSDT has another name since 2026-01-05 12:00:00.000 UTC',
  },
};

export const NOTICE_WITHOUT_TEXTS: BrokenRecipe = {
  kind: 'a notice',
  adds: {},
  edits: { 'domain/messages/notice.ts': toDomain },
  errors: [/notice-texts\.ts.*coin-renamed/],
};
