import { join } from 'node:path';
import * as z from 'zod';
import { readJson, removeFile, replaceFile, writeAtomically } from '../write-atomically.ts';
import type { Position } from './stream-source.ts';

const positionSchema = z.union([z.strictObject({ after: z.string() }), z.strictObject({ since: z.number() })]);
const fileSchema = z.object({
  /** the stream of these positions; a table that is made again has a new ARN, a stream that is made again calls `forgetPositions` */
  sourceArn: z.string(),
  since: z.number(),
  shards: z.record(z.string(), positionSchema),
  finished: z.array(z.string()).default([]),
});

/** How far a mapping has read, in a file that is written after each settled batch. */
export interface Positions {
  get(shardId: string): Position;
  /** resolves when a restart would go on from there */
  save(shardId: string, sequenceNumber: string): Promise<void>;
  /** the shard is read to its end: its children may begin. Resolves as `save` */
  finish(shardId: string): Promise<void>;
  isFinished(shardId: string): boolean;
}

export interface PositionsOptions {
  readonly folder: string;
  readonly name: string;
  readonly sourceArn: string;
  /** where a mapping without a position begins, in ms since the epoch */
  readonly since: number;
}

/** Saves a new mapping's `since` too, so that a restart before its first record loses nothing. */
export function openPositions({ folder, name, sourceArn, since }: PositionsOptions): Positions {
  const path = join(folder, `${name}.json`);
  const kept = fileSchema.safeParse(readJson(path)).data;
  const file = kept?.sourceArn === sourceArn ? kept : { sourceArn, since, shards: {}, finished: [] };
  writeAtomically(path, JSON.stringify(file));
  let last: Promise<void> = Promise.resolve();
  // the shards share the file: one write at a time, each with what holds when it begins
  const write = () => {
    const written = last.then(() => replaceFile(path, JSON.stringify(file)));
    last = written.catch(() => {}); // whoever waits for this write hears of it
    return written;
  };
  return {
    get: (shardId) => file.shards[shardId] ?? { since: file.since },
    save(shardId, sequenceNumber) {
      file.shards[shardId] = { after: sequenceNumber };
      return write();
    },
    finish(shardId) {
      if (!file.finished.includes(shardId)) file.finished.push(shardId);
      return write();
    },
    isFinished: (shardId) => file.finished.includes(shardId),
  };
}

/** Lets the mapping begin again, after its stream was deleted and made again with new sequence numbers. */
export function forgetPositions(folder: string, name: string): void {
  removeFile(join(folder, `${name}.json`));
}
