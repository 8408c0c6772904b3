import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { viewAlert } from '../../../contract/alert-view.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import type { Webhook } from '../../../domain/channels/channel.ts';
import type { MarketNow } from '../coins/read-market-now.ts';
import { type Answer, json, namesTag, PRIVATE } from '../http/answer.ts';
import { versionMismatch } from '../http/problem.ts';
import type { ApiRequest } from '../http/read-request.ts';

export interface AlertAnswer {
  readonly statusCode: 200 | 201;
  readonly alert: OwnedAlert;
  readonly market: MarketNow;
  /** the owner's, among them those that the alert names */
  readonly webhooks: readonly Webhook[];
}

/** One alert with its version as ETag; with its place when it is new. */
export function answerAlert({ statusCode, alert, market, webhooks }: AlertAnswer): Answer {
  const coin = observeCoin(market.prices, alert.symbol, market.exchangeNow);
  const location = `/api/alerts/${encodeURIComponent(alert.id)}`;
  return json(statusCode, viewAlert(alert, { coin, now: market.exchangeNow, webhooks }), {
    ...PRIVATE,
    etag: versionTag(alert.version),
    ...(statusCode === 201 && { location }),
  });
}

/** @throws Problem 412 when `If-Match` is given and does not name the alert's version */
export function checkIfMatch({ headers }: ApiRequest, version: number): void {
  const given = headers['if-match'];
  if (given !== undefined && !namesTag(given, versionTag(version))) throw versionMismatch(version);
}

function versionTag(version: number): string {
  return `"${version}"`;
}
