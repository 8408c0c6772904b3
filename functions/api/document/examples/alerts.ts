import type { ExportedAlert } from '../../../../contract/alert-export.ts';
import type { CreateAlert } from '../../../../contract/alert-request.ts';
import type { AlertView } from '../../../../contract/alert-view.ts';
import type { ExplainView } from '../../../../contract/explain-view.ts';
import type { ChangeView } from '../../../../contract/history-view.ts';
import type { PreviewView } from '../../../../contract/preview-view.ts';
import type { RouteKey } from '../../../../contract/routes.ts';
import type { ExamplesOf } from '../example.ts';
import { FIRE, TRIGGER } from './trigger.ts';

type Routes = Extract<RouteKey, `${string} /api/alerts${string}`>;

const ID = TRIGGER.alertId;
const CONDITION = { metric: 'price', op: 'crosses-above', level: '65000' } as const;
const REPEAT = { mode: 'every-time', cooldownSeconds: 300 } as const;

const SEEN = 'at 2026-11-22T09:29:59.880Z the price was 64,812.4';

export const ALERT: AlertView = {
  id: ID,
  symbol: 'BTCUSDT',
  quote: 'USDT',
  condition: CONDITION,
  all: null,
  repeat: REPEAT,
  rearmPercent: 0.5,
  holdSeconds: null,
  confirm: 'trade',
  channels: [{ type: 'email' }],
  name: 'BTC to 65k',
  note: 'sell a third',
  externalId: 'btc-65k',
  groupId: null,
  status: 'active',
  explanation: `fires when the price rises to 65,000 or above; ${SEEN}, 0.29 % away`,
  distance: { metric: 'price', value: '64812.4', level: '65000', percent: '0.289451' },
  pausedUntil: null,
  mutedUntil: null,
  warmingUpUntil: null,
  watchedFrom: { tradeId: 4_101_220_311, time: '2026-11-22T09:00:01.412Z' },
  lastTrigger: FIRE,
  expiresAt: null,
  createdAt: '2026-11-22T09:00:00.120Z',
  updatedAt: '2026-11-22T09:00:00.120Z',
  version: 1,
};

const NEW_ALERT: Omit<AlertView, 'status'> & { status: 'arming' } = {
  ...ALERT,
  status: 'arming',
  explanation: `arms within seconds; then fires when the price rises to 65,000 or above; ${SEEN}, 0.29 % away`,
  watchedFrom: null,
  lastTrigger: null,
};

const CHANGED_ALERT: AlertView = {
  ...NEW_ALERT,
  condition: { ...CONDITION, level: '66000' },
  note: 'sell half',
  explanation: `arms within seconds; then fires when the price rises to 66,000 or above; ${SEEN}, 1.83 % away`,
  distance: { metric: 'price', value: '64812.4', level: '66000', percent: '1.83237' },
  updatedAt: '2026-11-22T09:30:00.000Z',
  version: 2,
};

const PAUSED_ALERT: AlertView = {
  ...ALERT,
  status: 'paused',
  explanation: 'paused',
  distance: null,
  updatedAt: '2026-11-22T09:30:00.000Z',
  version: 2,
};

const ASKED = {
  symbol: 'BTCUSDT',
  condition: CONDITION,
  repeat: REPEAT,
  rearmPercent: 0.5,
  name: 'BTC to 65k',
  note: 'sell a third',
  externalId: 'btc-65k',
} satisfies CreateAlert;

const PREVIEW: PreviewView = {
  symbol: 'BTCUSDT',
  from: '2026-11-15T09:00:00.000Z',
  to: '2026-11-22T09:00:00.000Z',
  unknownMinutes: 0,
  approximate: true,
  fires: 1,
  triggers: [
    {
      time: '2026-11-19T14:31:00.000Z',
      price: '65000.4',
      metric: 'price',
      value: '65000.4',
      level: '65000',
      reason: 'crossed-up',
      conditions: [{ condition: CONDITION, value: '65000.4', deciding: true }],
    },
  ],
  closest: [],
  explanation: 'would have fired once in the last 7 days, in the minute 2026-11-19T14:31Z, with the price at 65,000.4',
};

const CHANGE: ChangeView = {
  version: 2,
  at: '2026-11-22T09:30:00.000Z',
  by: 'you',
  what: 'changed',
  changes: [{ field: 'note', before: 'sell a third', after: 'sell half' }],
  rule: TRIGGER.rule,
  status: 'active',
};

