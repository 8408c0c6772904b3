import { validateHeaderName, validateHeaderValue } from 'node:http';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { optionErrors } from '../../../../../domain/channels/presets/option-errors.ts';
import type { Options, WebhookEvent } from '../../../../../domain/channels/presets/preset.ts';
import { formOf, WEBHOOK_PRESETS, type WebhookPreset } from '../../../../../domain/channels/presets/presets.ts';
import { isCutOf } from '../../../../support/cut-text.ts';
import { requestOf } from '../../../../support/preset-request.ts';

const AT = Date.UTC(2026, 10, 22, 9);
const chat = { title: 'BTCUSDT crossed above 65,000', lines: ['sell <b>half</b>', 'Trade 12'], at: AT };
const FIRE: WebhookEvent = { type: 'trigger.fired', data: {}, chat, isUrgent: true, link: null, json: null };
const NOTICE: WebhookEvent = { ...FIRE, type: 'coin.dark', isUrgent: false };
const USER = 'uQiRzpo4DXghDmr9QzzfQu27cmVRsG';
const APP = 'azGDORePK8gMaC0QOYAMyEEuzJnyUi';

function written(preset: WebhookPreset, to: { chatId?: string; options?: Options; url?: string }, event = FIRE) {
  const { body, ...rest } = requestOf(event, { preset, ...to });
  return { ...rest, body: JSON.parse(body) };
}

/** Each expectation has the names that the page names, and no other. */
describe('a request is as the platform documents it', () => {
  it('ntfy: https://docs.ntfy.sh/publish/#publish-as-json', () => {
    const options = { priority: 5, tags: 'bell,+1', click: 'https://alerts.example.com/fired', token: 'tk_abc' };
    expect(written('ntfy', { url: 'https://ntfy.sh/', chatId: 'alerts', options })).toEqual({
      method: 'POST',
      url: 'https://ntfy.sh/',
      headers: { authorization: 'Bearer tk_abc' },
      body: {
        topic: 'alerts',
        title: 'BTCUSDT crossed above 65,000',
        message: 'sell <b>half</b>\nTrade 12',
        priority: 5,
        tags: ['bell', '+1'],
        click: 'https://alerts.example.com/fired',
      },
    });
  });

  it('ntfy: https://docs.ntfy.sh/publish/#authentication, with a user and a password, or without either', () => {
    const basic = { authorization: 'Basic dGVzdHVzZXI6ZmFrZXBhc3N3b3Jk' };
    expect(written('ntfy', { options: { token: 'testuser:fakepassword' } }).headers).toEqual(basic);
    expect(written('ntfy', {}).headers).toEqual({});
  });

  it('Pushover: https://pushover.net/api#messages', () => {
    const options = { token: APP, priority: 1, sound: 'siren', device: 'iphone', retry: 30, expire: 60 };
    const url = 'https://api.pushover.net/1/messages.json';
    expect(written('pushover', { url, chatId: USER, options })).toEqual({
      method: 'POST',
      url,
      headers: {},
      body: {
        ...{ token: APP, user: USER, title: chat.title, message: chat.lines.join('\n'), priority: 1 },
        ...{ timestamp: 1_795_338_000, sound: 'siren', device: 'iphone' },
      },
    });
  });

  it('Pushover: https://pushover.net/api#priority, an emergency has retry and expire', () => {
    const options = { token: APP, priority: 2 };
    expect(written('pushover', { options }).body).toMatchObject({ priority: 2, retry: 60, expire: 3_600 });
    const chosen = { ...options, retry: 30, expire: 10_800 };
    expect(written('pushover', { options: chosen }).body).toMatchObject({ priority: 2, retry: 30, expire: 10_800 });
    // it is not repeated after its end
    const late = { ...options, retry: 7_200, expire: 60 };
    expect(written('pushover', { options: late }).body).toMatchObject({ priority: 2, retry: 60, expire: 60 });
  });

  it('Gotify: https://gotify.net/api-docs, and https://gotify.net/docs/msgextras for plain text', () => {
    const body = {
      ...{ title: chat.title, message: chat.lines.join('\n'), priority: 8 },
      extras: { 'client::display': { contentType: 'text/plain' } },
    };
    const headers = { 'x-gotify-key': 'AbC' };
    for (const url of ['https://x.example/gotify', 'https://x.example/gotify/']) {
      const request = { method: 'POST', url: 'https://x.example/gotify/message', headers, body };
      expect(written('gotify', { url, options: { token: 'AbC' } })).toEqual(request);
    }
  });

  it('Matrix: https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid', () => {
    const to = { url: 'https://matrix.org/', chatId: '!a/b?c#d%:x.org', options: { token: 'syt_1' } };
    expect(written('matrix', to)).toEqual({
      method: 'PUT',
      url: 'https://matrix.org/_matrix/client/v3/rooms/!a%2Fb%3Fc%23d%25%3Ax.org/send/m.room.message/msg_1',
      headers: { authorization: 'Bearer syt_1' },
      body: {
        msgtype: 'm.text',
        body: 'BTCUSDT crossed above 65,000\nsell <b>half</b>\nTrade 12',
        format: 'org.matrix.custom.html',
        formatted_body: '<strong>BTCUSDT crossed above 65,000</strong><br>sell &lt;b&gt;half&lt;/b&gt;<br>Trade 12',
        'm.mentions': {},
      },
    });
  });

  it('JSON: what its person has written, with the secrets where they belong; or else the event', () => {
    const url = 'https://hooks.example.com/v2';
    const options = { headerName: 'X-Api-Key', headerValue: 'k 1', fieldName: 'routing_key', fieldValue: 'e93' };
    const own = { ...FIRE, json: { summary: 'up', routing_key: 'mine' } };
    expect(written('json', { url, options }, own)).toEqual({
      ...{ method: 'POST', url, headers: { 'x-api-key': 'k 1' } },
      body: { summary: 'up', routing_key: 'e93' },
    });
    const unnamed = { headerValue: 'Token 1', fieldValue: 'e93' };
    expect(written('json', { options: unnamed }, own)).toMatchObject({
      ...{ headers: { authorization: 'Token 1' }, body: { summary: 'up', key: 'e93' } },
    });
    expect(written('json', { options }, { ...FIRE, json: ['up'] }).body).toEqual(['up']);
    expect(written('json', {}).body).toEqual({
      type: 'trigger.fired',
      timestamp: new Date(AT).toISOString(),
      data: {},
    });
  });

  it.each(['Host', 'content-length', 'Content-Type', 'Webhook-Signature', 'transfer-encoding', 'a b', 'a:b', ''])(
    'JSON: %j is no header for credentials',
    (headerName) => {
      const [error] = optionErrors(formOf('json'), { headerName });
      expect(error).toMatchObject({ option: 'headerName' });
    },
  );

  it('Teams: https://learn.microsoft.com/connectors/teams/#microsoft-teams-webhook, a card of runs without markup', () => {
    const line = (text: string) => ({ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text }] });
    const title = { type: 'TextRun', text: chat.title, weight: 'Bolder', size: 'Medium' };
    const content = {
      ...{ $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4' },
      body: [{ type: 'RichTextBlock', inlines: [title] }, line('sell <b>half</b>'), line('Trade 12')],
    };
    const contentType = 'application/vnd.microsoft.card.adaptive';
    const url = 'https://prod-1.logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=abc';
    expect(written('teams', { url })).toEqual({
      ...{ method: 'POST', url, headers: {} },
      body: { type: 'message', attachments: [{ contentType, contentUrl: null, content }] },
    });
  });
});

