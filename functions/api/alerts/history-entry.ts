import type { AlertHistory } from '../../../adapters/dynamodb/alerts/alert-history.ts';
import type { OwnedAlert, StoredAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { TransactItem } from '../../../adapters/dynamodb/write-transaction.ts';
import { type ChangedBy, recordChange } from '../../../domain/alerts/alert-change.ts';

/** `before`: null of a new alert; `after`: null of a deleted one. */
type Change = ({ readonly before: OwnedAlert; readonly after: StoredAlert | null } | NewAlert) & {
  readonly by: ChangedBy;
  /** ms, exchange clock where it was read */
  readonly at: number;
};

interface NewAlert {
  readonly before: null;
  readonly after: StoredAlert;
}

/** A part of the transaction that makes the change. */
export function historyEntry(change: Change, history: Pick<AlertHistory, 'entry'>): TransactItem {
  const alert = change.before === null ? change.after : change.before;
  return history.entry({ alert, change: recordChange(change) });
}
