const MAX_HELD_KEYS = 4_000;

export type HeldKey = string | number;

export interface Holding {
  readonly lifetimeMs: number;
  /** own clock, ms */
  readonly now: () => number;
  /** most keys that are kept; the oldest are dropped first */
  readonly maxKeys?: number;
}

export interface BrieflyHeld<Keys extends readonly HeldKey[], Value> {
  /** What was read less than the lifetime ago, else read now. */
  read(...keys: Keys): Promise<Value>;
  /** The next read reads anew, whatever is under way. */
  forget(): void;
}

/**
 * Reads each key at most once in `lifetimeMs`, in this environment; who asks while a read is under way waits for it. A
 * read that failed is not kept.
 */
export function ttlCache<Keys extends readonly HeldKey[], Value>(
  read: (...keys: Keys) => Promise<Value>,
  { lifetimeMs, now, maxKeys = MAX_HELD_KEYS }: Holding,
): BrieflyHeld<Keys, Value> {
  const held = new Map<string, { readonly value: Promise<Value>; readonly until: number }>();

  function readAnew(name: string, keys: Keys): Promise<Value> {
    const entry = { value: read(...keys), until: now() + lifetimeMs };
    held.delete(name);
    held.set(name, entry);
    const oldest = held.keys().next();
    if (held.size > maxKeys && !oldest.done) held.delete(oldest.value);
    entry.value.catch(() => held.get(name) === entry && held.delete(name));
    return entry.value;
  }

  return {
    read(...keys) {
      const name = keys.join(' ');
      const entry = held.get(name);
      return entry && now() < entry.until ? entry.value : readAnew(name, keys);
    },
    forget: () => held.clear(),
  };
}
