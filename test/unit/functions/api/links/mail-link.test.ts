import { beforeEach, describe, expect, it } from 'vitest';
import type { AlertState } from '../../../../../domain/alerts/alert.ts';
import { queuedDelivery } from '../../../../../domain/messages/delivery.ts';
import type { Link } from '../../../../../domain/people/link.ts';
import type { MailOff } from '../../../../../domain/people/person.ts';
import { MAX_FORM_BYTES } from '../../../../../functions/api/http/read-request.ts';
import { ADAS_CLAIMS, type EventFields } from '../../../../support/api-event.ts';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { keepLogLines } from '../../../../support/log-lines.ts';
import { buildProfile, type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { NOW, startApi, startApiOver } from '../call-api.ts';

const lines = keepLogLines();

const GET = 'GET /api/links/{token}';
const POST = 'POST /api/links/{token}';
const DAY = 86_400_000;
const toAlert: Link = { do: 'alert', person: ADA, alertId: ALERT_ID };
const toStop: Link = { do: 'unsubscribe', person: ADA };
const seen = { asOf: { tradeId: 7, instant: 1_500 }, watchedFrom: null };
const unsubscribed: MailOff = { reason: 'unsubscribed', address: 'ada@example.com', at: NOW - DAY, detail: null };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.profiles.set(ADA, buildProfile());
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
});

const follow = async (route: string, link: Link, fields: EventFields = {}, madeAt = NOW) =>
  call(route, { claims: null, path: { token: await held.links.makeLink(link, madeAt) }, ...fields });
const open = (link: Link, query: Record<string, string> = {}) => follow(GET, link, { query });
const urlencoded = { 'content-type': 'application/x-www-form-urlencoded' };
const post = (link: Link, action: string) => follow(POST, link, { headers: urlencoded, body: `action=${action}` });
const setState = (state: AlertState, fields = {}) => held.alerts.set(ALERT_ID, buildStoredAlert({ state, ...fields }));
const statusNow = () => held.alerts.get(ALERT_ID)?.state.status;
/** the actions that a page offers */
const offered = (body: unknown) =>
  [...String(body).matchAll(/name="action" value="(\w+)"/g)].map(([, action]) => action);

