import { insertAfter } from './insert-after.ts';
import type { Recipe } from './recipe.ts';

/** A platform with rooms such as `!lobby:home`, which answers 418 once a room is locked. */
const PALAVER = `
import { cutTo, escapeMarkup } from './chat-text.ts';
import { postJson } from './post-json.ts';
import type { Preset, PresetForm } from './preset.ts';
import { explain } from './read-answer.ts';

const MAX_TEXT_CHARACTERS = 20;

export const palaverForm = {
  name: 'palaver',
  label: 'Palaver',
  address: {
    example: 'https://palaver.example/say',
    host: 'palaver.example',
    error: ({ pathname }) => (pathname === '/say' ? null : 'must end with /say'),
    secret: null,
  },
  chatId: {
    word: 'room',
    pattern: /^![a-z]+:[a-z]+$/,
    demand: 'must be a room with its server',
    examples: ['!lobby:home'],
    meaning: 'the room to write to',
  },
  options: {},
  words: 'text',
} as const satisfies PresetForm;

export const palaver: Preset<'palaver'> = {
  form: palaverForm,
  request: ({ chat: { title } }, { url, chatId, messageId }) => {
    const say = cutTo(title, MAX_TEXT_CHARACTERS, escapeMarkup);
    return { ...postJson(url, { room: chatId, say }, { 'palaver-id': messageId }), method: 'PUT' };
  },
  judgeRefusal: (answer) =>
    answer.status === 418 ? { kind: 'closed', detail: explain(answer, 'the room is locked') } : null,
  paceOf: () => ({ burst: 3, gapMs: 7_000 }),
};
`;

const PROGRAM = `
import { createAlertSchema } from './contract/alert-request.ts';
import { newWebhook } from './domain/channels/webhook.ts';
import { judgeAnswer, paceOf } from './domain/channels/webhook-retry.ts';
import { requestOf } from './test/support/preset-request.ts';

const url = 'https://palaver.example/say';
const condition = { metric: 'price', op: 'crosses-above', level: '65000' };

function ask(fields: object) {
  const channels = [{ type: 'webhook', url, preset: 'palaver', chatId: '!lobby:home', ...fields }];
  const { data, error } = createAlertSchema.safeParse({ symbol: 'BTCUSDT', condition, channels });
  return data ? data.channels : error?.issues.map(({ path, message }) => \`\${path.join('.')}: \${message}\`);
}

const webhook = newWebhook({ id: 'aa11', url, preset: 'palaver', chatId: '!lobby:home' }, 0);
const locked = {
  ...{ kind: 'answered', status: 418, retryAfterMs: null, text: 'teapot', body: '', location: null },
  ...{ tookMs: 20, isCutOff: false },
} as const;
const event = { type: 'webhook.test', data: {}, chat: { title: 'BTC & ETH have crossed', lines: [], at: 0 }, isUrgent: true, link: null, json: null };

console.log(
  JSON.stringify({
    accepted: ask({}),
    refused: [ask({ chatId: '12345' }), ask({ chatId: null }), ask({ url: 'https://palaver.example/shout' })].flat(),
    request: requestOf(event, webhook),
    decision: judgeAnswer(locked, { attempts: 1, deferrals: 0, ageMs: 0 }, webhook),
    pace: paceOf(webhook, 9_000_000),
  }),
);
`;

const LIST = 'domain/channels/presets/presets.ts';

/** A preset is a file and its lines in the list. */
export const PRESET: Recipe = {
  kind: 'a webhook preset',
  adds: { 'domain/channels/presets/palaver.ts': PALAVER },
  edits: {
    [LIST]: (text) => {
      const imported = insertAfter(
        "import { discord, discordForm } from './discord.ts';\n",
        "import { palaver, palaverForm } from './palaver.ts';\n",
      );
      const offered = insertAfter('  standardForm,\n', '  palaverForm,\n');
      return insertAfter('  standard,\n', '  palaver,\n')(offered(imported(text)));
    },
  },
  program: PROGRAM,
  prints: {
    accepted: [
      {
        ...{ type: 'webhook', id: null, url: 'https://palaver.example/say', preset: 'palaver', chatId: '!lobby:home' },
        ...{ options: null, template: null },
      },
    ],
    refused: [
      'channels.0.chatId: must be a room with its server, such as "!lobby:home"',
      'channels.0.chatId: is required with palaver',
      'channels.0.url: must end with /say',
    ],
    request: {
      method: 'PUT',
      url: 'https://palaver.example/say',
      headers: { 'palaver-id': 'msg_1' },
      body: '{"room":"!lobby:home","say":"BTC &amp; ETH have …"}',
    },
    decision: {
      kind: 'refused',
      detail: 'the room is locked (418: teapot)',
      isOver: true,
      newAddress: null,
      speed: 'prompt',
    },
    pace: { burst: 3, gapMs: 7_000 },
  },
};
