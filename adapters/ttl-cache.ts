const MAX_KEYS = 4_000;

export type CacheKey = string | number;

export interface TtlCacheOptions {
  readonly lifetimeMs: number;
  /** own clock, ms */
  readonly now: () => number;
  /** most keys that are kept; the oldest are dropped first */
  readonly maxKeys?: number;
}

export interface TtlCache<Keys extends readonly CacheKey[], Value> {
  /** The cached value, or a new one when it is older than the lifetime. */
  read(...keys: Keys): Promise<Value>;
  /** The next `read` reads again, also while an earlier one is under way. */
  forget(): void;
}

/**
 * Reads each key at most once in `lifetimeMs`. Callers that ask while a read is under way wait for it. Failed reads are not
 * cached.
 */
export function ttlCache<Keys extends readonly CacheKey[], Value>(
  read: (...keys: Keys) => Promise<Value>,
  { lifetimeMs, now, maxKeys = MAX_KEYS }: TtlCacheOptions,
): TtlCache<Keys, Value> {
  const entries = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();

  function readNow(name: string, keys: Keys): Promise<Value> {
    const entry = { value: read(...keys), until: now() + lifetimeMs };
    entries.delete(name);
    entries.set(name, entry);
    const oldest = entries.keys().next();
    if (entries.size > maxKeys && !oldest.done) entries.delete(oldest.value);
    entry.value.catch(() => entries.get(name) === entry && entries.delete(name));
    return entry.value;
  }

  return {
    read(...keys) {
      const name = keys.join(' ');
      const entry = entries.get(name);
      return entry && now() < entry.until ? entry.value : readNow(name, keys);
    },
    forget: () => entries.clear(),
  };
}