describe("the page of an alert's link", () => {
  it('shows the alert, its state and its last fire, on the clock of its person', async () => {
    const settings = { timeZone: 'Asia/Tokyo', quietHours: null, digest: null };
    held.profiles.set(ADA, buildProfile({ settings }));
    const delivered = { ...queuedDelivery('email', NOW), state: 'delivered' as const, detail: 'ses-id-1' };
    const failed = { ...queuedDelivery('webhook:aa11', NOW), state: 'failed' as const, detail: 'it answered 404' };
    const trigger = buildTrigger({ deliveries: { email: delivered, 'webhook:aa11': failed }, feed: 'simulator' });
    held.triggers.push(trigger);
    setState(
      { status: 'triggered', ...seen },
      { lastTrigger: trigger, name: '<b>Exit</b>', note: '<script>alert("1")</script> & sell' },
    );
    const { status, body } = await open(toAlert);
    const text = String(body)
      .replace(/<style>.*<\/style>/s, '')
      .replace(/<[^>]*>/g, ' ')
      .replace(/\s+/g, ' ');
    expect(status).toBe(200);
    expect(text).toContain('&lt;b&gt;Exit&lt;/b&gt;: BTCUSDT: price crosses above 65,000');
    expect(text).toContain('BTCUSDT crossed above 65,000');
    expect(text).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; sell');
    expect(text).toContain('Fired on 2026-01-05 21:00:00.120 +09:00 at 65,001.2 by trade 12');
    expect(text).toContain('simulator');
    expect(text).toContain('E-mail delivered, 2026-11-22 18:00:00.000 +09:00');
    expect(text).toContain('Webhook failed: it answered 404,');
    expect(text).not.toContain('ses-id-1');
  });

  it('says that a fire is not sent yet until it is dispatched, and shows nothing of another fire', async () => {
    held.triggers.push(buildTrigger({ id: `${ALERT_ID}@0000000000000003-00000000001300` }));
    setState({ status: 'triggered', ...seen }, { lastTrigger: buildTrigger() });
    expect((await open(toAlert)).body).toContain('not yet');
  });

  const past = buildCrossingRule({ expiresAt: NOW });
  it.each<[AlertState, string[], object]>([
    [buildStoredAlert().state, ['pause'], {}],
    [buildStoredAlert().state, ['pause'], { rule: past }],
    [{ status: 'paused', ...seen }, ['resume'], {}],
    [{ status: 'paused', ...seen }, [], { rule: past }],
    [{ status: 'triggered', ...seen }, ['rearm'], {}],
    [{ status: 'triggered', ...seen }, [], { rule: past }],
    [{ status: 'expired', ...seen }, [], { rule: past }],
    [{ status: 'faulty', fault: 'rule: unknown', ...seen }, [], {}],
    [{ status: 'faulty', fault: 'rule: unknown', ...seen }, [], { rule: null }],
  ])('offers what the state $status allows: %#', async (state, actions, fields) => {
    setState(state, fields);
    const { status, body } = await open(toAlert);
    expect([status, offered(body)]).toEqual([200, actions]);
    // where the links of the mail lead to: …#pause, …#rearm
    expect([...String(body).matchAll(/ id="(\w+)"/g)].map(([, id]) => id)).toEqual(actions);
  });

  it.each<[string, AlertState, string]>([
    ['pause', buildStoredAlert().state, 'paused'],
    ['resume', { status: 'paused', ...seen }, 'arming'],
    ['rearm', { status: 'triggered', ...seen }, 'arming'],
  ])(
    'does %s as PATCH does, once however often it is pressed, and goes back to the page',
    async (action, state, after) => {
      setState(state);
      const answer = await post(toAlert, action);
      expect(answer).toMatchObject({
        status: 303,
        headers: { location: `?done=${action}`, 'cache-control': 'no-store' },
      });
      const changed = held.alerts.get(ALERT_ID);
      expect(changed).toMatchObject({ rev: 3, version: 2, state: { status: after, asOf: seen.asOf } });
      expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: action !== 'pause', book: { version: NOW } });
      expect(await post(toAlert, action)).toMatchObject({ status: 303 });
      expect(held.alerts.get(ALERT_ID)).toEqual(changed);
      expect((await open(toAlert, { done: action })).body).toContain('role="status"');
    },
  );

  it('says that something was done only if it was', async () => {
    for (const done of ['resume', 'nonsense', '<b>']) {
      setState({ status: 'paused', ...seen });
      expect((await open(toAlert, { done })).body).not.toContain('role="status"');
    }
  });

  it('does nothing that no longer fits the state, as when the alert fired while the page was open', async () => {
    setState({ status: 'triggered', ...seen });
    for (const action of ['pause', 'resume']) {
      expect(await post(toAlert, action)).toMatchObject({
        status: 409,
        body: expect.stringContaining('triggered by now'),
      });
    }
    expect(held.alerts.get(ALERT_ID)).toMatchObject({ rev: 2, state: { status: 'triggered' } });
  });

  it.each([
    ['deleted', () => held.alerts.clear()],
    [
      "another person's by now",
      () => held.alerts.set(ALERT_ID, buildStoredAlert({ owner: 'https://issuer.example#bob' })),
    ],
  ])('says that there is no such alert once it is %s, and changes nothing', async (_what, change) => {
    change();
    const before = structuredClone(held.alerts);
    expect(await open(toAlert)).toMatchObject({ status: 404, body: expect.stringContaining('no more') });
    expect(await post(toAlert, 'pause')).toMatchObject({ status: 404 });
    expect(held.alerts).toEqual(before);
  });

  it.each(['unsubscribe', 'subscribe', 'delete', ''])('can not do %j', async (action) => {
    expect(await post(toAlert, action)).toMatchObject({ status: 422 });
    expect(await follow(POST, toAlert, { headers: urlencoded, body: 'List-Unsubscribe=One-Click' })).toMatchObject({
      status: 422,
    });
    expect(statusNow()).toBe('active');
    expect(held.profiles.get(ADA)).toEqual(buildProfile());
  });
});

