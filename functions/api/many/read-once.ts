import type { CountKey } from '../../../adapters/dynamodb/people/count-table.ts';
import type { ApiDeps } from '../api-deps.ts';

/**
 * The same reads, each made once, and a clock that stands still: changes that are planned with it see one state of a coin and of the
 * person's webhooks and counts, so that they can be one transaction. For one attempt.
 */
export function readOnce(deps: ApiDeps): ApiDeps {
  const at = deps.now();
  return {
    ...deps,
    now: () => at,
    readMarketNow: once(() => deps.readMarketNow()),
    coins: { ...deps.coins, get: once((symbol: string) => deps.coins.get(symbol)) },
    webhooks: { ...deps.webhooks, list: once((person: string) => deps.webhooks.list(person)) },
    counts: { ...deps.counts, read: once((key: CountKey) => deps.counts.read(key), nameOf) },
  };
}

function nameOf({ person, item }: CountKey): string {
  return `${person} ${item}`;
}

function once<Asked = void, Value = unknown>(
  read: (asked: Asked) => Promise<Value>,
  nameOf: (asked: Asked) => string = String,
): (asked: Asked) => Promise<Value> {
  const reads = new Map<string, Promise<Value>>();
  return (asked) => {
    const name = nameOf(asked);
    const value = reads.get(name) ?? read(asked);
    reads.set(name, value);
    return value;
  };
}
