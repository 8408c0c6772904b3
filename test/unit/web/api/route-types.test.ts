import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import type { AlertExport, ImportView } from '../../../../contract/alert-export.ts';
import type { AlertView } from '../../../../contract/alert-view.ts';
import type { BulkView } from '../../../../contract/bulk-view.ts';
import type { CandlePage } from '../../../../contract/candle-page.ts';
import type { CoinSummary, CoinView } from '../../../../contract/coin-view.ts';
import type { DeviceListView, DeviceView } from '../../../../contract/device-view.ts';
import type { ExplainView } from '../../../../contract/explain-view.ts';
import type { GroupSummary, GroupView } from '../../../../contract/group-view.ts';
import type { HealthView } from '../../../../contract/health-view.ts';
import type { ChangeView } from '../../../../contract/history-view.ts';
import type { MetricValues } from '../../../../contract/metric-values.ts';
import type { OperatorView } from '../../../../contract/operator-view.ts';
import type { MeView } from '../../../../contract/person-view.ts';
import type { PreviewView } from '../../../../contract/preview-view.ts';
import type { SignInView } from '../../../../contract/sign-in-view.ts';
import type { TriggerView } from '../../../../contract/trigger-view.ts';
import type { WebhookView, webhookResultViewSchema } from '../../../../contract/webhook-view.ts';
import type { Listing } from '../../../../domain/market/coin.ts';
import type { Answers, CalledRoute, Page } from '../../../../web/api/route-types.ts';

/** The schemas of openapi.json by name, as types. `null`: no content. */
interface Components {
  Alert: AlertView;
  AlertExplanation: ExplainView;
  AlertExport: AlertExport;
  AlertHistory: Page<ChangeView>;
  AlertList: Page<AlertView>;
  BulkResults: BulkView;
  CandleList: CandlePage;
  Coin: CoinView;
  CoinList: Page<CoinView>;
  Device: DeviceView;
  DeviceList: DeviceListView;
  Group: GroupView;
  GroupList: Page<GroupSummary>;
  Health: HealthView;
  ImportResults: ImportView;
  Me: MeView;
  MetricValues: MetricValues;
  Metrics: CoinSummary;
  Operator: OperatorView;
  Preview: PreviewView;
  SignIn: SignInView;
  SymbolList: Page<Listing>;
  Trigger: TriggerView;
  TriggerList: Page<TriggerView>;
  Webhook: WebhookView;
  WebhookResult: z.infer<typeof webhookResultViewSchema>;
  none: null;
}

type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type NameOf<Answer> = {
  [Name in keyof Components]: Same<Components[Name], Answer> extends true ? Name : never;
}[keyof Components];

/** A wrong name here is a type error, and one that openapi.json does not have at this route fails the test. */
const NAMES: { readonly [Key in CalledRoute]: NameOf<Answers[Key]> } = {
  'POST /api/alerts': 'Alert',
  'POST /api/alerts/preview': 'Preview',
  'POST /api/alerts/bulk': 'BulkResults',
  'GET /api/alerts/export': 'AlertExport',
  'POST /api/alerts/import': 'ImportResults',
  'GET /api/alerts': 'AlertList',
  'GET /api/alerts/{id}': 'Alert',
  'PATCH /api/alerts/{id}': 'Alert',
  'DELETE /api/alerts/{id}': 'none',
  'GET /api/alerts/{id}/triggers': 'TriggerList',
  'GET /api/alerts/{id}/history': 'AlertHistory',
  'GET /api/alerts/{id}/explain': 'AlertExplanation',
  'POST /api/groups': 'Group',
  'GET /api/groups': 'GroupList',
  'GET /api/groups/{id}': 'Group',
  'PATCH /api/groups/{id}': 'Group',
  'DELETE /api/groups/{id}': 'none',
  'GET /api/triggers': 'TriggerList',
  'GET /api/triggers/{id}': 'Trigger',
  'GET /api/coins': 'CoinList',
  'GET /api/coins/{symbol}': 'Coin',
  'PUT /api/coins/{symbol}': 'Coin',
  'DELETE /api/coins/{symbol}': 'none',
  'GET /api/coins/{symbol}/candles': 'CandleList',
  'GET /api/coins/{symbol}/metrics': 'Metrics',
  'GET /api/coins/{symbol}/metrics/{metric}': 'MetricValues',
  'GET /api/symbols': 'SymbolList',
  'GET /api/me': 'Me',
  'PUT /api/me': 'Me',
  'GET /api/me/devices': 'DeviceList',
  'POST /api/me/devices': 'Device',
  'DELETE /api/me/devices/{id}': 'none',
  'POST /api/me/webhooks': 'Webhook',
  'PATCH /api/me/webhooks/{id}': 'Webhook',
  'POST /api/me/webhooks/{id}/test': 'WebhookResult',
  'GET /api/sign-in': 'SignIn',
  'GET /api/health': 'Health',
  'GET /api/operator': 'Operator',
};

const contentSchema = z.object({
  'application/json': z.object({ schema: z.looseObject({ $ref: z.string().optional() }) }),
});
const documentSchema = z.object({
  paths: z.record(
    z.string(),
    z.record(
      z.string(),
      z.looseObject({
        responses: z.record(z.string(), z.looseObject({ content: contentSchema.optional().catch(undefined) })),
      }),
    ),
  ),
});
const { paths } = documentSchema.parse(
  JSON.parse(readFileSync(join(import.meta.dirname, '../../../../openapi.json'), 'utf8')),
);

test.each(Object.entries(NAMES))('%s answers %s, as openapi.json says', (route, name) => {
  const [method = '', path = ''] = route.split(' ');
  const responses = paths[path]?.[method.toLowerCase()]?.responses ?? {};
  const answered = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  const names = answered.map(
    ([, { content }]) => content?.['application/json'].schema.$ref?.split('/').at(-1) ?? 'none',
  );
  expect(new Set(names)).toEqual(new Set([name]));
});
