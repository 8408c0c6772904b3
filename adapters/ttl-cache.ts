const MAX_KEYS = 4_000;

export type CacheKey = string | number;

export interface TtlCacheOptions {
  readonly lifetimeMs: number;
  /** own clock, ms */
  readonly now: () => number;
  /** most values that are kept; the oldest are dropped first */
  readonly maxKeys?: number;
}

export interface TtlCache<Keys extends readonly CacheKey[], Value> {
  /** The cached value, or a new one when it is older than the lifetime. */
  read(...keys: Keys): Promise<Value>;
  /** The next `read` reads again, also while an earlier one is under way. */
  forget(): void;
}

/**
 * Reads a key again once its value is older than the lifetime, which begins when the value arrives. One read of a key is under
 * way, however many ask meanwhile and however long it takes. Failed reads are not cached.
 *
 * What was read before a `forget` is never given to who asks after it, since it may lack what was written in between.
 */
export function ttlCache<Keys extends readonly CacheKey[], Value>(
  read: (...keys: Keys) => Promise<Value>,
  { lifetimeMs, now, maxKeys = MAX_KEYS }: TtlCacheOptions,
): TtlCache<Keys, Value> {
  const underWay = new Map<string, Promise<Value>>();
  const arrived = new Map<string, { readonly value: Value; readonly until: number }>();

  function keep(name: string, value: Value): void {
    arrived.delete(name); // so that the newest are the last
    arrived.set(name, { value, until: now() + lifetimeMs });
    const oldest = arrived.keys().next();
    if (arrived.size > maxKeys && !oldest.done) arrived.delete(oldest.value);
  }

  function begin(name: string, keys: Keys): Promise<Value> {
    const reading = read(...keys);
    underWay.set(name, reading);
    const end = (): boolean => underWay.get(name) === reading && underWay.delete(name);
    reading.then(
      (value) => end() && keep(name, value),
      () => end(),
    );
    return reading;
  }

  return {
    read(...keys) {
      const name = keys.join(' ');
      const kept = arrived.get(name);
      if (kept && now() < kept.until) return Promise.resolve(kept.value);
      return underWay.get(name) ?? begin(name, keys);
    },
    forget() {
      underWay.clear();
      arrived.clear();
    },
  };
}
