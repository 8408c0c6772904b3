import { StoppedError } from '../../adapters/stop-signal.ts';
import { messageOf } from '../../local/json.ts';
import { CannotRunError } from './cannot-run.ts';
import type { Emulator } from './emulator.ts';

/** The exit code of a program that Ctrl-C stops. */
const STOPPED = 130;

export interface ReportOptions {
  /** on a machine that can't run the emulator, say so and succeed */
  readonly ifPossible: boolean;
  readonly print: (text: string) => void;
}

/** Runs it, prints the result and the time in one line, and returns the exit code. */
export async function reportResult(
  run: () => Promise<Emulator>,
  { ifPossible, print }: ReportOptions,
): Promise<number> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
  try {
    const { name } = await run();
    print(`emulator run: passed in ${seconds()} (${name})`);
    return 0;
  } catch (error) {
    if (error instanceof StoppedError) {
      print(`emulator run: stopped after ${seconds()}`);
      return STOPPED;
    }
    if (error instanceof CannotRunError && ifPossible) {
      print(`emulator run: LEFT OUT, as this machine can't run it. ${error.message}`);
      return 0;
    }
    print(`emulator run: FAILED after ${seconds()}: ${messageOf(error)}`);
    return 1;
  }
}
