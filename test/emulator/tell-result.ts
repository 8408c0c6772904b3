import { StoppedError } from '../../adapters/stop-signal.ts';
import { messageOf } from '../../local/json.ts';
import { CannotRunError } from './cannot-run.ts';
import type { Emulator } from './emulator.ts';

/** What a shell makes of Ctrl-C. */
const STOPPED = 130;

export interface Telling {
  /** a machine that can't run it is told of, and is no failure */
  readonly ifPossible: boolean;
  readonly tell: (text: string) => void;
}

/** Tells how the run ended, and how long it took, in one line; answers the process's exit code. */
export async function tellResult(run: () => Promise<Emulator>, { ifPossible, tell }: Telling): Promise<number> {
  const startedAt = performance.now();
  const seconds = () => `${((performance.now() - startedAt) / 1_000).toFixed(0)} s`;
  try {
    const { name } = await run();
    tell(`emulator run: passed in ${seconds()} (${name})`);
    return 0;
  } catch (error) {
    if (error instanceof StoppedError) {
      tell(`emulator run: stopped after ${seconds()}`);
      return STOPPED;
    }
    if (error instanceof CannotRunError && ifPossible) {
      tell(`emulator run: LEFT OUT, as this machine can't run it. ${error.message}`);
      return 0;
    }
    tell(`emulator run: FAILED after ${seconds()}: ${messageOf(error)}`);
    return 1;
  }
}
