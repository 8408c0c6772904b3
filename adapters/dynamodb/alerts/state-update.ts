import type { AlertState } from '../../../domain/alerts/alert.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { indexAttributes } from './alert-item.ts';

export interface StateChange {
  readonly rule: Rule;
  readonly state: AlertState;
  /** the `rev` that was read; the write fails if the stored one is another */
  readonly rev: number;
  /** further attributes, set by the same write */
  readonly also?: Readonly<Record<string, unknown>>;
}

/** The expressions of a write that moves an alert to a new state and, with it, to its place in the three indexes. */
export function stateUpdate({ rule, state, rev, also = {} }: StateChange) {
  const keys = Object.entries(indexAttributes(rule, state));
  const written = { ...also, ...Object.fromEntries(keys.filter(([, key]) => key !== undefined)) };
  const removed = keys.flatMap(([name, key]) => (key === undefined ? [name] : [])).join(', ');
  const set = ['#state = :state', 'rev = :next', ...Object.keys(written).map((name) => `#${name} = :${name}`)];
  return {
    ConditionExpression: 'rev = :rev',
    UpdateExpression: `SET ${set.join(', ')}${removed && ` REMOVE ${removed}`}`,
    // `rule` and `state` are reserved words
    ExpressionAttributeNames: {
      '#state': 'state',
      ...Object.fromEntries(Object.keys(written).map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ':state': state,
      ':rev': rev,
      ':next': rev + 1,
      ...Object.fromEntries(Object.entries(written).map(([name, value]) => [`:${name}`, value])),
    },
  };
}
