import { type AlertView, viewAlert } from '../../../contract/alert-view.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { distanceOf } from '../../../domain/alert-facts/alert-distance.ts';
import { warmingUpUntil } from '../../../domain/alert-facts/alert-facts.ts';
import type { AddressWebhook } from '../../../domain/channels/webhook.ts';
import { explainAlert } from '../../../text/explain/explain-alert.ts';
import type { ApiDeps } from '../api-deps.ts';
import { type Answer, json, PRIVATE } from '../http/answer.ts';
import { versionTag } from '../http/version-tag.ts';
import type { AlertNow } from './find-alert.ts';
import { type MuteDeps, readMute } from './mutes.ts';
import { webhooksFor } from './resolve-channels.ts';

export interface ShownAlert extends AlertNow {
  /** end of its mute, exchange clock, ms; null: it is not muted */
  readonly mutedUntil: number | null;
}

/** The alert as its owner sees it, with its state in a sentence. `webhooks`: the owner's, among them those that it names. */
export function showAlert(
  { alert, market, mutedUntil, resolvedFrom }: ShownAlert,
  webhooks: readonly AddressWebhook[],
): AlertView {
  const now = market.exchangeNow;
  const coin = observeCoin(market.prices, alert.symbol, now);
  const explanation = explainAlert(alert, { coin, now, mutedUntil });
  const distance = distanceOf(alert, { coin, now });
  const warming = warmingUpUntil(alert, { coin, now });
  return viewAlert(alert, { explanation, distance, mutedUntil, warmingUpUntil: warming, webhooks, resolvedFrom });
}

/** One alert with its version as ETag; a new one with its place. */
export async function answerAlert(
  statusCode: 200 | 201,
  { alert, market, resolvedFrom }: AlertNow,
  deps: Pick<ApiDeps, 'webhooks'> & MuteDeps,
): Promise<Answer> {
  const [mutedUntil, webhooks] = await Promise.all([
    readMute({ alert, market }, deps),
    webhooksFor(deps.webhooks, alert.owner, [alert]),
  ]);
  const view = showAlert({ alert, market, mutedUntil, resolvedFrom }, webhooks);
  const location = `/api/alerts/${encodeURIComponent(alert.id)}`;
  return json(statusCode, view, {
    ...PRIVATE,
    etag: versionTag(alert.version),
    ...(statusCode === 201 && { location }),
  });
}
