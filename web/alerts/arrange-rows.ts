import type { AlertView } from '../../contract/alert-view.ts';
import type { GroupSummary } from '../../contract/group-view.ts';
import { type AlertFilter, type AlertSort, isFiltered, keepsAlert } from './alert-filter.ts';
import type { AlertStatus } from './alert-statuses.ts';
import { distanceRank, liveDistance } from './live-distance.ts';

/** A group is one row, with its members inside, in the order of the list. */
export type ListRow =
  | { readonly kind: 'alert'; readonly id: string; readonly alert: AlertView }
  | {
      readonly kind: 'group';
      readonly id: string;
      readonly group: GroupSummary;
      /** those that the filter keeps */
      readonly members: readonly AlertView[];
    };

export interface Arranged {
  readonly alerts: Iterable<AlertView>;
  readonly groups: readonly GroupSummary[];
  readonly filter: AlertFilter;
  /** of a coin now; null while it is not known */
  readonly priceOf: (symbol: string) => string | null;
}

/** The rows of the list. A group stands where its first member would; one without members comes last, unless something is filtered. */
export function arrangeRows({ alerts, groups, filter, priceOf }: Arranged): ListRow[] {
  const byId = new Map(groups.map((group) => [group.id, group]));
  const kept = orderAlerts([...alerts].filter(keepsAlert(filter)), filter.sort, priceOf);
  const members = Map.groupBy(kept, ({ groupId }) => groupId);
  const shown = new Set<string>();
  const rows = kept.flatMap((alert): ListRow[] => {
    const group = alert.groupId === null ? undefined : byId.get(alert.groupId);
    if (!group) return [{ kind: 'alert', id: alert.id, alert }];
    if (shown.has(group.id)) return [];
    shown.add(group.id);
    return [groupRow(group, members.get(group.id))];
  });
  const empty = isFiltered(filter) ? [] : groups.filter(({ id }) => !shown.has(id));
  return [...rows, ...empty.map((group) => groupRow(group))];
}

function groupRow(group: GroupSummary, members: readonly AlertView[] = []): ListRow {
  return { kind: 'group', id: group.id, group, members };
}

function orderAlerts(alerts: readonly AlertView[], sort: AlertSort, priceOf: Arranged['priceOf']): AlertView[] {
  const rankOf = RANKS[sort];
  return alerts
    .map((alert) => ({ alert, ranks: rankOf(alert, priceOf) }))
    .sort((a, b) => compareRanks(a.ranks, b.ranks) || newestFirst(a.alert, b.alert))
    .map(({ alert }) => alert);
}

type Ranks = readonly number[];

/** Ascending, the first that differs decides; of equals the newest first. */
const RANKS: Readonly<Record<AlertSort, (alert: AlertView, priceOf: Arranged['priceOf']) => Ranks>> = {
  // what can't fire as it stands comes after: what waits for something, then what is over, the latest first
  distance: (alert, priceOf) => [
    Math.min(distanceRank(liveDistance(alert, priceOf(alert.symbol))), Number.MAX_VALUE),
    STATUS_RANKS[alert.status],
    -Date.parse(alert.updatedAt),
  ],
  fired: ({ lastTrigger }) => [lastTrigger ? -Date.parse(lastTrigger.firedAt) : Number.MAX_VALUE],
  created: () => [],
};

const STATUS_RANKS: Readonly<Record<AlertStatus, number>> = {
  active: 0,
  arming: 0,
  faulty: 1,
  paused: 2,
  triggered: 3,
  expired: 4,
};

function compareRanks(a: Ranks, b: Ranks): number {
  const at = a.findIndex((rank, index) => rank !== b[index]);
  return at === -1 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

function newestFirst(a: AlertView, b: AlertView): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  return a.id < b.id ? 1 : -1;
}
