import { beforeEach, describe, expect, it } from 'vitest';
import { ROUTES } from '../../../../contract/routes.ts';
import { MAX_DEVICES, MAX_WEBHOOKS } from '../../../../domain/channels/webhook.ts';
import { MAX_GROUPS, membershipOf, newGroup } from '../../../../domain/groups/group.ts';
import type { Link } from '../../../../domain/people/link.ts';
import { MAX_FOLLOWED_COINS } from '../../../../functions/api/limits/usage.ts';
import { ADAS_CLAIMS, BOBS_CLAIMS, type EventFields } from '../../../support/api-event.ts';
import { buildBrowser } from '../../../support/browser.ts';
import { LIMITS } from '../../../support/limits.ts';
import { buildProfile, type Held, holdNothing, memoryTables } from '../../../support/memory-tables.ts';
import { buildWebhook } from '../../../support/memory-webhooks.ts';
import { recordWrites } from '../../../support/recorded-writes.ts';
import { ADA, buildStoredAlert } from '../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../support/triggers.ts';
import { type CallApi, NOW, startApiOver } from './call-api.ts';

/** Not of the request: how often a person asks at all, and that a symbol is looked for in a new catalogue. */
const ALLOWED = ['rates.take', 'market.requestCatalogue'];

const CREATE = 'POST /api/alerts';
const PATCH = 'PATCH /api/alerts/{id}';
const DELETE = 'DELETE /api/alerts/{id}';
const CREATE_GROUP = 'POST /api/groups';
const PATCH_GROUP = 'PATCH /api/groups/{id}';
const DELETE_GROUP = 'DELETE /api/groups/{id}';
const FOLLOW = 'PUT /api/coins/{symbol}';
const UNFOLLOW = 'DELETE /api/coins/{symbol}';
const ME = 'PUT /api/me';
const ADD_WEBHOOK = 'POST /api/me/webhooks';
const PATCH_WEBHOOK = 'PATCH /api/me/webhooks/{id}';
const TEST = 'POST /api/me/webhooks/{id}/test';
const ADD_DEVICE = 'POST /api/me/devices';
const REMOVE_DEVICE = 'DELETE /api/me/devices/{id}';
const LINK = 'POST /api/links/{token}';