it('where a platform can open a page, it opens the proof of the fire, or what was chosen instead', () => {
  const link = 'https://alerts.example.com/fired/BTCUSDT-0-1%401';
  const body = (preset: WebhookPreset, options: Options = {}) => written(preset, { options }, { ...FIRE, link }).body;
  expect(body('ntfy').click).toBe(link);
  expect(body('ntfy', { click: 'https://example.com/' }).click).toBe('https://example.com/');
  expect(body('pushover')).toMatchObject({ url: link, url_title: 'Proof' });
  expect(body('gotify').extras).toMatchObject({ 'client::notification': { click: { url: link } } });
  const [{ content }] = body('teams').attachments;
  expect(content.actions).toEqual([{ type: 'Action.OpenUrl', title: 'Proof', url: link }]);
});

it.each([
  ['ntfy', 4, 3],
  ['pushover', 0, 0],
  ['gotify', 8, 5],
] as const)(
  '%s: a fire has the priority that was chosen, and a notice is not louder than is normal',
  (preset, usual, normal) => {
    const priority = (event: WebhookEvent, options: Options) => written(preset, { options }, event).body.priority;
    expect(priority(FIRE, {})).toBe(usual);
    expect(priority(NOTICE, {})).toBe(normal);
    expect(priority(FIRE, { priority: 2 })).toBe(2);
    expect(priority(NOTICE, { priority: 2 })).toBe(Math.min(2, normal));
  },
);

const character = fc.constantFrom('"', '\\', '<', '&', '\n', '\u0001', 'é', '€', '😀', '\ud83d');
const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ unit: character, maxLength: 30_000 }));
const bytes = (value: unknown) => Buffer.byteLength(typeof value === 'string' ? value : JSON.stringify(value));

