import * as z from 'zod';
import { cutTo } from './chat-text.ts';
import { type Answered, explain, type Preset, readJson, secondsToMs, type Verdict } from './preset.ts';

/** Characters of what is sent. */
const MAX_CONTENT = 2_000;
const MAX_DESCRIPTION = 4_096;
/** A webhook takes 5 requests in 2 s, a channel 30 messages a minute: so many at once and after them stay below both. */
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

/** https://docs.discord.com/developers/resources/webhook#execute-webhook. Nobody is mentioned, whatever a note says. */
export const discord: Preset = {
  write: ({ words: { title, lines, at } }) => ({
    content: cutTo(title, MAX_CONTENT, escapeMarkdown),
    embeds: [
      {
        description: cutTo(lines.join('\n'), MAX_DESCRIPTION, escapeMarkdown),
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

/** Discord takes a backslash before any character that is no letter, digit or space. */
function escapeMarkdown(character: string): string {
  return /[\\*_~`|<>@#[\]()]/.test(character) ? `\\${character}` : character;
}
