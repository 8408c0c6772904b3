import { cutToBytes, escapeMarkup } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain, readText, readWaitMs } from './read-answer.ts';
import { textOption } from './read-option.ts';

/** https://spec.matrix.org/latest/client-server-api/#size-limits: an event has 65,536 bytes, and holds the text twice. */
const MAX_TITLE_BYTES = 2_000;
const MAX_LINES_BYTES = 20_000;
/** What Synapse takes of one account unless its owner says otherwise (`rc_message`). */
const PACE = { burst: 10, gapMs: 5_000 };

const CLOSED: Readonly<Record<string, string>> = {
  M_UNKNOWN_TOKEN: 'Matrix does not accept the access token',
  M_MISSING_TOKEN: 'Matrix does not accept the access token',
  M_USER_DEACTIVATED: 'the account is deactivated',
  M_USER_LOCKED: 'the account is locked',
  M_FORBIDDEN: 'the account is not in this room, or may not write there',
};

export const matrixForm = {
  name: 'matrix',
  label: 'Matrix',
  address: { example: 'https://matrix.org/', host: null, error: addressError, secret: null },
  chatId: {
    word: 'room',
    // those of the newest rooms name no server
    pattern: /^![\x21-\x7e]{1,254}$/,
    demand: "must be a room's id, which begins with ! (an alias, with #, is another thing)",
    examples: ['!aBcDeFgHiJkLmNoPqR:matrix.org'],
    meaning: 'the id of the room, from its settings under Advanced',
  },
  options: {
    token: {
      kind: 'text',
      label: 'Access token',
      meaning: 'of the account that writes; it must be in the room',
      isSecret: true,
      isRequired: true,
      pattern: /^[\x21-\x7e]{1,512}$/,
      demand: 'must be the access token of an account',
      example: 'syt_cHJpY2ViZWxs_aBcDeFgHiJkLmNoPqRsT_0a1b2c',
    },
  },
  words: 'text',
} as const satisfies PresetForm;

/**
 * https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid. The transaction is the message: a
 * second attempt with it is the same event, and is not shown twice.
 */
export const matrix: Preset<'matrix'> = {
  form: matrixForm,
  request: (event, { url, chatId, options, messageId }) => {
    const room = encodeURIComponent(chatId ?? '');
    const to = `${url.replace(/\/$/, '')}/_matrix/client/v3/rooms/${room}/send/m.room.message/${messageId}`;
    const headers = { authorization: `Bearer ${textOption(options, 'token') ?? ''}` };
    return { ...postJson(to, contentOf(event), headers), method: 'PUT' };
  },
  judgeRefusal: judgeMatrix,
  paceOf: () => PACE,
};

/** A text, since clients are silent for an `m.notice`. The empty `m.mentions` mentions nobody, whatever a note says. */
function contentOf({ chat: { title, lines } }: WebhookEvent) {
  const text = lines.join('\n');
  return {
    msgtype: 'm.text',
    body: `${cutToBytes(title, MAX_TITLE_BYTES)}\n${cutToBytes(text, MAX_LINES_BYTES)}`,
    format: 'org.matrix.custom.html',
    formatted_body: `<strong>${cutToBytes(title, MAX_TITLE_BYTES, escapeHtml)}</strong><br>${cutToBytes(text, MAX_LINES_BYTES, escapeHtml)}`,
    'm.mentions': {},
  };
}

function escapeHtml(character: string): string {
  return character === '\n' ? '<br>' : escapeMarkup(character);
}

function addressError({ pathname, search }: URL): string | null {
  const isServer = search === '' && !pathname.includes('/_matrix');
  return isServer ? null : 'must be the homeserver alone, such as https://matrix.org/';
}

/** https://spec.matrix.org/latest/client-server-api/#standard-error-response, and #rate-limiting for `retry_after_ms`. */
function judgeMatrix(answer: Answered): Verdict | null {
  if (answer.status === 429) {
    const askedMs = answer.retryAfterMs ?? readWaitMs(answer, { path: ['retry_after_ms'], unitMs: 1 });
    return { kind: 'limited', detail: explain(answer, 'the homeserver asks for fewer messages'), askedMs };
  }
  const code = readText(answer, 'errcode') ?? '';
  const why = Object.hasOwn(CLOSED, code) ? CLOSED[code] : undefined;
  return why === undefined ? null : { kind: 'closed', detail: explain(answer, why) };
}
