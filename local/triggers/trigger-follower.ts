import { setTimeout as sleep } from 'node:timers/promises';
import type { Trigger } from '../../domain/messages/trigger.ts';
import { messageOf } from '../json.ts';
import { isSettled, type TriggerReader } from './trigger-reader.ts';

/** Most triggers that wait for their deliveries at a time. Any more are printed without them. */
const MAX_WAITING = 100;
const MAX_WAIT_MS = 15_000;
const POLL_INTERVAL_MS = 100;

export interface TriggerFollowerOptions {
  readonly reader: TriggerReader;
  /** called with each trigger, once its deliveries are settled or `MAX_WAIT_MS` is over */
  readonly onSettled: (trigger: Trigger) => void;
  readonly report: (text: string) => void;
}

/** Waits for what becomes of each trigger, for the terminal. */
export function createTriggerFollower({ reader, onSettled, report }: TriggerFollowerOptions) {
  const followed = new Set<Promise<void>>();
  const stopping = new AbortController();

  /** Waits for the trigger's row: a function that has yet to run writes it. */
  async function follow(triggerId: string): Promise<void> {
    const deadline = Date.now() + (followed.size < MAX_WAITING ? MAX_WAIT_MS : 0);
    let trigger = await reader.get(triggerId);
    while ((!trigger || !isSettled(trigger)) && Date.now() < deadline) {
      await sleep(POLL_INTERVAL_MS, undefined, { ref: false, signal: stopping.signal });
      trigger = await reader.get(triggerId);
    }
    if (!trigger) return report(`trigger ${triggerId} is not in the log yet`);
    onSettled(trigger);
  }

  return {
    add: (triggerId: string) => {
      const following = follow(triggerId)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) report(`can't read trigger ${triggerId}: ${messageOf(error)}`);
        })
        .finally(() => followed.delete(following));
      followed.add(following);
    },
    /** Stops following. Resolves when no read is running, so that the table may be stopped. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(followed);
    },
  };
}
export type TriggerFollower = ReturnType<typeof createTriggerFollower>;
