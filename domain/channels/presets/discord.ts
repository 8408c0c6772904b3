import * as z from 'zod';
import { cutTo } from './chat-text.ts';
import type { Answered, Preset, Verdict } from './preset.ts';
import { explain, readJson, secondsToMs } from './read-answer.ts';

/** What Discord takes. */
const MAX_CONTENT_CHARACTERS = 2_000;
const MAX_DESCRIPTION_CHARACTERS = 4_096;
/** A webhook takes 5 requests in 2 s, and its channel 30 messages a minute: this pace stays below both. */
const PACE = { burst: 5, gapMs: 2_400 };

/** https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit, in seconds. */
const limitSchema = z.object({ retry_after: z.number().nonnegative(), global: z.boolean().default(false) });
/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json-json-error-codes */
const errorSchema = z.object({ code: z.number() });

const CLOSED: Readonly<Record<number, string>> = {
  10003: 'its channel is deleted',
  10004: 'its server is deleted',
  10015: 'the webhook is deleted',
  50027: 'the token in its address is not valid',
};

/** https://docs.discord.com/developers/resources/webhook#execute-webhook. Mentions nobody, whatever a note says. */
export const discord: Preset<'discord'> = {
  name: 'discord',
  chatId: null,
  addressError: () => null,
  write: ({ chat: { title, lines, at } }) => ({
    content: cutTo(title, MAX_CONTENT_CHARACTERS, escapeMarkdown),
    embeds: [
      {
        description: cutTo(lines.join('\n'), MAX_DESCRIPTION_CHARACTERS, escapeMarkdown),
        timestamp: new Date(at).toISOString(),
      },
    ],
    allowed_mentions: { parse: [] },
  }),
  judgeRefusal: judgeDiscord,
  paceOf: () => PACE,
};

function judgeDiscord(answer: Answered): Verdict | null {
  const json = readJson(answer);
  if (answer.status === 429) {
    const { data } = limitSchema.safeParse(json);
    const askedMs = data ? secondsToMs(data.retry_after) : answer.retryAfterMs;
    const whose = data?.global ? 'for all that we send' : 'for this channel';
    return { kind: 'limited', detail: explain(answer, `Discord asks for fewer messages, ${whose}`), askedMs };
  }
  const why = CLOSED[errorSchema.safeParse(json).data?.code ?? 0];
  return why === undefined ? null : { kind: 'closed', detail: explain(answer, why) };
}

/** Discord takes a backslash before any punctuation. */
function escapeMarkdown(character: string): string {
  return /[\\*_~`|<>@#[\]()]/.test(character) ? `\\${character}` : character;
}
