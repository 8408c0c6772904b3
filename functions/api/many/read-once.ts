import type { ApiDeps } from '../api-deps.ts';

/**
 * The same reads, each made once, and a clock that stands still: changes that are planned with it see one state of a coin and of the
 * person's webhooks, so that they can be one transaction. For one attempt.
 */
export function readOnce(deps: ApiDeps): ApiDeps {
  const at = deps.now();
  return {
    ...deps,
    now: () => at,
    readMarketNow: once(() => deps.readMarketNow()),
    coins: { ...deps.coins, get: once((symbol: string) => deps.coins.get(symbol)) },
    webhooks: { ...deps.webhooks, list: once((person: string) => deps.webhooks.list(person)) },
  };
}

function once<Value>(read: (key: string) => Promise<Value>): (key?: string) => Promise<Value> {
  const reads = new Map<string, Promise<Value>>();
  return (key = '') => {
    const value = reads.get(key) ?? read(key);
    reads.set(key, value);
    return value;
  };
}