const RULE = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
/** new to Ada, and off */
const HOOKS = ['new', 'off'].map((name) => ({ type: 'webhook', url: `https://hooks.example.com/${name}` }));
const BROWSER = buildBrowser().subscription;
const id = { path: { id: ALERT_ID } };
const eth = { path: { symbol: 'ETHUSDT' } };
const btc = { path: { symbol: 'BTCUSDT' } };
const groupId = '01J9ZX4YB6Q8C2N5T7V0W3E1RK';
const group = { path: { id: groupId } };
const GROUP = { coins: ['BTCUSDT'], condition: RULE.condition, channels: HOOKS };
const admin = { claims: { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' } };
const paused = { status: 'paused', asOf: null, watchedFrom: null } as const;
const full = (counts: Record<string, number>) => ({ counts, at: NOW });

interface Refused {
  readonly route: string;
  readonly status: number;
  readonly fields?: EventFields;
  readonly link?: Link;
  readonly prepare?: (held: Held) => void;
}

const atArmedLimit = (held: Held) => held.counts.set(`${ADA} usage#BTCUSDT`, full({ armed: LIMITS.maxArmedPerCoin }));
const pause = (held: Held) => held.alerts.set(ALERT_ID, buildStoredAlert({ state: paused }));
const fillWebhooks = (held: Held) => {
  for (let i = 1; i < MAX_WEBHOOKS; i += 1)
    held.webhooks.set(`${ADA} x${i}`, buildWebhook({ id: `x${i}`, url: `${i}` }));
};

const storedGroup = (name: string) =>
  newGroup({ id: name, fires: 'each', coins: ['BTCUSDT'], asked: { condition: RULE.condition }, createdAt: NOW });
const keepGroup = (held: Held) => held.groups.set(`${ADA} ${groupId}`, storedGroup(groupId));
const joinGroup = (held: Held) =>
  held.alerts.set(ALERT_ID, buildStoredAlert({ group: membershipOf(storedGroup(groupId)) }));

/** By what is refused. Each asks for webhooks, settings or a coin too, where it can. */
const CASES: Readonly<Record<string, Refused>> = {
  'many alerts, all or none, one of which makes no sense': {
    ...{ route: 'POST /api/alerts/bulk', status: 422 },
    fields: { body: { operation: 'create', atomic: true, items: [RULE, { ...RULE, holdSeconds: 0 }] } },
  },
  'many alerts, none of which makes sense': {
    ...{ route: 'POST /api/alerts/bulk', status: 207 },
    fields: { body: { operation: 'create', items: [{ ...RULE, holdSeconds: 0 }, {}] } },
  },
  'an import of alerts that are missing a rule, and of none': {
    ...{ route: 'POST /api/alerts/import', status: 422 },
    fields: { body: { alerts: [] } },
  },
  'an alert with an unknown field': {
    route: CREATE,
    status: 422,
    fields: { body: { ...RULE, channels: HOOKS, x: 1 } },
  },
  'an alert that makes no sense': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS, holdSeconds: 0 } },
  },
  'an alert that expired before': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS, expiresAt: '2001-01-01T00:00:00Z' } },
  },
  'an alert on a coin that is not listed': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS, symbol: 'NONEUSDT' } },
  },
  'an alert whose key came with another body': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS }, headers: { 'idempotency-key': 'k' } },
    prepare: (held) => held.requests.set(`${ADA} request#k`, { bodyHash: 'another', alertId: ALERT_ID }),
  },
  'an alert too many': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS } },
    prepare: (held) => held.counts.set(`${ADA} usage`, full({ alerts: LIMITS.maxAlerts })),
  },
  'an armed alert too many': {
    ...{ route: CREATE, status: 429 },
    fields: { body: { ...RULE, channels: HOOKS } },
    prepare: atArmedLimit,
  },
  'an alert that brings in a coin too many': {
    ...{ route: CREATE, status: 409 },
    fields: { body: { ...RULE, channels: HOOKS, symbol: 'ETHUSDT' } },
    prepare: (held) => held.counts.set('pricebell followed-coins', full({ followed: MAX_FOLLOWED_COINS })),
  },
  'an alert with a webhook too many': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: HOOKS } },
    prepare: fillWebhooks,
  },
  'a device of no browser': {
    ...{ route: ADD_DEVICE, status: 422 },
    fields: { body: { ...BROWSER, endpoint: 'https://example.com/push', label: 'x' } },
  },
  'a device too many': {
    ...{ route: ADD_DEVICE, status: 422 },
    fields: { body: { ...BROWSER, label: 'x' } },
    prepare: (held) => {
      for (let i = 0; i < MAX_DEVICES; i += 1)
        held.webhooks.set(`${ADA} d${i}`, buildBrowser().device({ id: `d${i}` }));
    },
  },
  'a removal of no device': { route: REMOVE_DEVICE, status: 404, fields: { path: { id: 'x' } } },
  'a change of no alert': { route: PATCH, status: 404, fields: { path: { id: 'x' }, body: { channels: HOOKS } } },
  "a change of another person's alert": {
    ...{ route: PATCH, status: 404 },
    fields: { ...id, claims: BOBS_CLAIMS, body: { channels: HOOKS } },
  },
  'a change that makes no sense': {
    route: PATCH,
    status: 422,
    fields: { ...id, body: { channels: HOOKS, holdSeconds: 0 } },
  },
  'a change to an expiry that has passed': {
    ...{ route: PATCH, status: 422 },
    fields: { ...id, body: { channels: HOOKS, expiresAt: '2001-01-01T00:00:00Z' } },
  },
  'a change of another version': {
    ...{ route: PATCH, status: 412 },
    fields: { ...id, headers: { 'if-match': '"9"' }, body: { channels: HOOKS } },
  },
  'a change that arms an alert too many': {
    ...{ route: PATCH, status: 429 },
    fields: { ...id, body: { channels: HOOKS, status: 'active' } },
    prepare: (held) => {
      pause(held);
      atArmedLimit(held);
    },
  },
  'a change with a webhook too many': {
    ...{ route: PATCH, status: 422 },
    fields: { ...id, body: { channels: HOOKS, note: 'x' } },
    prepare: fillWebhooks,
  },
  'a deletion of no alert': { route: DELETE, status: 404, fields: { path: { id: 'x' } } },
  'a deletion of another version': { route: DELETE, status: 412, fields: { ...id, headers: { 'if-match': '"9"' } } },
  'a group with a coin that is not listed': {
    ...{ route: CREATE_GROUP, status: 422 },
    fields: { body: { ...GROUP, coins: ['BTCUSDT', 'NONEUSDT'] } },
  },
  'a group that makes no sense': {
    ...{ route: CREATE_GROUP, status: 422 },
    fields: { body: { ...GROUP, holdSeconds: 0 } },
  },
  'a group with an alert too many': {
    ...{ route: CREATE_GROUP, status: 422 },
    fields: { body: GROUP },
    prepare: (held) => held.counts.set(`${ADA} usage`, full({ alerts: LIMITS.maxAlerts })),
  },
  'a group too many': {
    ...{ route: CREATE_GROUP, status: 422 },
    fields: { body: GROUP },
    prepare: (held) => {
      const groups = new Set(Array.from({ length: MAX_GROUPS }, (_, i) => `${i}`));
      for (const name of groups) held.groups.set(`${ADA} ${name}`, storedGroup(name));
      held.counts.set(`${ADA} usage`, { counts: { alerts: 0, groups }, at: NOW });
    },
  },
  'a change of no group': { route: PATCH_GROUP, status: 404, fields: { ...group, body: { channels: HOOKS } } },
  "a change of another person's group": {
    ...{ route: PATCH_GROUP, status: 404 },
    fields: { ...group, claims: BOBS_CLAIMS, body: { channels: HOOKS } },
    prepare: keepGroup,
  },
  'a change of a group that makes no sense': {
    ...{ route: PATCH_GROUP, status: 422 },
    fields: { ...group, body: { channels: HOOKS, holdSeconds: 0 } },
    prepare: keepGroup,
  },
  'a change of another version of a group': {
    ...{ route: PATCH_GROUP, status: 412 },
    fields: { ...group, headers: { 'if-match': '"9"' }, body: { channels: HOOKS } },
    prepare: keepGroup,
  },
  'a deletion of no group': { route: DELETE_GROUP, status: 404, fields: group },
  'a deletion of another version of a group': {
    ...{ route: DELETE_GROUP, status: 412 },
    fields: { ...group, headers: { 'if-match': '"9"' } },
    prepare: keepGroup,
  },
  'a change of a member alone': {
    ...{ route: PATCH, status: 409 },
    fields: { ...id, body: { channels: HOOKS } },
    prepare: joinGroup,
  },
  'a deletion of a member alone': { route: DELETE, status: 409, fields: id, prepare: joinGroup },
  'a coin that is not listed': { route: FOLLOW, status: 422, fields: { path: { symbol: 'NONEUSDT' } } },
  'a coin too many of a person': {
    ...{ route: FOLLOW, status: 422 },
    fields: eth,
    prepare: (held) => {
      const coins = new Set(Array.from({ length: LIMITS.maxCoins }, (_, i) => `C${i}USDT`));
      held.counts.set(`${ADA} usage`, { counts: { alerts: 0, coins }, at: NOW });
    },
  },
  'a coin too many of all': {
    ...{ route: FOLLOW, status: 409 },
    fields: eth,
    prepare: (held) => held.counts.set('pricebell followed-coins', full({ followed: MAX_FOLLOWED_COINS })),
  },
  'a coin let go by a member': { route: UNFOLLOW, status: 403, fields: btc },
  'a coin let go that nobody follows': { route: UNFOLLOW, status: 404, fields: { ...eth, ...admin } },
  'settings with an unknown zone': {
    route: ME,
    status: 422,
    fields: { body: { timeZone: 'Mars', webhookSecret: 'new' } },
  },
  "settings of another person's webhook": {
    ...{ route: ME, status: 422 },
    fields: { body: { timeZone: 'Asia/Tokyo', mail: 'unsubscribed', webhooks: [{ id: 'none', state: 'removed' }] } },
  },
  'a webhook that is there already': { route: ADD_WEBHOOK, status: 422, fields: { body: { url: HOOKS[1]?.url } } },
  'a webhook too many': {
    ...{ route: ADD_WEBHOOK, status: 422 },
    fields: { body: { url: HOOKS[0]?.url } },
    prepare: fillWebhooks,
  },
  'a change of no webhook': { route: PATCH_WEBHOOK, status: 404, fields: { path: { id: 'none' }, body: {} } },
  'a change of another version of a webhook': {
    ...{ route: PATCH_WEBHOOK, status: 412 },
    fields: { path: { id: 'off' }, headers: { 'if-match': '"9"' }, body: { label: 'Room' } },
  },
  'a change of a webhook with words that it has no place for': {
    ...{ route: PATCH_WEBHOOK, status: 422 },
    fields: { path: { id: 'off' }, body: { state: 'active', template: { title: '{{symbol}}' } } },
  },
  'a channel that changes its webhook': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: [HOOKS[0], { type: 'webhook', id: 'off', preset: 'slack' }] } },
  },
  'a channel whose secret is left out, of no webhook': {
    ...{ route: CREATE, status: 422 },
    fields: { body: { ...RULE, channels: [{ ...HOOKS[0], url: 'https://hooks.example.com/••••' }] } },
  },
  'a test of no webhook': { route: TEST, status: 404, fields: { path: { id: 'none' } } },
  'a test of a webhook that wants a pause': {
    ...{ route: TEST, status: 429 },
    fields: { path: { id: 'off' } },
    prepare: (held) => held.webhooks.set(`${ADA} off`, buildWebhook({ id: 'off', pausedUntil: NOW + 9_000 })),
  },
  'a link that is not valid': { route: LINK, status: 404, fields: { path: { token: 'x' }, body: 'action=pause' } },
  'an action that a link does not have': {
    ...{ route: LINK, status: 422 },
    fields: { body: 'action=subscribe' },
    link: { do: 'alert', person: ADA, alertId: ALERT_ID },
  },
  'an action that does not fit the state': {
    ...{ route: LINK, status: 409 },
    fields: { body: 'action=resume' },
    link: { do: 'alert', person: ADA, alertId: ALERT_ID },
    prepare: (held) => held.alerts.set(ALERT_ID, buildStoredAlert({ state: { ...paused, status: 'triggered' } })),
  },
  'a link that arms an alert too many': {
    ...{ route: LINK, status: 429 },
    fields: { body: 'action=resume' },
    link: { do: 'alert', person: ADA, alertId: ALERT_ID },
    prepare: (held) => {
      pause(held);
      atArmedLimit(held);
    },
  },
};

