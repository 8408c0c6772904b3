import type { RouteKey } from '../../contract/routes.ts';
import { STATUSES } from '../../domain/alerts/alert.ts';
import { MAX_CHANNELS } from '../../domain/channels/channel.ts';
import { CANDLE_INTERVALS } from '../../domain/market/candle.ts';
import { instantSchema } from '../../domain/market/instant.ts';
import { MAX_PREVIEW_DAYS } from '../../domain/preview/preview.ts';
import { MAX_FOLLOWED_COINS } from './check-room-for-coin.ts';
import { inputSchemaOf, type SchemaName } from './describe-schemas.ts';
import { MAX_CANDLES } from './endpoints/read-candles.ts';
import { MAX_SYMBOLS_SHOWN } from './endpoints/search-symbols.ts';
import { DEFAULT_PAGE_ITEMS, MAX_PAGE_ITEMS } from './http/page-query.ts';

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly description?: string;
  readonly schema?: Record<string, unknown>;
}

/** JSON of a schema or of any kind, an HTML page, or an HTML form. */
export type Content = SchemaName | 'object' | 'page' | 'form';

/** What the document tells of a route beyond its key. `status` is that of success. */
export interface Operation {
  readonly id: string;
  readonly summary: string;
  readonly status: number;
  readonly answer?: Content;
  /** answers by other statuses, where they are no problem documents; null has no body */
  readonly others?: Readonly<Record<number, Content | null>>;
  readonly body?: Content;
  readonly parameters?: readonly Parameter[];
}

const PAGE: readonly Parameter[] = [
  {
    in: 'query',
    name: 'limit',
    schema: { type: 'integer', minimum: 1, maximum: MAX_PAGE_ITEMS, default: DEFAULT_PAGE_ITEMS },
  },
  { in: 'query', name: 'cursor', description: 'nextCursor of the page before' },
];
/** Not the days that are read too: clients that are made from a choice of two formats print neither. */
const INSTANT = inputSchemaOf(instantSchema);
const IF_NONE_MATCH: Parameter = { in: 'header', name: 'If-None-Match', description: 'ETag of a known answer: 304' };
const IF_MATCH: Parameter = {
  in: 'header',
  name: 'If-Match',
  description: 'ETag of the alert: 412 when it is another',
};
const IDEMPOTENCY_KEY: Parameter = {
  in: 'header',
  name: 'Idempotency-Key',
  description:
    'The same key and body within 24 hours answer with the same alert; with another body 422; 409 once it was deleted.',
  schema: { type: 'string', maxLength: 128 },
};

/** Invalid, or of a deleted alert; expired. */
const LINK_REFUSALS = { 404: 'page', 410: 'page' } as const;

