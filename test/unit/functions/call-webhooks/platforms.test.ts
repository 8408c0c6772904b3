import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendToWebhook } from '../../../../adapters/http/send-to-webhook.ts';
import { createWebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import { eventOf, testEvent } from '../../../../adapters/http/webhook-event.ts';
import type { WebhookPreset } from '../../../../domain/channels/presets/presets.ts';
import type { Webhook } from '../../../../domain/channels/webhook.ts';
import { judgeAnswer, resultOf } from '../../../../domain/channels/webhook-retry.ts';
import { jsonTemplateError } from '../../../../text/template/json-template.ts';
import { type HttpsReceiver, RECEIVER_HOST, startReceiver } from '../../../support/https-receiver.ts';
import { NOTICES } from '../../../support/mails.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';
import { buildWebhook } from '../../../support/memory-webhooks.ts';
import { buildTrigger } from '../../../support/triggers.ts';
import { KNOWN, type PlatformAnswer, type PlatformServer, SERVERS, startMatrix } from './platform-servers.ts';

const OWN = { template: null, publicUrl: 'https://alerts.example.com' };
const NOW = Date.UTC(2026, 10, 22, 9);
/** Far more than an answer on loopback takes, even on a busy machine. */
const PATIENCE_MS = 20_000;

let receiver: HttpsReceiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

type To = Partial<Pick<Webhook, 'chatId' | 'options'>> & { readonly preset: WebhookPreset; readonly path: string };

const TEAMS = '/workflows/w1/triggers/manual/paths/invoke?api-version=1&sig=';
const NTFY: To = { preset: 'ntfy', path: '/', chatId: 'alerts', options: { token: 'tk_good', tags: 'bell,+1' } };
const PUSHOVER: To = {
  preset: 'pushover',
  path: '/1/messages.json',
  chatId: KNOWN.user,
  options: { token: KNOWN.app },
};
const GOTIFY: To = { preset: 'gotify', path: '/gotify/', options: { token: 'AbCdEf.123' } };
const MATRIX: To = { preset: 'matrix', path: '/', chatId: '!lobby/1:example.com', options: { token: 'syt_good' } };
const TEAM: To = { preset: 'teams', path: `${TEAMS}S1gn4tur3` };

/** Sends through the real caller, to a real server that has a name and a certificate. */
async function send(
  { path, ...to }: To,
  event = eventOf(buildTrigger({ note: 'sell half' }), OWN),
  totalTimeoutMs = PATIENCE_MS,
) {
  const caller = createWebhookCaller({
    ...{ resolve: async () => [{ address: '127.0.0.1', family: 4 }], mayCall: () => true, ca: receiver.ca },
    totalTimeoutMs,
  });
  const webhook = buildWebhook({ ...to, url: `https://${RECEIVER_HOST}:${receiver.port}${path}` });
  const deps = { webhooks: { secretOf: async () => 'whsec_AA==' }, caller, push: buildPushSender(), now: () => NOW };
  const answer = await sendToWebhook({ person: 'ada', webhook, messageId: 'BTCUSDT-0-1@1', event }, deps);
  const decision = judgeAnswer(answer, { attempts: 1, deferrals: 0, ageMs: 0 }, webhook);
  return { decision, result: resultOf(decision, NOW) };
}

function answerAs(server: PlatformServer): void {
  receiver.answer = (response) => {
    const request = receiver.requests.at(-1);
    if (request) write(response, server(request));
  };
}

function write(response: ServerResponse, { status, body, headers = {} }: PlatformAnswer): void {
  response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
}

describe('a platform takes a fire, a test and a text that is far too long', () => {
  it.each<[string, To, PlatformServer]>([
    ['ntfy', NTFY, SERVERS.ntfy],
    ['ntfy with a user and a password', { ...NTFY, options: { token: 'ada:s3cret' } }, SERVERS.ntfy],
    ['ntfy with an open topic', { ...NTFY, options: {} }, SERVERS.ntfy],
    ['Pushover', PUSHOVER, SERVERS.pushover],
    ['Pushover until acknowledged', { ...PUSHOVER, options: { token: KNOWN.app, priority: 2 } }, SERVERS.pushover],
    ['Pushover on one device', { ...PUSHOVER, options: { token: KNOWN.app, device: 'iphone' } }, SERVERS.pushover],
    ['Gotify', GOTIFY, SERVERS.gotify],
    ['Matrix', MATRIX, startMatrix()],
    ['Teams', TEAM, SERVERS.teams],
  ])('%s', async (_, to, server) => {
    answerAs(server);
    const note = '"\\<b>\u0001'.repeat(9_000);
    for (const event of [
      eventOf(buildTrigger(), OWN),
      testEvent({ id: 'aa11', template: null }, NOW),
      eventOf(buildTrigger({ note }), OWN),
    ])
      expect((await send(to, event)).result).toMatchObject({ result: 'sent' });
    expect(receiver.requests.at(-1)?.headers['content-type']).toBe('application/json; charset=utf-8');
  });
});

describe('what no further message would mend switches the webhook off at once, and says what to mend', () => {
  const wrong = 'azzzzzzzzzzzzzzzzzzzzzzzzzzzzz';
  it.each<[To, PlatformServer, string]>([
    [{ ...NTFY, options: { token: 'tk_bad' } }, SERVERS.ntfy, 'ntfy does not accept the access token (401'],
    [{ ...NTFY, chatId: 'private', options: {} }, SERVERS.ntfy, 'ntfy does not let us write to this topic (403'],
    [{ ...PUSHOVER, options: { token: wrong } }, SERVERS.pushover, 'Pushover does not know the API token (400'],
    [{ ...PUSHOVER, chatId: wrong }, SERVERS.pushover, 'Pushover does not know the user key'],
    [
      { ...PUSHOVER, options: { token: KNOWN.app, device: 'tablet' } },
      SERVERS.pushover,
      'the user has no device of this name',
    ],
    [
      { ...GOTIFY, options: { token: 'no' } },
      SERVERS.gotify,
      'Gotify does not accept the token of the application (401',
    ],
    [{ ...MATRIX, options: { token: 'no' } }, startMatrix(), 'Matrix does not accept the access token (401'],
    [{ ...MATRIX, chatId: '!other:example.com' }, startMatrix(), 'the account is not in this room'],
    [{ ...TEAM, path: TEAM.path.replace('w1', 'gone') }, SERVERS.teams, 'the workflow is deleted (404'],
    [{ ...TEAM, path: TEAM.path.replace('w1', 'off') }, SERVERS.teams, 'the workflow is switched off or deleted (400'],
    [{ ...TEAM, path: `${TEAMS}wrong` }, SERVERS.teams, 'the address of the workflow is not valid'],
  ])('%j', async (to, server, why) => {
    answerAs(server);
    const { decision } = await send(to);
    expect(decision).toMatchObject({ kind: 'refused', isOver: true, detail: expect.stringContaining(why) });
  });
});

describe('a platform with too many messages is asked again when it says, or after a pause', () => {
  const ntfyLimit = { code: 42901, http: 429, error: 'limit reached: too many requests, please be nice' };
  const matrixLimit = { errcode: 'M_LIMIT_EXCEEDED', error: 'Too Many Requests', retry_after_ms: 2_345 };
  it.each<[To, PlatformAnswer, number]>([
    [NTFY, { status: 429, body: ntfyLimit }, 5_000],
    [NTFY, { status: 429, body: ntfyLimit, headers: { 'retry-after': '60' } }, 60_000],
    [PUSHOVER, { status: 429, body: { status: 0, errors: ['message limit reached'] } }, 5_000],
    [GOTIFY, { status: 429, body: '', headers: { 'retry-after': '3' } }, 3_000],
    [MATRIX, { status: 429, body: matrixLimit }, 2_345],
    // a row takes no part of a millisecond
    [MATRIX, { status: 429, body: { ...matrixLimit, retry_after_ms: 2_345.25 } }, 2_346],
    [MATRIX, { status: 429, body: { ...matrixLimit, retry_after_ms: -1 } }, 5_000],
    [MATRIX, { status: 429, body: matrixLimit, headers: { 'retry-after': '3' } }, 3_000],
    [TEAM, { status: 429, body: { error: { code: 'TooManyRequests' } }, headers: { 'retry-after': '17' } }, 17_000],
  ])('%j, %j: after %i ms', async (to, answer, delayMs) => {
    answerAs(() => answer);
    expect((await send(to)).decision).toMatchObject({ kind: 'limited', delayMs });
  });
});

it.each([NTFY, PUSHOVER, GOTIFY, MATRIX, TEAM])('$preset that fails or is silent is tried again', async (to) => {
  answerAs(() => ({ status: 503, body: 'busy' }));
  expect((await send(to)).decision).toMatchObject({ kind: 'again', mayHaveIt: false });
  receiver.answer = () => {};
  expect((await send(to, undefined, 300)).decision).toMatchObject({ kind: 'again', mayHaveIt: true });
});

describe('the JSON that docs/webhooks.md shows', () => {
  const page = readFileSync('docs/webhooks.md', 'utf8');
  const shown = (platform: string) => {
    const [, text = ''] = new RegExp(`^${platform} [^]*?\n\`\`\`json\n([^]*?)\`\`\`\n`, 'm').exec(page) ?? [];
    expect(jsonTemplateError(text)).toBeNull();
    const template = { title: null, text: null, body: text };
    const own = { ...OWN, template };
    const messages = [buildTrigger(), ...Object.values(NOTICES)].map((message) => eventOf(message, own));
    return [...messages, testEvent({ id: 'aa11', template }, NOW)];
  };
  const PAGER: To = {
    ...{ preset: 'json', path: '/v2/enqueue' },
    options: { fieldName: 'routing_key', fieldValue: 'e93facc04764012d7bfb002500d5d1a6' },
  };
  const GENIE: To = { preset: 'json', path: '/v2/alerts', options: { headerValue: 'GenieKey eb243592' } };

  it.each([
    ['PagerDuty', PAGER, SERVERS.pagerDuty],
    ['Opsgenie', GENIE, SERVERS.opsgenie],
  ] as const)('is taken by %s, and not without its key', async (platform, to, server) => {
    answerAs(server);
    for (const event of shown(platform)) {
      expect((await send(to, event)).result).toMatchObject({ result: 'sent' });
      expect((await send({ ...to, options: {} }, event)).result).toMatchObject({ result: 'refused' });
    }
  });
});

it('Matrix shows a message once, however often it is sent', async () => {
  const matrix = startMatrix();
  answerAs(matrix);
  await send(MATRIX);
  await send(MATRIX);
  expect([...matrix.shown.values()]).toEqual([expect.stringContaining('sell half')]);
});

it.each([NTFY, PUSHOVER, GOTIFY, MATRIX, TEAM])('$preset: no secret that an answer repeats is shown', async (to) => {
  const secret = to.options?.token ?? 'S1gn4tur3';
  answerAs(() => ({ status: 400, body: `what is ${secret}?` }));
  const { detail } = (await send(to)).result;
  expect(detail).toContain('what is …?');
});
