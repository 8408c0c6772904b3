import type * as z from 'zod';
import type { AlertExport, ImportView, importRequestSchema } from '../../contract/alert-export.ts';
import type { createAlertSchema, patchAlertSchema } from '../../contract/alert-request.ts';
import type { AlertView } from '../../contract/alert-view.ts';
import type { bulkRequestSchema } from '../../contract/bulk-request.ts';
import type { BulkView } from '../../contract/bulk-view.ts';
import type { CandlePage } from '../../contract/candle-page.ts';
import type { CoinSummary, CoinView } from '../../contract/coin-view.ts';
import type { addDeviceSchema } from '../../contract/device-request.ts';
import type { DeviceListView, DeviceView } from '../../contract/device-view.ts';
import type { ExplainView } from '../../contract/explain-view.ts';
import type { createGroupSchema, patchGroupSchema } from '../../contract/group-request.ts';
import type { GroupSummary, GroupView } from '../../contract/group-view.ts';
import type { HealthView } from '../../contract/health-view.ts';
import type { ChangeView } from '../../contract/history-view.ts';
import type { MetricValues } from '../../contract/metric-values.ts';
import type { OperatorView } from '../../contract/operator-view.ts';
import type { changeMeSchema } from '../../contract/person-request.ts';
import type { MeView } from '../../contract/person-view.ts';
import type { PreviewView } from '../../contract/preview-view.ts';
import type { ParametersIn, RouteKey } from '../../contract/routes.ts';
import type { SignInView } from '../../contract/sign-in-view.ts';
import type { TriggerView } from '../../contract/trigger-view.ts';
import type { addWebhookSchema, patchWebhookSchema } from '../../contract/webhook-request.ts';
import type { WebhookView, webhookResultViewSchema } from '../../contract/webhook-view.ts';
import type { Listing } from '../../domain/market/coin.ts';

/** One page of a list; `nextCursor` is null on the last one. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}

/** What a route answers. A test holds it to openapi.json. Routes that are not here answer no JSON that the page reads. */
export interface Answers {
  'POST /api/alerts': AlertView;
  'POST /api/alerts/preview': PreviewView;
  'POST /api/alerts/bulk': BulkView;
  'GET /api/alerts/export': AlertExport;
  'POST /api/alerts/import': ImportView;
  'GET /api/alerts': Page<AlertView>;
  'GET /api/alerts/{id}': AlertView;
  'PATCH /api/alerts/{id}': AlertView;
  'DELETE /api/alerts/{id}': null;
  'GET /api/alerts/{id}/triggers': Page<TriggerView>;
  'GET /api/alerts/{id}/history': Page<ChangeView>;
  'GET /api/alerts/{id}/explain': ExplainView;
  'POST /api/groups': GroupView;
  'GET /api/groups': Page<GroupSummary>;
  'GET /api/groups/{id}': GroupView;
  'PATCH /api/groups/{id}': GroupView;
  'DELETE /api/groups/{id}': null;
  'GET /api/triggers': Page<TriggerView>;
  'GET /api/triggers/{id}': TriggerView;
  'GET /api/coins': Page<CoinView>;
  'GET /api/coins/{symbol}': CoinView;
  'PUT /api/coins/{symbol}': CoinView;
  'DELETE /api/coins/{symbol}': null;
  'GET /api/coins/{symbol}/candles': CandlePage;
  'GET /api/coins/{symbol}/metrics': CoinSummary;
  'GET /api/coins/{symbol}/metrics/{metric}': MetricValues;
  'GET /api/symbols': Page<Listing>;
  'GET /api/me': MeView;
  'PUT /api/me': MeView;
  'GET /api/me/devices': DeviceListView;
  'POST /api/me/devices': DeviceView;
  'DELETE /api/me/devices/{id}': null;
  'POST /api/me/webhooks': WebhookView;
  'PATCH /api/me/webhooks/{id}': WebhookView;
  'POST /api/me/webhooks/{id}/test': z.infer<typeof webhookResultViewSchema>;
  'GET /api/sign-in': SignInView;
  'GET /api/health': HealthView;
  'GET /api/operator': OperatorView;
}

/** The routes that the page calls. */
export type CalledRoute = keyof Answers & RouteKey;

interface Bodies {
  'POST /api/alerts': z.input<typeof createAlertSchema>;
  'POST /api/alerts/preview': z.input<typeof createAlertSchema>;
  'POST /api/alerts/bulk': z.input<typeof bulkRequestSchema>;
  'POST /api/alerts/import': z.input<typeof importRequestSchema>;
  'PATCH /api/alerts/{id}': z.input<typeof patchAlertSchema>;
  'POST /api/groups': z.input<typeof createGroupSchema>;
  'PATCH /api/groups/{id}': z.input<typeof patchGroupSchema>;
  'PUT /api/me': z.input<typeof changeMeSchema>;
  'POST /api/me/webhooks': z.input<typeof addWebhookSchema>;
  'PATCH /api/me/webhooks/{id}': z.input<typeof patchWebhookSchema>;
  'POST /api/me/devices': z.input<typeof addDeviceSchema>;
}

type BodyOf<Key> = Key extends keyof Bodies ? { readonly body: Bodies[Key] } : { readonly body?: never };

type ParametersOf<Key> = [ParametersIn<Key>] extends [never]
  ? { readonly params?: never }
  : { readonly params: Readonly<Record<ParametersIn<Key>, string>> };

export type CallOptions<Key> = ParametersOf<Key> &
  BodyOf<Key> & {
    /** what is undefined is left out */
    readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
    /** the version of an alert or a group: 412 when it has another one by now */
    readonly ifMatch?: number;
    /** the same key and body are answered with what the first request has made */
    readonly idempotencyKey?: string;
    readonly signal?: AbortSignal;
  };
