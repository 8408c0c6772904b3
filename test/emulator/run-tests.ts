import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createVitest } from 'vitest/node';
import { untilAborted } from '../../adapters/stop-signal.ts';
import type { Emulator } from './emulator.ts';

declare module 'vitest' {
  interface ProvidedContext {
    emulator: Emulator;
  }
}

const PROJECT = join(import.meta.dirname, '../..');
const TEST_TIMEOUT_MS = 240_000;
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The process of the tests is not waited for any longer, once it is over. */
const CLOSE_WITHIN_MS = 3_000;

/** Runs the tests against the emulator, each as a line in the terminal; answers whether all of them passed. */
export async function runTests(emulator: Emulator, signal: AbortSignal): Promise<boolean> {
  // read when the process starts, in which the tests run
  if (emulator.certificate) process.env.NODE_EXTRA_CA_CERTS = emulator.certificate;
  const handlers = SIGNALS.flatMap((name) => process.listeners(name));
  const vitest = await createVitest('test', {
    config: false,
    root: PROJECT,
    name: 'emulator',
    include: ['test/emulator/**/*.test.ts'],
    provide: { emulator },
    watch: false,
    pool: 'forks',
    // each test goes on from where the one before it came to
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

/** Vitest's own would end this process before what it started has ended. */
function dropOtherHandlers(kept: readonly NodeJS.SignalsListener[]): void {
  for (const name of SIGNALS) {
    for (const handler of process.listeners(name)) if (!kept.includes(handler)) process.off(name, handler);
  }
}