describe('the page of the link to unsubscribe', () => {
  it('says whose mails it stops without giving the address away', async () => {
    const { status, body } = await open(toStop);
    expect(status).toBe(200);
    expect(body).toContain('a…@example.com');
    expect(body).not.toContain('ada@');
    expect(offered(body)).toEqual(['unsubscribe']);
  });

  it.each(['unsubscribed', 'bounced', 'complained'] as const)('offers mails again after: %s', async (reason) => {
    held.profiles.set(ADA, buildProfile({ mailOff: { ...unsubscribed, reason } }));
    expect(offered((await open(toStop)).body)).toEqual(['subscribe']);
    expect(await post(toStop, 'subscribe')).toMatchObject({ status: 303 });
    expect(held.profiles.get(ADA)?.mailOff).toBeNull();
  });

  it('stops mails once, and says so', async () => {
    expect(await post(toStop, 'unsubscribe')).toMatchObject({
      status: 303,
      headers: { location: '?done=unsubscribe' },
    });
    const { mailOff } = held.profiles.get(ADA) ?? {};
    expect(mailOff).toMatchObject({ reason: 'unsubscribed', address: 'ada@example.com', at: NOW });
    call = startApiOver(memoryTables(held), () => NOW + 1_000);
    await post(toStop, 'unsubscribe');
    expect(held.profiles.get(ADA)?.mailOff).toEqual(mailOff);
    expect((await open(toStop, { done: 'unsubscribe' })).body).toContain('no more mails');
    expect((await open(toStop, { done: 'subscribe' })).body).not.toContain('role="status"');
  });

  it.each(['pause', 'resume', 'rearm', ''])('can not do %j', async (action) => {
    expect(await post(toStop, action)).toMatchObject({ status: 422 });
    expect(held.profiles.get(ADA)).toEqual(buildProfile());
    expect(held.alerts.get(ALERT_ID)).toEqual(buildStoredAlert());
  });

  it('is not valid for a person without a profile, and makes no profile', async () => {
    held.profiles.clear();
    expect(await open(toStop)).toMatchObject({ status: 404 });
    await post(toStop, 'unsubscribe');
    expect(held.profiles.size).toBe(0);
  });
});

describe('one click in a mail program (RFC 8058)', () => {
  const boundary = (text: string) => ({ 'content-type': `multipart/form-data; boundary=${text}` });
  const multipart = (line: string) =>
    `${line}\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n${line}--\r\n`;
  const asEncoded = (text: string) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });

  it.each<[string, EventFields]>([
    ['as Gmail sends it', { headers: urlencoded, ...asEncoded('List-Unsubscribe=One-Click') }],
    ['as text', { headers: urlencoded, body: 'List-Unsubscribe=One-Click' }],
    [
      'with a charset',
      {
        headers: { 'content-type': `${urlencoded['content-type']}; charset=UTF-8` },
        body: 'List-Unsubscribe=One-Click',
      },
    ],
    ['without a content type', { body: 'List-Unsubscribe=One-Click' }],
    ['as multipart', { headers: boundary('abc'), ...asEncoded(multipart('--abc')) }],
    [
      'as multipart with more headers',
      {
        headers: boundary('abc'),
        body: multipart('--abc').replace('\r\n\r\n', '\r\nContent-Type: text/plain\r\n\r\n'),
      },
    ],
    [
      'as the example of the RFC has it, with too short a line',
      { headers: boundary('---FormBoundaryjWmhtjORrn'), body: multipart('---FormBoundaryjWmhtjORrn') },
    ],
  ])('stops mails without a redirect, a cookie or a token: %s', async (_form, fields) => {
    const { status, headers, body } = await follow(POST, toStop, fields);
    expect([status, headers.location, headers['set-cookie']]).toEqual([200, undefined, undefined]);
    expect(body).toContain('no more mails');
    expect(held.profiles.get(ADA)?.mailOff).toMatchObject({ reason: 'unsubscribed', detail: 'by your mail program' });
    const stopped = structuredClone(held.profiles);
    expect(await follow(POST, toStop, fields)).toMatchObject({ status: 200 });
    expect(held.profiles).toEqual(stopped);
  });

  it.each<EventFields>([
    {},
    { body: '' },
    { headers: urlencoded, body: 'List-Unsubscribe=Two-Clicks' },
    { headers: { 'content-type': 'multipart/form-data' }, body: 'One-Click' },
    { headers: urlencoded, isBase64Encoded: true, body: 'List-Unsubscribe=One-Click' },
  ])('does nothing without its own field: %j', async (fields) => {
    expect(await follow(POST, toStop, fields)).toMatchObject({ status: 422 });
    expect(held.profiles.get(ADA)).toEqual(buildProfile());
  });

  it('refuses a large body', async () => {
    const body = `List-Unsubscribe=One-Click&x=${'x'.repeat(MAX_FORM_BYTES)}`;
    expect(await follow(POST, toStop, { headers: urlencoded, body })).toMatchObject({ status: 413 });
    expect(held.profiles.get(ADA)).toEqual(buildProfile());
  });
});

