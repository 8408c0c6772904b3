import { cutTo } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain, readField, readNumber, readWaitMs } from './read-answer.ts';

/** What Discord takes. */
const MAX_CONTENT_CHARACTERS = 2_000;
const MAX_DESCRIPTION_CHARACTERS = 4_096;
/** A webhook takes 5 requests in 2 s, and its channel 30 messages a minute: this pace stays below both. */
const PACE = { burst: 5, gapMs: 2_400 };

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes */
const CLOSED: Readonly<Record<number, string>> = {
  10003: 'its channel is deleted',
  10004: 'its server is deleted',
  10015: 'the webhook is deleted',
  50027: 'the token in its address is not valid',
};

export const discordForm = {
  name: 'discord',
  label: 'Discord',
  address: {
    example: 'https://discord.com/api/webhooks/…',
    host: 'discord.com',
    error: () => null,
    secret: /\/webhooks\/[^/]+\/([^/?]+)/,
  },
  chatId: null,
  options: {},
  words: 'text',
} as const satisfies PresetForm;

export const discord: Preset<'discord'> = {
  form: discordForm,
  request: (event, { url }) => postJson(url, bodyOf(event)),
  judgeRefusal: judgeDiscord,
  paceOf: () => PACE,
};

/** https://docs.discord.com/developers/resources/webhook#execute-webhook. Mentions nobody, whatever a note says. */
function bodyOf({ chat: { title, lines, at } }: WebhookEvent) {
  return {
    content: cutTo(title, MAX_CONTENT_CHARACTERS, escapeMarkdown),
    embeds: [
      {
        description: cutTo(lines.join('\n'), MAX_DESCRIPTION_CHARACTERS, escapeMarkdown),
        timestamp: new Date(at).toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  };
}

function judgeDiscord(answer: Answered): Verdict | null {
  if (answer.status === 429) {
    // https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit, in seconds
    const askedMs = readWaitMs(answer, { path: ['retry_after'], unitMs: 1_000 }) ?? answer.retryAfterMs;
    const whose = readField(answer, 'global') === true ? 'for all that we send' : 'for this channel';
    return { kind: 'limited', detail: explain(answer, `Discord asks for fewer messages, ${whose}`), askedMs };
  }
  const why = CLOSED[readNumber(answer, 'code') ?? 0];
  return why === undefined ? null : { kind: 'closed', detail: explain(answer, why) };
}

/** Discord takes a backslash before any punctuation. */
function escapeMarkdown(character: string): string {
  return /[\\*_~`|<>@#[\]()]/.test(character) ? `\\${character}` : character;
}
