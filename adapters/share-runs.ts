/**
 * At most one run of a key at a time, and one to follow. Whoever asks during a run shares the one that begins after it, so that what
 * they have written is seen by it. An error is that of all who share the run.
 */
export function shareRuns(): (key: string, run: () => Promise<void>) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  const following = new Map<string, Promise<void>>();

  function start(key: string, run: () => Promise<void>): Promise<void> {
    following.delete(key);
    const started = run().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  }

  return (key, run) => {
    const current = running.get(key);
    const next = following.get(key);
    if (next) return next;
    if (!current) return start(key, run);
    const begin = () => start(key, run);
    const follower = current.then(begin, begin);
    following.set(key, follower);
    return follower;
  };
}