export const OPERATIONS: Readonly<Record<RouteKey, Operation>> = {
  'POST /api/alerts': {
    id: 'createAlert',
    summary: `Makes an alert of one condition or of all of several, with up to ${MAX_CHANNELS} channels; a coin not yet followed is followed`,
    status: 201,
    answer: 'Alert',
    body: 'CreateAlert',
    parameters: [IDEMPOTENCY_KEY],
  },
  'POST /api/alerts/preview': {
    id: 'previewAlert',
    summary: `What the alert would have done over up to ${MAX_PREVIEW_DAYS} days of stored minutes; nothing is stored`,
    status: 200,
    answer: 'Preview',
    body: 'CreateAlert',
    parameters: [
      {
        in: 'query',
        name: 'days',
        schema: { type: 'integer', minimum: 1, maximum: MAX_PREVIEW_DAYS, default: MAX_PREVIEW_DAYS },
      },
    ],
  },
  'GET /api/alerts': {
    id: 'listAlerts',
    summary: 'Your alerts, newest first',
    status: 200,
    answer: 'AlertList',
    parameters: [
      { in: 'query', name: 'symbol' },
      { in: 'query', name: 'status', schema: { type: 'string', enum: [...STATUSES] } },
      ...PAGE,
      IF_NONE_MATCH,
    ],
  },
  'GET /api/alerts/{id}': { id: 'readAlert', summary: 'One of your alerts', status: 200, answer: 'Alert' },
  'PATCH /api/alerts/{id}': {
    id: 'patchAlert',
    summary: 'Changes conditions, options, channels or note; pauses, resumes and re-arms',
    status: 200,
    answer: 'Alert',
    body: 'PatchAlert',
    parameters: [IF_MATCH],
  },
  'DELETE /api/alerts/{id}': {
    id: 'deleteAlert',
    summary: 'Deletes an alert; its triggers stay in your log',
    status: 204,
    parameters: [IF_MATCH],
  },
  'GET /api/alerts/{id}/triggers': {
    id: 'listAlertTriggers',
    summary: 'Triggers of one alert, newest first',
    status: 200,
    answer: 'TriggerList',
    parameters: [...PAGE, IF_NONE_MATCH],
  },
  'GET /api/triggers': {
    id: 'listTriggers',
    summary: 'All your triggers, newest first',
    status: 200,
    answer: 'TriggerList',
    parameters: [...PAGE, IF_NONE_MATCH],
  },
  'GET /api/coins': {
    id: 'listCoins',
    summary: 'Every followed coin, with the newest intervals in which it was not watched',
    status: 200,
    answer: 'CoinList',
  },
  'GET /api/coins/{symbol}': {
    id: 'readCoin',
    summary: 'One followed coin, with the intervals in which it was not watched',
    status: 200,
    answer: 'Coin',
  },
  'PUT /api/coins/{symbol}': {
    id: 'followCoin',
    summary: `Asks for a coin; 409 when ${MAX_FOLLOWED_COINS} others are followed`,
    status: 202,
    answer: 'Coin',
  },
  'DELETE /api/coins/{symbol}': { id: 'unfollowCoin', summary: 'Lets a coin go (admins)', status: 204 },
  'GET /api/coins/{symbol}/candles': {
    id: 'readCandles',
    summary: `Closed candles of a followed coin, oldest first, at most ${MAX_CANDLES} a page`,
    status: 200,
    answer: 'CandleList',
    parameters: [
      { in: 'query', name: 'interval', schema: { type: 'string', enum: [...CANDLE_INTERVALS], default: '1m' } },
      {
        in: 'query',
        name: 'from',
        description: '24 hours, 30 days or a year before to; a day alone is its start in UTC',
        schema: INSTANT,
      },
      { in: 'query', name: 'to', description: 'not included; now', schema: INSTANT },
      { in: 'query', name: 'cursor', description: 'nextCursor of the page before' },
    ],
  },
  'GET /api/coins/{symbol}/metrics': {
    id: 'readMetrics',
    summary:
      'Change (percent), volatility (percent a year) and volume (quote currency) by window; null where not known',
    status: 200,
    answer: 'Metrics',
  },
  'GET /api/symbols': {
    id: 'searchSymbols',
    summary: `Up to ${MAX_SYMBOLS_SHOWN} symbols of the exchange that the text may mean, however it is written: btc, BTC/USDT, BINANCE:BTCUSDT`,
    status: 200,
    answer: 'SymbolList',
    parameters: [{ in: 'query', name: 'q' }],
  },
  'GET /api/me': {
    id: 'readMe',
    summary: 'Who the token says you are, your settings, whether mails are sent to you, and your webhooks',
    status: 200,
    answer: 'Me',
  },
  'PUT /api/me': {
    id: 'writeMe',
    summary: 'Changes settings; switches mails and webhooks off and on; makes a new webhook secret. The rest stays',
    status: 200,
    answer: 'Me',
    body: 'ChangeMe',
  },
  'POST /api/me/webhooks/{id}/test': {
    id: 'testWebhook',
    summary: 'Sends a test to one of your webhooks and says what came of it; 429 when it was tried a moment ago',
    status: 200,
    answer: 'WebhookResult',
  },
  'GET /api/links/{token}': {
    id: 'showLink',
    summary: 'The page of a link in a mail; changes nothing',
    status: 200,
    answer: 'page',
    others: LINK_REFUSALS,
  },
  'POST /api/links/{token}': {
    id: 'actOnLink',
    summary:
      "Does what the page's form says; stops all mails by one click (RFC 8058), which is answered without a redirect",
    status: 200,
    answer: 'page',
    others: { 303: null, 409: 'page', ...LINK_REFUSALS },
    body: 'form',
  },
  'GET /api/health': {
    id: 'readHealth',
    summary:
      'Whether ticks flow and are judged: ok, degraded when some coins are not seen, behind (503) when judging lags ' +
      'publishing by more than a minute, down (503) when none is seen',
    status: 200,
    answer: 'Health',
    others: { 503: 'Health' },
  },
  'GET /api/openapi.json': { id: 'readDocument', summary: 'This document', status: 200, answer: 'object' },
};
