import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { MarketNow } from '../../../adapters/dynamodb/market/read-market-now.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { distanceOf, sizeOf } from '../../../domain/alert-facts/alert-distance.ts';
import { firedAt } from '../../../domain/messages/trigger.ts';

export const ALERT_SORTS = ['created', 'distance', 'fired'] as const;
export type AlertSort = (typeof ALERT_SORTS)[number];

/** An order whose keys move: prices, fires and edits change it from one page to the next. */
export type MovingSort = Exclude<AlertSort, 'created'>;

/** Ascending by what the sort says; what it says nothing of comes last, and of equals the newest first. */
export function orderAlerts(alerts: readonly OwnedAlert[], sort: MovingSort, market: MarketNow): OwnedAlert[] {
  const rankOf = sort === 'fired' ? rankByFire : (alert: OwnedAlert) => rankByDistance(alert, market);
  return alerts
    .map((alert) => ({ alert, rank: rankOf(alert) }))
    .sort((a, b) => compare(a.rank, b.rank) || compareNewestFirst(a.alert, b.alert))
    .map(({ alert }) => alert);
}

/** Those that fired last come first. */
function rankByFire({ lastTrigger }: OwnedAlert): number {
  return lastTrigger ? -firedAt(lastTrigger) : Number.POSITIVE_INFINITY;
}

function rankByDistance(alert: OwnedAlert, { prices, exchangeNow: now }: MarketNow): number {
  const distance = distanceOf(alert, { coin: observeCoin(prices, alert.symbol, now), now });
  return distance ? Math.min(sizeOf(distance), Number.MAX_VALUE) : Number.POSITIVE_INFINITY;
}

/** A difference of two infinities would be no number. */
function compare(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function compareNewestFirst(a: OwnedAlert, b: OwnedAlert): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
