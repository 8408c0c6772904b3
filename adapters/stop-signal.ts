const REPEATED_WITHIN_MS = 1_000;
const PARENT_CHECK_MS = 500;
/** The exit code of a process that a signal ended, as shells expect it: 128 + the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** The operator stopped the process: no failure. */
export class StoppedError extends Error {
  override readonly name = 'StoppedError';
}

/** Resolves on the first SIGINT or SIGTERM; the same one again ends the process at once. */
export function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve());
  });
}

/**
 * Resolves on SIGINT or SIGTERM; further ones have no effect. `withParent`: also when the parent is gone, so that a killed parent
 * leaves no orphan. It is gone when the IPC channel closes, or without one when stdin ends (the stdin of a forked child may be
 * /dev/null, which ends at once).
 */
export function untilSignalOrParentGone(withParent: boolean): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => resolve();
    process.on('SIGINT', stop);
    process.on('SIGTERM', stop);
    if (!withParent) return;
    if (process.connected) process.on('disconnect', stop);
    else process.stdin.on('end', stop).on('close', stop).on('error', stop).resume();
  });
}

/**
 * For a process that starts others: aborts at the first signal that ends a process, and when the parent is gone. At a second
 * signal the process ends at once, and its children with it.
 */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  let abortedAt = 0;
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      // npm forwards a signal that the terminal sent to the whole group already: one Ctrl-C may arrive twice
      if (controller.signal.aborted && Date.now() - abortedAt > REPEATED_WITHIN_MS) process.exit(code);
      if (!controller.signal.aborted) abortedAt = Date.now();
      controller.abort(new StoppedError());
    });
  }
  onParentGone(() => controller.abort(new StoppedError()));
  return controller.signal;
}

/** npm forwards no signal that is sent to it alone: it ends, and the process that it started would run on unseen. */
function onParentGone(stop: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, PARENT_CHECK_MS);
  timer.unref();
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
