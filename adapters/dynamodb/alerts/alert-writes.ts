import { isInIndex } from '../../../domain/alerts/alert.ts';
import { seriesOfRule } from '../../../domain/rules/rule.ts';
import type { CoinTable, IndexChange } from '../market/coin-table.ts';
import type { TransactItem } from '../write-transaction.ts';
import type { OwnedAlert, StoredAlert } from './alert-item.ts';
import type { AlertTable } from './alert-table.ts';

/** An alert as it is stored first: it has not fired. Without a group it is in none. */
export function newAlert(
  made: Omit<StoredAlert, 'rev' | 'version' | 'fires' | 'lastTrigger' | 'updatedAt' | 'group'> &
    Partial<Pick<StoredAlert, 'group'>>,
): StoredAlert {
  return { group: null, ...made, rev: 1, version: 1, fires: 0, lastTrigger: null, updatedAt: made.createdAt };
}

/** What a change leaves as it is: whose alert it is, on which coin, and what it has fired. */
type Changed = Pick<StoredAlert, 'rule' | 'state' | 'channels' | 'name' | 'note'> & Partial<Pick<StoredAlert, 'group'>>;

/** The alert after a change. `now`: own clock, ms */
export function nextVersion(before: OwnedAlert, changed: Changed, now: number): StoredAlert {
  return { ...before, ...changed, rev: before.rev + 1, version: before.version + 1, updatedAt: now };
}

export interface AlertTables {
  readonly alerts: Pick<AlertTable, 'creation' | 'replacement'>;
  readonly coins: Pick<CoinTable, 'indexChange'>;
}

/** A change of a coin's alert index, by one alert. */
export interface IndexWrite {
  /** null: the alert is new */
  readonly before: OwnedAlert | null;
  readonly after: StoredAlert;
  /** of the index, by this change */
  readonly version: number;
  /** as the coin's row was read */
  readonly isFollowed: boolean;
}

/**
 * The parts of the transaction that stores an alert whose rule or status is new: the alert, and the next version of its coin's index,
 * so that ticks of that version on are judged for it (0006).
 */
export function indexWrites(tables: AlertTables, write: IndexWrite): TransactItem[] {
  return [alertWrite(tables.alerts, write), tables.coins.indexChange(indexChangeBy(write))];
}

export function alertWrite(alerts: AlertTables['alerts'], { before, after }: IndexWrite): TransactItem {
  return before ? alerts.replacement(before, after) : alerts.creation(after);
}

export function indexChangeBy({ after, version, isFollowed }: IndexWrite): IndexChange {
  const { symbol, rule, state, updatedAt: now } = after;
  // an alert that its person must resume needs no series, and must not make its coin followed again
  const series = isInIndex(state) ? seriesOfRule(rule) : [];
  return { symbol, now, series, version, isFollowed };
}
