/** How a process that was ended by a signal answers its shell: 128 + the signal's number. */
const EXIT_CODES = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Aborts at the first signal that ends a process; at the second one the process ends at once, as its children then do. */
export function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const [signal, code] of Object.entries(EXIT_CODES)) {
    process.on(signal, () => {
      // npm hands on a signal that the terminal sent to the whole group already: one Ctrl-C may arrive twice
      if (controller.signal.aborted && Date.now() - abortedAt > REPEATED_WITHIN_MS) process.exit(code);
      if (!controller.signal.aborted) abortedAt = Date.now();
      controller.abort(new StoppedError());
    });
  }
  endWithParent(() => controller.abort(new StoppedError()));
  return controller.signal;
}

/** npm hands no signal on that is sent to it alone: it ends, and what it started would go on unseen. */
function endWithParent(end: () => void): void {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    end();
  }, PARENT_CHECK_MS);
  timer.unref();
}

const REPEATED_WITHIN_MS = 1_000;
const PARENT_CHECK_MS = 500;
let abortedAt = 0;

/** The operator has ended it: no failure. */
export class StoppedError extends Error {
  override readonly name = 'Stopped';
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
