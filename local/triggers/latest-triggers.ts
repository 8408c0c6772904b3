import { setTimeout as sleep } from 'node:timers/promises';
import type { Trigger } from '../../domain/messages/trigger.ts';
import { messageOf } from '../json.ts';
import { isSettled, type TriggerReader } from './trigger-reader.ts';

/** Triggers that the page shows. */
const MAX_LATEST = 25;
/** Triggers whose deliveries are waited for at one time; the ones above it are told without. */
const MAX_WATCHED = 100;
const SETTLED_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 100;

export interface LatestTriggersOptions {
  readonly reader: TriggerReader;
  /** each trigger, once its deliveries are settled or time is up */
  readonly onTold: (trigger: Trigger) => void;
  readonly report: (text: string) => void;
}

/** The newest triggers, for the page and the terminal. */
export function createLatestTriggers({ reader, onTold, report }: LatestTriggersOptions) {
  const latest = new Map<string, Trigger>();
  const followed = new Set<Promise<void>>();
  const stopping = new AbortController();

  function keep(trigger: Trigger): void {
    latest.set(trigger.id, trigger);
    for (const id of [...latest.keys()].slice(0, -MAX_LATEST)) latest.delete(id);
  }

  /** The trigger's row is written by a function that has yet to run. */
  async function follow(triggerId: string): Promise<void> {
    const deadline = Date.now() + (followed.size < MAX_WATCHED ? SETTLED_WITHIN_MS : 0);
    let trigger = await reader.get(triggerId);
    while ((!trigger || !isSettled(trigger)) && Date.now() < deadline) {
      await sleep(LOOK_EVERY_MS, undefined, { ref: false, signal: stopping.signal });
      trigger = await reader.get(triggerId);
      if (trigger) keep(trigger);
    }
    if (!trigger) return report(`trigger ${triggerId} is not in the log yet`);
    keep(trigger);
    onTold(trigger);
  }

  return {
    async load(): Promise<void> {
      for (const trigger of await reader.newest(MAX_LATEST)) keep(trigger);
    },
    add: (triggerId: string) => {
      const following = follow(triggerId)
        .catch((error: unknown) => {
          if (!stopping.signal.aborted) report(`can't read trigger ${triggerId}: ${messageOf(error)}`);
        })
        .finally(() => followed.delete(following));
      followed.add(following);
    },
    /** Follows nothing any more; resolves when no read is under way, so that the table may go. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(followed);
    },
    /** newest first */
    list: (): Trigger[] => [...latest.values()].reverse(),
  };
}
export type LatestTriggers = ReturnType<typeof createLatestTriggers>;
