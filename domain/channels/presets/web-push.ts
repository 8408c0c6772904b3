import { cutToBytes, jsonBytes } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, ChatMessage, Preset, PresetForm, Verdict, WebhookEvent } from './preset.ts';
import { explain } from './read-answer.ts';

/** Push services take 4,096 bytes, encrypted and with their headers. */
export const MAX_PAYLOAD_BYTES = 3_000;
const MAX_TITLE_BYTES = 300;

/** What the page's service worker gets. */
export interface PushPayload {
  readonly title: string;
  readonly body: string;
  /** a second notification with the same tag takes the place of the first */
  readonly tag: string;
  /** of the page that a click opens */
  readonly path: string;
  /** when what it reports happened, ms */
  readonly at: number;
}

export const webPushForm = {
  name: 'web-push',
  label: 'Push',
  address: { example: 'https://fcm.googleapis.com/fcm/send/…', host: null, error: () => null, secret: null },
  chatId: null,
  options: {},
  words: null,
} as const satisfies PresetForm;

/** A browser, reached through its maker's push service (RFC 8030). Only the browser can read what is sent: the body is encrypted for it. */
export const webPush: Preset<'web-push'> = {
  form: webPushForm,
  request: (event, { url }) => postJson(url, bodyOf(event)),
  judgeRefusal: judgePush,
  paceOf: () => null,
};

function bodyOf({ type, data, chat }: WebhookEvent): PushPayload {
  const id = textIn(data, 'id');
  const symbol = textIn(data, 'symbol');
  const path = symbol === '' ? '/settings' : `/coins/${encodeURIComponent(symbol)}`;
  return payloadOf(chat, { tag: id || type, path });
}

/** Of an event's data: a fire and what is said of a coin name them. */
function textIn(data: object, name: 'id' | 'symbol'): string {
  const value: unknown = Reflect.get(data, name);
  return typeof value === 'string' ? value : '';
}

function payloadOf({ title, lines, at }: ChatMessage, { tag, path }: Pick<PushPayload, 'tag' | 'path'>): PushPayload {
  const rest = { title: cutToBytes(title, MAX_TITLE_BYTES), tag, path, at };
  return { ...rest, body: cutToBytes(lines.join('\n'), MAX_PAYLOAD_BYTES - jsonBytes({ ...rest, body: '' })) };
}

/**
 * https://www.rfc-editor.org/rfc/rfc8030#section-7.3: 404 and 410 end a subscription. 400, 401 and 403 are about our key or its
 * subject: they would refuse every message. Windows says 406 where others say 429.
 */
function judgePush(answer: Answered): Verdict | null {
  const { status, retryAfterMs: askedMs } = answer;
  switch (status) {
    case 404:
    case 410:
      return { kind: 'gone', detail: explain(answer, 'the browser takes no notifications from Pricebell any more') };
    case 400:
    case 401:
    case 403:
      return { kind: 'closed', detail: explain(answer, 'its push service does not accept our key for this device') };
    case 406:
    case 429:
      return { kind: 'limited', detail: explain(answer, 'its push service asks for fewer messages'), askedMs };
    case 413:
      return { kind: 'refused', detail: explain(answer, 'the message is too large for it'), newAddress: null };
    default:
      return null;
  }
}
