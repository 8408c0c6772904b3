/** Runs at most `maxAtOnce` acts of a key at a time; the others wait for their turn, in order. */
export function limitEachKey(maxAtOnce: number): <Value>(key: string, act: () => Promise<Value>) => Promise<Value> {
  const running = new Map<string, number>();
  const queues = new Map<string, (() => void)[]>();

  function begin(key: string): Promise<void> | null {
    const count = running.get(key) ?? 0;
    if (count < maxAtOnce) {
      running.set(key, count + 1);
      return null;
    }
    const queue = queues.get(key) ?? [];
    queues.set(key, queue);
    return new Promise((resolve) => {
      queue.push(resolve);
    });
  }

  function end(key: string): void {
    const next = queues.get(key)?.shift();
    if (next) next();
    else running.set(key, (running.get(key) ?? 1) - 1);
  }

  return async (key, act) => {
    await begin(key);
    try {
      return await act();
    } finally {
      end(key);
    }
  };
}