describe('a link that does not work', () => {
  it.each([GET, POST])('is expired, with advice what to do, or is not valid: %s', async (route) => {
    const fields = { headers: urlencoded, body: 'action=unsubscribe' };
    expect(await follow(route, toStop, fields, NOW - 90 * DAY)).toMatchObject({
      status: 410,
      body: expect.stringContaining('sign in'),
    });
    expect(await follow(route, toAlert, fields, NOW - 30 * DAY)).toMatchObject({ status: 410 });
    for (const token of ['nonsense', '', '%E0%A4', '../me']) {
      expect(await call(route, { claims: null, path: { token }, ...fields })).toMatchObject({ status: 404 });
    }
    expect(held.profiles.get(ADA)).toEqual(buildProfile());
  });

  it('is not helped by an ID token', async () => {
    expect(await call(GET, { claims: ADAS_CLAIMS, path: { token: 'nonsense' } })).toMatchObject({ status: 404 });
  });
});

describe('every page', () => {
  it('loads and runs nothing, is framed and cached nowhere, and sends its address to no one', async () => {
    const pages = [
      await open(toAlert),
      await open(toStop),
      await follow(GET, toStop, {}, 0),
      await call(GET, { claims: null, path: { token: 'x' } }),
      await post(toAlert, 'nonsense'),
    ];
    for (const { headers, body } of pages) {
      expect(headers).toMatchObject({
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-content-type-options': 'nosniff',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/]{43}='; /);
      expect(policy).toContain("frame-ancestors 'none'");
      expect(body).not.toMatch(/<script|<img|<link|https?:|style=|\son\w+=/);
      const style = /<style>(.*)<\/style>/s.exec(String(body))?.[1] ?? '';
      const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(style));
      expect(policy).toContain(`'sha256-${Buffer.from(hash).toString('base64')}'`);
    }
  });

  it('contains its token neither in the page nor in any log, whatever happens', async () => {
    const tables = memoryTables(held);
    const failing = startApiOver(
      { ...tables, people: { ...tables.people, readProfile: () => Promise.reject(new Error('broken')) } },
      () => NOW,
    );
    const token = await held.links.makeLink(toStop, NOW);
    const answers = [
      await open(toStop),
      await post(toStop, 'unsubscribe'),
      await failing(GET, { claims: null, path: { token } }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 303, 500]);
    const logged = JSON.stringify(lines);
    expect(logged).toContain('broken');
    for (const text of [logged, JSON.stringify(answers)]) expect(text).not.toContain(token.split('.')[2]);
  });
});

describe('GET changes nothing', () => {
  const states: AlertState[] = [
    buildStoredAlert().state,
    { status: 'arming', armFrom: { armAfter: 1, bookVersion: 1 }, watch: 0, quietly: false, ...seen },
    { status: 'active', phase: 'cooling', until: NOW + 1, ...seen },
    { status: 'paused', ...seen },
    { status: 'triggered', ...seen },
    { status: 'expired', ...seen },
    { status: 'faulty', fault: 'rule: unknown', ...seen },
  ];
  const mailOffs = [
    null,
    unsubscribed,
    { ...unsubscribed, reason: 'bounced' as const },
    { ...unsubscribed, reason: 'complained' as const },
  ];
  const queries = [
    {},
    ...['pause', 'resume', 'rearm', 'unsubscribe', 'subscribe'].map((done) => ({
      done,
      action: done,
      'List-Unsubscribe': 'One-Click',
    })),
  ];

  it('in any state, by any link, with any request', async () => {
    for (const state of states) {
      for (const mailOff of mailOffs) {
        setState(state, { lastTrigger: buildTrigger() });
        held.profiles.set(ADA, buildProfile({ mailOff }));
        const { links: _links, beforeWrite: _beforeWrite, ...data } = held;
        const before = structuredClone(data);
        for (const query of queries) {
          for (const link of [toAlert, toStop]) {
            for (const madeAt of [NOW, 0]) {
              await follow(
                GET,
                link,
                { query, headers: urlencoded, body: 'action=pause&List-Unsubscribe=One-Click' },
                madeAt,
              );
            }
          }
        }
        expect(data).toEqual(before);
      }
    }
  });
});
