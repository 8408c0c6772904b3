import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { SERVICE_PERSON } from '../../domain/people/service-person.ts';
import { isObject, messageOf } from '../json.ts';
import { createTableSource } from '../mappings/dynamodb-source.ts';
import type { ShardReader, StreamRecord } from '../mappings/stream-source.ts';
import { pause } from '../wait-until.ts';

const POLL_MS = 100;
const SHARDS_EVERY_MS = 10_000;
const READ_LIMIT = 100;

export interface FireWatch {
  stop(): Promise<void>;
}

export interface FireWatchOptions {
  readonly client: DynamoDBStreamsClient;
  readonly streamArn: string;
  /** called with the id of each trigger, as soon as it is in its alert's item */
  readonly onFire: (triggerId: string) => void;
  readonly report: (text: string) => void;
}

/** Reads the alerts stream, beside the function that dispatches, to report new triggers in the operator's terminal. */
export function watchFires({ client, streamArn, onFire, report }: FireWatchOptions): FireWatch {
  const stopping = new AbortController();
  const { signal } = stopping;
  const source = createTableSource(client, streamArn);
  const begin = { since: Date.now() };
  const readers = new Map<string, ShardReader>();

  async function findShards(): Promise<void> {
    for (const { id } of await source.shards()) if (!readers.has(id)) readers.set(id, source.open(id, begin));
  }

  async function readAll(): Promise<void> {
    for (const reader of readers.values()) {
      for (const record of (await reader.read(READ_LIMIT)).records) {
        const fire = newFire(record);
        // the stream gives times in whole minutes: skip what fired before this start
        if (fire && fire.evaluatedAt >= begin.since) onFire(fire.id);
      }
    }
  }

  async function work(): Promise<void> {
    let shardsReadAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      try {
        if (Date.now() - shardsReadAt > SHARDS_EVERY_MS) {
          await findShards();
          shardsReadAt = Date.now();
        }
        await readAll();
      } catch (error) {
        if (!signal.aborted) report(`can't watch the triggers: ${messageOf(error)}`);
      }
      await pause(POLL_MS, signal);
    }
  }

  const working = work();
  return {
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

export interface NewFire {
  /** of the trigger */
  readonly id: string;
  /** by this machine's clock, in ms */
  readonly evaluatedAt: number;
}

/** The new fire in a change of an alert's item; null when there is none, or when it is the canary's, of which no trigger is made. */
export function newFire({ record }: Pick<StreamRecord, 'record'>): NewFire | null {
  const change = record.dynamodb;
  if (!isObject(change)) return null;
  if (at(at(change.NewImage, 'owner'), 'S') === SERVICE_PERSON) return null;
  const after = lastFire(change.NewImage);
  return after !== null && after.id !== lastFire(change.OldImage)?.id ? after : null;
}

function lastFire(image: unknown): NewFire | null {
  const fire = at(at(image, 'lastTrigger'), 'M');
  const id = at(at(fire, 'id'), 'S');
  const evaluatedAt = Number(at(at(at(at(fire, 'hops'), 'M'), 'evaluatedAt'), 'N'));
  return typeof id === 'string' ? { id, evaluatedAt } : null;
}

function at(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}
