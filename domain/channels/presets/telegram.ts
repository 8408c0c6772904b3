import { cutTo, escapeMarkup } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain, readNumber, readText, readWaitMs } from './read-answer.ts';

const HOST = 'api.telegram.org';
const PATH = /^\/bot[^/]+\/sendMessage$/i;
/** Telegram takes 4,096 in all. */
const MAX_TITLE_CHARACTERS = 1_000;
const MAX_LINES_CHARACTERS = 2_900;
/** https://core.telegram.org/bots/faq: one message a second in a chat, 20 a minute in a group. */
const CHAT_PACE = { burst: 1, gapMs: 1_000 };
const GROUP_PACE = { burst: 4, gapMs: 3_750 };

/** What Telegram says of a bot or a chat that will not take the next message either. */
const CLOSED: readonly (readonly [RegExp, why: string])[] = [
  [/bot was blocked by the user/i, 'the bot is blocked by the person in this chat'],
  [/bot was kicked|bot is not a member/i, 'the bot is no longer in this chat'],
  [/user is deactivated/i, 'the account behind this chat is deleted'],
  [/chat not found/i, 'Telegram knows no chat with this id, or the bot has never been in it'],
  [/group chat was deactivated|group chat was deleted/i, 'the group is deleted'],
  [/not enough rights|have no rights to send|CHAT_WRITE_FORBIDDEN/i, 'the bot is not allowed to write in this chat'],
  [/bot can't initiate conversation/i, 'the person has to write to the bot first'],
];

export const telegramForm = {
  name: 'telegram',
  label: 'Telegram',
  address: {
    example: 'https://api.telegram.org/bot…/sendMessage',
    host: HOST,
    error: addressError,
    secret: /^\/bot([^/]+)/i,
  },
  chatId: {
    word: 'chat',
    // ids of groups are negative; public channels have names
    pattern: /^(-?\d{1,20}|@\w{4,64})$/,
    demand: "must be a chat's number or the @name of a channel",
    examples: ['123456789', '@channel'],
    meaning: 'where the bot is to write',
  },
  options: {},
  words: 'text',
} as const satisfies PresetForm;

export const telegram: Preset<'telegram'> = {
  form: telegramForm,
  request: (event, { url, chatId }) => postJson(url, bodyOf(event, chatId)),
  judgeRefusal: judgeTelegram,
  paceOf: ({ chatId }) => (/^\d+$/.test(chatId ?? '') ? CHAT_PACE : GROUP_PACE),
};

/** Telegram itself would answer any other path with a bare 404. */
function addressError({ hostname, pathname }: URL): string | null {
  if (hostname !== HOST || PATH.test(pathname)) return null;
  return `must be the bot's sendMessage: https://${HOST}/bot<token>/sendMessage`;
}

/** https://core.telegram.org/bots/api#sendmessage, in HTML mode and without link previews. */
function bodyOf({ chat: { title, lines } }: WebhookEvent, chatId: string | null) {
  return {
    chat_id: chatId,
    text: `<b>${cutTo(title, MAX_TITLE_CHARACTERS, escapeMarkup)}</b>\n${cutTo(lines.join('\n'), MAX_LINES_CHARACTERS, escapeMarkup)}`,
    parse_mode: 'HTML',
    link_preview_options: { is_disabled: true },
  };
}

/** https://core.telegram.org/bots/api#responseparameters */
function judgeTelegram(answer: Answered): Verdict | null {
  const newId = readNumber(answer, 'parameters', 'migrate_to_chat_id');
  if (newId !== null) {
    const detail = explain(
      answer,
      `the group became a supergroup and has the id ${newId} now, which is used from now on`,
    );
    return { kind: 'moved', detail, chatId: String(newId) };
  }
  if (answer.status === 429) {
    const askedMs = readWaitMs(answer, { path: ['parameters', 'retry_after'], unitMs: 1_000 }) ?? answer.retryAfterMs;
    return { kind: 'limited', detail: explain(answer, 'Telegram asks for fewer messages'), askedMs };
  }
  if (answer.status === 401 || answer.status === 404) {
    return { kind: 'closed', detail: explain(answer, 'Telegram does not know the token of the bot') };
  }
  const said = readText(answer, 'description') ?? '';
  const closed = CLOSED.find(([pattern]) => pattern.test(said));
  return closed ? { kind: 'closed', detail: explain(answer, closed[1]) } : null;
}
