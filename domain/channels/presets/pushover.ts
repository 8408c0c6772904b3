import { cutTo } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, NumberOption, Options, Preset, PresetForm, Verdict } from './preset.ts';
import { explain, readField } from './read-answer.ts';
import { numberOption, priorityOf, textOption } from './read-option.ts';

const ADDRESS = 'https://api.pushover.net/1/messages.json';
const MAX_TITLE_CHARACTERS = 250;
const MAX_MESSAGE_CHARACTERS = 1_024;
/** https://pushover.net/api#friendly: at most two requests at a time. */
const PACE = { burst: 2, gapMs: 1_000 };
const NORMAL_PRIORITY = 0;
const EMERGENCY = 2;

const priority: NumberOption = {
  kind: 'number',
  label: 'Priority',
  meaning: 'of a fire: -2 silent, -1 quiet, 0 normal, 1 also in quiet hours, 2 again and again until acknowledged',
  min: -2,
  max: EMERGENCY,
  default: NORMAL_PRIORITY,
};
const retry: NumberOption = {
  kind: 'number',
  label: 'Repeat every, seconds',
  meaning: 'with priority 2: how often it sounds until it is acknowledged',
  min: 30,
  max: 10_800,
  default: 60,
};
const expire: NumberOption = {
  kind: 'number',
  label: 'Give up after, seconds',
  meaning: 'with priority 2: when it stops without being acknowledged, three hours at most',
  min: 30,
  max: 10_800,
  default: 3_600,
};

const key = { kind: 'text', pattern: /^[A-Za-z0-9]{30}$/, demand: 'must be 30 letters and digits' } as const;
const name = {
  kind: 'text',
  isSecret: false,
  isRequired: false,
  pattern: /^[\w-]{1,25}$/,
  demand: 'must be up to 25 letters, digits, - and _',
} as const;

export const pushoverForm = {
  name: 'pushover',
  label: 'Pushover',
  address: {
    example: ADDRESS,
    host: 'api.pushover.net',
    error: ({ href }) => (href === ADDRESS ? null : `must be ${ADDRESS}`),
    secret: null,
  },
  chatId: {
    word: 'user key',
    pattern: key.pattern,
    demand: `${key.demand}: the key of a user or a group`,
    examples: ['uQiRzpo4DXghDmr9QzzfQu27cmVRsG'],
    meaning: 'the key of the user or group, from the dashboard of Pushover',
  },
  options: {
    token: {
      ...key,
      label: 'API token',
      meaning: 'of the application that you register with Pushover',
      isSecret: true,
      isRequired: true,
      example: 'azGDORePK8gMaC0QOYAMyEEuzJnyUi',
    },
    priority,
    retry,
    expire,
    sound: { ...name, label: 'Sound', meaning: "the name of a sound; without it the user's own", example: 'siren' },
    device: { ...name, label: 'Device', meaning: 'one device alone; without it all of the user', example: 'iphone' },
  },
  words: 'text',
} as const satisfies PresetForm;

/** https://pushover.net/api#messages */
export const pushover: Preset<'pushover'> = {
  form: pushoverForm,
  request: ({ chat: { title, lines, at }, isUrgent, link }, { url, chatId, options }) =>
    postJson(url, {
      token: textOption(options, 'token'),
      user: chatId,
      title: cutTo(title, MAX_TITLE_CHARACTERS),
      message: cutTo(lines.join('\n') || title, MAX_MESSAGE_CHARACTERS),
      timestamp: Math.floor(at / 1_000),
      ...(link !== null && { url: link, url_title: 'Proof' }),
      ...loudness(isUrgent, options),
      ...chosen(options, 'sound'),
      ...chosen(options, 'device'),
    }),
  judgeRefusal: judgePushover,
  paceOf: () => PACE,
};

/** https://pushover.net/api#priority: an emergency must say how often it repeats, and when it ends. */
function loudness(isUrgent: boolean, options: Options) {
  const level = priorityOf(isUrgent, numberOption(options, 'priority', priority), NORMAL_PRIORITY);
  if (level < EMERGENCY) return { priority: level };
  const end = numberOption(options, 'expire', expire);
  return { priority: level, retry: Math.min(numberOption(options, 'retry', retry), end), expire: end };
}

function chosen(options: Options, option: string): Record<string, string> {
  const value = textOption(options, option);
  return value === null ? {} : { [option]: value };
}

/** The answer names the field that is wrong: `{"user":"invalid","errors":["user identifier is not a valid user …"],"status":0}`. */
function judgePushover(answer: Answered): Verdict | null {
  if (answer.status === 429) {
    const detail = explain(answer, 'the messages of this month are used up at Pushover');
    return { kind: 'limited', detail, askedMs: answer.retryAfterMs };
  }
  const wrong = Object.entries(CLOSED).find(([field]) => readField(answer, field) !== undefined);
  return wrong ? { kind: 'closed', detail: explain(answer, wrong[1]) } : null;
}

const CLOSED: Readonly<Record<string, string>> = {
  token: 'Pushover does not know the API token',
  user: 'Pushover does not know the user key, or the user has no device',
  device: 'the user has no device of this name',
};