describe('whatever a text says and however long it is', () => {
  const write = (preset: WebhookPreset, title: string, lines: string[]) => {
    const request = requestOf({ ...FIRE, chat: { title, lines, at: AT } }, { preset });
    return { body: JSON.parse(request.body), size: bytes(request.body) };
  };
  const long = ['a', '"', '\u0001', '<', '\n', '€', '😀'].map((unit) => unit.repeat(25_000));
  const examples = long.map((whole): [string, string[]] => [whole, [whole]]);
  const always = (check: (title: string, lines: string[]) => void) =>
    fc.assert(fc.property(text, fc.array(text, { minLength: 1, maxLength: 3 }), check), {
      numRuns: 60,
      examples,
      endOnFailure: true,
    });

  it('ntfy gets 4,096 bytes of message at most, and twice as many in all', () => {
    always((title, lines) => {
      const { body, size } = write('ntfy', title, lines);
      expect(bytes(body.message)).toBeLessThanOrEqual(4_096);
      expect(size).toBeLessThanOrEqual(8_192);
      expect(isCutOf(body.title, title)).toBe(true);
      expect(isCutOf(body.message, lines.join('\n') || title)).toBe(true);
    });
  });

  it('Pushover gets 250 characters of title and 1,024 of message at most, and never none', () => {
    always((title, lines) => {
      const { body } = write('pushover', title, lines);
      expect(body.title.length).toBeLessThanOrEqual(250);
      expect(body.message.length).toBeLessThanOrEqual(1_024);
      expect(isCutOf(body.message, lines.join('\n') || title)).toBe(true);
    });
    expect(write('pushover', 'x', []).body.message).toBe('x');
  });

  it('Matrix gets an event of 65,536 bytes at most, and no element but our own', () => {
    always((title, lines) => {
      const { body, size } = write('matrix', title, lines);
      expect(size).toBeLessThan(64_000);
      expect(body.formatted_body.replaceAll('<br>', '').split('<')).toHaveLength(3);
    });
  });

  it('Teams gets 28 KB at most, in runs of one line', () => {
    always((title, lines) => {
      const { body, size } = write('teams', title, lines);
      expect(size).toBeLessThanOrEqual(28_000);
      const runs: string[] = body.attachments[0].content.body
        .slice(1)
        .map(({ inlines }: { inlines: [{ text: string }] }) => inlines[0].text);
      expect(runs.every((run) => run.trim() !== '' && !run.includes('\n'))).toBe(true);
    });
  });
});

const bad = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .tuple(fc.string(), fc.constantFrom('\r\nx-evil: 1', '\n', '\0', 'é', ' '), fc.string())
    .map((parts) => parts.join('')),
);

it.each(WEBHOOK_PRESETS)('%s: no option and no chat that is accepted breaks a header or an address', (preset) => {
  const form = formOf(preset);
  const texts = Object.entries(form.options).filter(([, rule]) => rule.kind === 'text');
  const origin = 'https://hooks.example.com';
  const given = (value: string) => texts.filter(([name]) => accepts(name, value)).map(([name]) => [name, value]);
  const accepts = (option: string, value: string) =>
    optionErrors(form, { [option]: value }).every((error) => error.option !== option);
  fc.assert(
    fc.property(fc.oneof(bad, fc.string()), (value) => {
      const chatId = form.chatId?.pattern.test(value) ? value : null;
      const { headers, url } = requestOf(FIRE, {
        preset,
        chatId,
        url: `${origin}/`,
        options: Object.fromEntries(given(value)),
      });
      for (const [name, content] of Object.entries(headers)) {
        validateHeaderName(name);
        validateHeaderValue(name, content);
      }
      expect(new URL(url).origin).toBe(origin);
      expect(new URL(url).href).toBe(url);
    }),
  );
});

it.each(WEBHOOK_PRESETS)('%s: the examples of its form are accepted', (preset) => {
  const { options, chatId, address } = formOf(preset);
  const examples = Object.entries(options).map(([name, rule]) => [
    name,
    rule.kind === 'text' ? rule.example : rule.default,
  ]);
  expect(optionErrors(formOf(preset), Object.fromEntries(examples))).toEqual([]);
  for (const example of chatId?.examples ?? []) expect(example).toMatch(chatId?.pattern ?? /^$/);
  expect(address.error(new URL(address.example.replaceAll('…', 'x')))).toBeNull();
});

it.each<[WebhookPreset, string, string]>([
  ['ntfy', 'https://ntfy.sh/alerts', 'must be the server alone'],
  ['ntfy', 'https://ntfy.sh/?auth=x', 'must be the server alone'],
  ['pushover', 'https://api.pushover.net/1/messages.xml', 'must be https://api.pushover.net/1/messages.json'],
  ['pushover', 'https://example.com/', 'must be https://api.pushover.net/1/messages.json'],
  ['gotify', 'https://gotify.example.com/message?token=A', 'must be the server alone'],
  ['gotify', 'https://gotify.example.com/message', 'must be the server alone'],
  ['matrix', 'https://matrix.org/_matrix/client/v3/', 'must be the homeserver alone'],
  ['teams', 'https://contoso.webhook.office.com/webhookb2/1', 'must be the address of a workflow'],
])('%s: %s %s', (preset, url, message) => {
  expect(formOf(preset).address.error(new URL(url))).toContain(message);
});

it.each<[WebhookPreset, string]>([
  ['matrix', '#lobby:matrix.org'],
  ['ntfy', 'my topic'],
  ['ntfy', 'a\nb'],
  ['ntfy', 'a'.repeat(65)],
  ['pushover', USER.slice(1)],
])('%s: %j is no chat of it', (preset, chatId) => {
  expect(formOf(preset).chatId?.pattern.test(chatId)).toBe(false);
});
