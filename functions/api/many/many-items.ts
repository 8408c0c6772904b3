import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertWrite } from '../alerts/write-alerts.ts';
import type { ApiDeps } from '../api-deps.ts';
import { invalidRequest, type ProblemOptions } from '../http/problem.ts';

/** What an item of a request comes to. */
export interface ItemPlan {
  /** that the request for the item alone would get */
  readonly status: 200 | 201 | 204;
  /** as it will be; null when it is deleted */
  readonly alert: OwnedAlert | null;
  /** null: nothing is to be written */
  readonly write: AlertWrite | null;
}

/** An item of a request for many alerts. */
export interface ManyItem {
  /** what no other item of the request may name, with its field; null: it names nothing yet */
  readonly names: { readonly field: string; readonly value: string } | null;
  /** Writes nothing. @throws Problem when the item is refused */
  plan(deps: ApiDeps): Promise<ItemPlan>;
}

/** What became of an item. */
export type Outcome =
  | { readonly status: number; readonly alert: OwnedAlert | null; readonly isChanged: boolean; readonly problem: null }
  | { readonly status: number; readonly problem: ProblemOptions };

/** The items, where each one that names what an earlier one does is refused: both can't be in one transaction. */
export function refuseRepeats(items: readonly ManyItem[]): ManyItem[] {
  const first = new Map<string, number>();
  return items.map((item, index) => {
    if (item.names === null) return item;
    const { field, value } = item.names;
    const key = `${field} ${value}`;
    const earlier = first.get(key);
    if (earlier === undefined) {
      first.set(key, index);
      return item;
    }
    const refused = invalidRequest([{ path: field, message: `is named by item ${earlier} already` }]);
    return { names: null, plan: () => Promise.reject(refused) };
  });
}
