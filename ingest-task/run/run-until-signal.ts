import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Ingest } from './start-ingest.ts';

/** Ends the process: with 0 after a signal and an orderly stop, with 1 when the start fails. */
export async function runUntilSignal(ingest: Ingest, log: Log): Promise<void> {
  const signal = new Promise<number>((resolve) => {
    process.once('SIGTERM', () => resolve(0));
    process.once('SIGINT', () => resolve(0));
  });
  const failure = ingest.ready.then(
    () => signal,
    (error: unknown) => {
      log.error('start failed', { fault: reasonOf(error) });
      return 1;
    },
  );
  const code = await Promise.race([signal, failure]);
  await ingest.stop();
  process.exit(code);
}
