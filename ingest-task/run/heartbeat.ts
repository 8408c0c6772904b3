import { writeFile } from 'node:fs/promises';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';

/** The file is written once in this time at most. */
export const BEAT_INTERVAL_MS = 5_000;

/** Shows from outside that the process works. */
export interface Heartbeat {
  beat(): void;
}

export interface HeartbeatDeps {
  /** absolute; without it nothing is written */
  readonly file: string | undefined;
  readonly clock: Pick<Clock, 'now' | 'elapsed'>;
  readonly log: Log;
}

/**
 * A file whose age says when the task beat last: the health check of its container reads it. Who beats is the loop that renews or watches
 * the lease, after each attempt, whatever came of it: AWS that does not answer makes no task look dead, and a task whose event loop hangs
 * or whose lease loop stopped looks dead, whether it watches or stands by.
 */
export function createHeartbeat({ file, clock, log }: HeartbeatDeps): Heartbeat {
  if (file === undefined) return { beat: () => undefined };
  const errors = new RepeatFilter();
  let writtenAt = Number.NEGATIVE_INFINITY;
  let isWriting = false;

  async function write(path: string): Promise<void> {
    isWriting = true;
    const begunAt = clock.elapsed();
    try {
      await writeFile(path, `${new Date(clock.now()).toISOString()}\n`);
      writtenAt = begunAt;
      errors.reset();
    } catch (error) {
      const reason = reasonOf(error);
      if (errors.isNew(reason)) log.warn('heartbeat not written', { error: reason });
    } finally {
      isWriting = false;
    }
  }

  return {
    beat() {
      if (!isWriting && clock.elapsed() - writtenAt >= BEAT_INTERVAL_MS) void write(file);
    },
  };
}
