import type { IndexKeys } from '../../../domain/alert-index/next-moves.ts';
import type { AlertState } from '../../../domain/alerts/alert.ts';

const KEY_NAMES = ['rise', 'fall', 'due'] as const;

export interface StateChange {
  readonly state: AlertState;
  readonly keys: IndexKeys;
  /** the `rev` that was read; the write holds only if it is still the one */
  readonly rev: number;
  /** further attributes, written in the same write */
  readonly also?: Readonly<Record<string, unknown>>;
}

/** The expressions of a write that moves an alert to a new state and, with it, to its place in the three indexes. */
export function stateUpdate({ state, keys, rev, also = {} }: StateChange) {
  const written = { ...also, ...keys };
  const removed = KEY_NAMES.filter((name) => keys[name] === undefined).join(', ');
  const set = ['#state = :state', 'rev = :next', ...Object.keys(written).map((name) => `${name} = :${name}`)];
  return {
    ConditionExpression: 'rev = :rev',
    UpdateExpression: `SET ${set.join(', ')}${removed && ` REMOVE ${removed}`}`,
    ExpressionAttributeNames: { '#state': 'state' },
    ExpressionAttributeValues: {
      ':state': state,
      ':rev': rev,
      ':next': rev + 1,
      ...Object.fromEntries(Object.entries(written).map(([name, value]) => [`:${name}`, value])),
    },
  };
}
