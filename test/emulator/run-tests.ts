import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVitest } from 'vitest/node';
import { untilAborted } from '../../adapters/stop-signal.ts';
import type { Emulator } from './emulator.ts';
import type { LastRelease } from './last-release.ts';

declare module 'vitest' {
  interface ProvidedContext {
    emulator: Emulator;
    /** null where this clone does not have it */
    lastRelease: LastRelease | null;
  }
}

const PROJECT = join(import.meta.dirname, '../..');
const UPDATE_TEST = 'test/emulator/update.test.ts';
const TEST_TIMEOUT_MS = 240_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** How long to wait for vitest's process after the tests have ended. */
const CLOSE_WITHIN_MS = 3_000;

export interface TestRun {
  readonly emulator: Emulator;
  /** null: the update from it is left out */
  readonly lastRelease: LastRelease | null;
  readonly signal: AbortSignal;
}

/** Runs the tests against the emulator, with a line for each in the terminal. Returns whether all passed. */
export async function runTests({ emulator, lastRelease, signal }: TestRun): Promise<boolean> {
  // read at the start of the process that runs the tests
  if (emulator.certificate) process.env.NODE_EXTRA_CA_CERTS = emulator.certificate;
  const handlers = SIGNALS.flatMap((name) => process.listeners(name));
  const vitest = await createVitest('test', {
    config: false,
    root: PROJECT,
    name: 'emulator',
    include: ['test/emulator/**/*.test.ts'],
    exclude: lastRelease ? [] : [UPDATE_TEST],
    provide: { emulator, lastRelease },
    // one account, and one stack in it
    fileParallelism: false,
    watch: false,
    pool: 'forks',
    // each test goes on from the state that the one before left
    bail: 1,
    testTimeout: TEST_TIMEOUT_MS,
    hookTimeout: TEST_TIMEOUT_MS,
    reporters: ['verbose'],
  });
  dropOtherHandlers(handlers);
  try {
    await Promise.race([vitest.start(), untilAborted(signal)]);
    signal.throwIfAborted();
    return vitest.state.getCountOfFailedTests() === 0 && vitest.state.getUnhandledErrors().length === 0;
  } finally {
    await Promise.race([vitest.close(), sleep(CLOSE_WITHIN_MS)]);
  }
}

/** Vitest's own handler would end this process before its children have ended. */
function dropOtherHandlers(kept: readonly NodeJS.SignalsListener[]): void {
  for (const name of SIGNALS) {
    for (const handler of process.listeners(name)) if (!kept.includes(handler)) process.off(name, handler);
  }
}