const EXPORTED: ExportedAlert = {
  ...{ id: ID, symbol: 'BTCUSDT', condition: CONDITION, all: null, repeat: REPEAT, rearmPercent: 0.5 },
  ...{ holdSeconds: null, confirm: 'trade', expiresAt: null, channels: [{ type: 'email' }], name: 'BTC to 65k' },
  ...{ note: 'sell a third', externalId: 'btc-65k', status: 'active', pausedUntil: null },
};

const NO_SUCH_ALERT = {
  type: 'about:blank',
  title: 'Not found',
  status: 404,
  detail: 'You have no alert with this id.',
};

const EXPLAINED: ExplainView = {
  alertId: ID,
  symbol: 'BTCUSDT',
  from: '2026-11-22T09:10:00.000Z',
  to: '2026-11-22T09:30:00.000Z',
  explanation:
    'fired once between 2026-11-22T09:10:00.000Z and 2026-11-22T09:30:00.000Z, at 2026-11-22T09:14:07.052Z with the price at 65,000.01',
  fired: [{ triggerId: FIRE.id, firedAt: FIRE.firedAt, value: FIRE.value, level: FIRE.level }],
  closest: [{ condition: CONDITION, value: '65000', distance: '0', time: '2026-11-22T09:14:00.000Z' }],
  states: [
    {
      ...{ from: '2026-11-22T09:10:00.000Z', to: FIRE.firedAt, state: 'watching' },
      ...{ until: null, reason: null, exact: false },
    },
    {
      ...{ from: FIRE.firedAt, to: '2026-11-22T09:19:07.052Z', state: 'cooling' },
      ...{ until: '2026-11-22T09:19:07.052Z', reason: null, exact: true },
    },
    {
      ...{ from: '2026-11-22T09:19:07.052Z', to: '2026-11-22T09:30:00.000Z', state: 'retreating' },
      ...{ until: null, reason: null, exact: false },
    },
  ],
  suppressed: [],
  outages: [],
  unknownMinutes: 0,
};

export const ALERT_EXAMPLES: ExamplesOf<Routes> = {
  'POST /api/alerts': { path: {}, body: ASKED, answers: { 201: NEW_ALERT } },
  'POST /api/alerts/preview': { path: {}, query: { days: '7' }, body: ASKED, answers: { 200: PREVIEW } },
  'POST /api/alerts/bulk': {
    path: {},
    body: { operation: 'pause', items: [{ id: ID, version: 1 }] },
    answers: {
      200: {
        changed: 1,
        failed: 0,
        results: [{ index: 0, status: 200, changed: true, alert: PAUSED_ALERT, problem: null }],
      },
      207: {
        ...{ changed: 0, failed: 1 },
        results: [{ index: 0, status: 404, changed: false, alert: null, problem: NO_SUCH_ALERT }],
      },
    },
  },
  'GET /api/alerts/export': {
    path: {},
    query: { format: 'json', symbol: 'BTCUSDT' },
    answers: { 200: { version: 1, exportedAt: '2026-11-22T10:00:00.000Z', alerts: [EXPORTED], faulty: [] } },
  },
  'POST /api/alerts/import': {
    path: {},
    body: { version: 1, alerts: [EXPORTED], dryRun: true },
    answers: {
      200: {
        ...{ dryRun: true, made: 0, exists: 1, refused: 0 },
        results: [{ index: 0, result: 'exists', alert: ALERT, problem: null }],
      },
    },
  },
  'GET /api/alerts': {
    path: {},
    query: { symbol: 'BTCUSDT', limit: '10' },
    answers: { 200: { items: [ALERT], nextCursor: null } },
  },
  'GET /api/alerts/{id}': { path: { id: ID }, answers: { 200: ALERT } },
  'PATCH /api/alerts/{id}': {
    path: { id: ID },
    body: { condition: { level: '66000' }, note: 'sell half' },
    answers: { 200: CHANGED_ALERT },
  },
  'DELETE /api/alerts/{id}': { path: { id: ID }, answers: {} },
  'GET /api/alerts/{id}/triggers': {
    path: { id: ID },
    query: { limit: '10' },
    answers: { 200: { items: [TRIGGER], nextCursor: null } },
  },
  'GET /api/alerts/{id}/history': {
    path: { id: ID },
    query: { limit: '10' },
    answers: { 200: { items: [CHANGE], nextCursor: null } },
  },
  'GET /api/alerts/{id}/explain': {
    path: { id: ID },
    query: { from: '2026-11-22T09:10:00Z', to: '2026-11-22T09:30:00Z' },
    answers: { 200: EXPLAINED },
  },
};