let held: Held;
let writes: string[];
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  held.profiles.set(ADA, buildProfile({ email: 'earlier@example.com' }));
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  held.alerts.set(ALERT_ID, buildStoredAlert());
  held.webhooks.set(`${ADA} off`, buildWebhook({ id: 'off', url: HOOKS[1]?.url ?? '', state: 'disabled' }));
  writes = [];
  call = startApiOver(recordWrites(memoryTables(held), writes), () => NOW);
});

const written = () => writes.filter((name) => !ALLOWED.includes(name));

describe('a request that is refused writes nothing', () => {
  it.each(Object.entries(CASES))('%s', async (_what, { route, status, fields = {}, link, prepare }) => {
    prepare?.(held);
    const token = link && (await held.links.makeLink(link, NOW));
    const form = { claims: null, headers: { 'content-type': 'application/x-www-form-urlencoded' } };
    const path = token ? { path: { token } } : {};
    const answer = await call(route, { ...(route === LINK && form), ...path, ...fields });
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    expect(written()).toEqual([]);
  });

  const signedIn = Object.entries(ROUTES).flatMap(([route, { open }]) =>
    open || route.startsWith('GET ') ? [] : [route],
  );
  const path = { id: ALERT_ID, symbol: 'BTCUSDT' };

  it.each(signedIn)('%s without a token, or with one of an unverified e-mail', async (route) => {
    expect(await call(route, { claims: null, path, body: {} })).toMatchObject({ status: 401 });
    const claims = { ...ADAS_CLAIMS, email_verified: 'false' };
    expect(await call(route, { claims, path, body: {} })).toMatchObject({ status: 403 });
    expect(written()).toEqual([]);
  });

  it('in every route that writes', () => {
    const routes = Object.keys(ROUTES).filter((route) => !route.startsWith('GET ') && !route.endsWith('/preview'));
    expect(new Set(Object.values(CASES).map(({ route }) => route))).toEqual(new Set(routes));
  });
});

/** to the ingest task, of what was written before */
const ANNOUNCEMENT = 'market.announceCoinsChanged';

it('a request that is granted writes once: all of it', async () => {
  const granted = await call(CREATE, { body: { ...RULE, symbol: 'ETHUSDT', channels: HOOKS } });
  expect(granted).toMatchObject({ status: 201 });
  expect(written()).toEqual(['writeAll', ANNOUNCEMENT]);
  await call(ME, { body: { timeZone: 'Asia/Tokyo', mail: 'unsubscribed', webhookSecret: 'new' } });
  expect(written()).toEqual(['writeAll', ANNOUNCEMENT, 'writeAll']);
  await call(FOLLOW, btc);
  expect(written()).toHaveLength(3);
});
