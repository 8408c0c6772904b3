export type LimitedRun = <Value>(key: string, owner: string, act: () => Promise<Value>) => Promise<Value>;

/** What begins the acts that wait, in order; the owner whose turn is next comes first. */
type Owners = Map<string, readonly (() => void)[]>;

/**
 * Runs at most `maxAtOnce` acts of a key at a time. The others wait: a place that becomes free goes to the owners in turn, so that one
 * with many acts keeps nobody waiting for more than one of them. Those of one owner run in order.
 */
export function limitEachKey(maxAtOnce: number): LimitedRun {
  const running = new Map<string, number>();
  const waiting = new Map<string, Owners>();

  function begin(key: string, owner: string): Promise<void> | null {
    const count = running.get(key) ?? 0;
    if (count < maxAtOnce) {
      running.set(key, count + 1);
      return null;
    }
    const owners: Owners = waiting.get(key) ?? new Map();
    waiting.set(key, owners);
    return new Promise((resolve) => {
      owners.set(owner, [...(owners.get(owner) ?? []), resolve]);
    });
  }

  function end(key: string): void {
    const next = takeNext(waiting.get(key) ?? new Map());
    if (next) next();
    else running.set(key, (running.get(key) ?? 1) - 1);
  }

  return async (key, owner, act) => {
    await begin(key, owner);
    try {
      return await act();
    } finally {
      end(key);
    }
  };
}

/** The owner whose turn it is goes behind all others who wait. */
function takeNext(owners: Owners): (() => void) | undefined {
  const [first] = owners;
  if (!first) return undefined;
  const [owner, [next, ...others]] = first;
  owners.delete(owner);
  if (others.length > 0) owners.set(owner, others);
  return next;
}
