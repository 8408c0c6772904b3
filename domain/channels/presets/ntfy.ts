import { cutToBytes } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, NumberOption, Options, Preset, PresetForm, Verdict } from './preset.ts';
import { explain } from './read-answer.ts';
import { numberOption, priorityOf, textOption } from './read-option.ts';

/** A message has 4,096 bytes; a longer one arrives as a file. As JSON the whole may have twice as many. */
const MAX_MESSAGE_BYTES = 4_000;
const MAX_TITLE_BYTES = 1_000;
/** https://docs.ntfy.sh/publish/#limitations: 60 requests at once, and then one every five seconds. */
const PACE = { burst: 50, gapMs: 5_000 };
const NORMAL_PRIORITY = 3;

const priority: NumberOption = {
  kind: 'number',
  label: 'Priority',
  meaning: 'of a fire, from 1 (no sound) to 5 (rings until it is seen); a notice has at most 3',
  min: 1,
  max: 5,
  default: 4,
};

export const ntfyForm = {
  name: 'ntfy',
  label: 'ntfy',
  address: { example: 'https://ntfy.sh/', host: null, error: addressError, secret: null },
  chatId: {
    word: 'topic',
    pattern: /^[-_A-Za-z0-9]{1,64}$/,
    demand: 'must be a topic: up to 64 letters, digits, - and _',
    examples: ['my-alerts-7f3k'],
    meaning: 'the topic; on a public server whoever knows it can read it',
  },
  options: {
    priority,
    tags: {
      kind: 'text',
      label: 'Tags',
      meaning: 'short codes of emojis, or words, with commas between',
      isSecret: false,
      isRequired: false,
      pattern: /^[\w+-]{1,40}(,[\w+-]{1,40}){0,4}$/,
      demand: 'must be up to five tags with commas between',
      example: 'bell,moneybag',
    },
    click: {
      kind: 'text',
      label: 'Click opens',
      meaning: 'the address that a click on the notification opens; without it the proof of the fire',
      isSecret: false,
      isRequired: false,
      pattern: /^https?:\/\/[\x21-\x7e]{1,400}$/,
      demand: 'must be an address',
      example: 'https://alerts.example.com/fired',
    },
    token: {
      kind: 'text',
      label: 'Access token',
      meaning: 'an access token, or user:password; none for an open topic',
      isSecret: true,
      isRequired: false,
      pattern: /^[\x21-\x7e]{1,200}$/,
      demand: 'must be an access token, or a user and password with a colon between, without spaces',
      example: 'tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2',
    },
  },
  words: 'text',
} as const satisfies PresetForm;

/** https://docs.ntfy.sh/publish/#publish-as-json */
export const ntfy: Preset<'ntfy'> = {
  form: ntfyForm,
  request: ({ chat: { title, lines }, isUrgent, link }, { url, chatId, options }) => {
    const tags = textOption(options, 'tags');
    const click = textOption(options, 'click') ?? link;
    const body = {
      topic: chatId,
      title: cutToBytes(title, MAX_TITLE_BYTES),
      message: cutToBytes(lines.join('\n') || title, MAX_MESSAGE_BYTES),
      priority: priorityOf(isUrgent, numberOption(options, 'priority', priority), NORMAL_PRIORITY),
      ...(tags !== null && { tags: tags.split(',') }),
      ...(click !== null && { click }),
    };
    return postJson(url, body, authorization(options));
  },
  judgeRefusal: judgeNtfy,
  paceOf: () => PACE,
};

/** A message in JSON goes to the root of the server, and not to its topic. */
function addressError({ pathname, search }: URL): string | null {
  return pathname === '/' && search === '' ? null : 'must be the server alone, such as https://ntfy.sh/';
}

/** https://docs.ntfy.sh/publish/#authentication */
function authorization(options: Options): Record<string, string> {
  const token = textOption(options, 'token');
  if (token === null) return {};
  return { authorization: token.includes(':') ? `Basic ${btoa(token)}` : `Bearer ${token}` };
}

function judgeNtfy(answer: Answered): Verdict | null {
  switch (answer.status) {
    case 401:
      return { kind: 'closed', detail: explain(answer, 'ntfy does not accept the access token') };
    case 403:
      return { kind: 'closed', detail: explain(answer, 'ntfy does not let us write to this topic') };
    default:
      return null;
  }
}
