import { cutTo } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Answered, NumberOption, Preset, PresetForm, Verdict } from './preset.ts';
import { explain } from './read-answer.ts';
import { numberOption, priorityOf, textOption } from './read-option.ts';

/** Gotify names no limit; more than this no phone shows. */
const MAX_TITLE_CHARACTERS = 250;
const MAX_MESSAGE_CHARACTERS = 4_000;
/** On Android from 4 on with a sound, from 8 on it pops up. */
const NORMAL_PRIORITY = 5;

const priority: NumberOption = {
  kind: 'number',
  label: 'Priority',
  meaning: 'of a fire: from 4 on with a sound, from 8 on it pops up; a notice has at most 5',
  min: 0,
  max: 10,
  default: 8,
};

export const gotifyForm = {
  name: 'gotify',
  label: 'Gotify',
  address: { example: 'https://gotify.example.com/', host: null, error: addressError, secret: null },
  chatId: null,
  options: {
    token: {
      kind: 'text',
      label: 'Application token',
      meaning: 'of an application of your server',
      isSecret: true,
      isRequired: true,
      pattern: /^[\w.-]{1,100}$/,
      demand: 'must be the token of an application',
      example: 'AKYb8vLkJ3x_hQd',
    },
    priority,
  },
  words: 'text',
} as const satisfies PresetForm;

/** https://gotify.net/docs/pushmsg and https://gotify.net/docs/msgextras: shown as plain text, whatever it says. */
export const gotify: Preset<'gotify'> = {
  form: gotifyForm,
  request: ({ chat: { title, lines }, isUrgent, link }, { url, options }) => {
    const body = {
      title: cutTo(title, MAX_TITLE_CHARACTERS),
      message: cutTo(lines.join('\n') || title, MAX_MESSAGE_CHARACTERS),
      priority: priorityOf(isUrgent, numberOption(options, 'priority', priority), NORMAL_PRIORITY),
      extras: {
        'client::display': { contentType: 'text/plain' },
        ...(link !== null && { 'client::notification': { click: { url: link } } }),
      },
    };
    return postJson(`${url.replace(/\/$/, '')}/message`, body, { 'x-gotify-key': textOption(options, 'token') ?? '' });
  },
  judgeRefusal: judgeGotify,
  paceOf: () => null,
};

function addressError({ pathname, search }: URL): string | null {
  const isServer = search === '' && !/\/message\/?$/.test(pathname);
  return isServer
    ? null
    : 'must be the server alone, such as https://gotify.example.com/, without /message and a token';
}

function judgeGotify(answer: Answered): Verdict | null {
  if (answer.status !== 401 && answer.status !== 403) return null;
  return { kind: 'closed', detail: explain(answer, 'Gotify does not accept the token of the application') };
}
