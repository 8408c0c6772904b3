import { join } from 'node:path';
import * as z from 'zod';
import { readJson, removeFile, writeAtomically } from '../write-atomically.ts';
import type { Position } from './stream-source.ts';

const positionSchema = z.union([z.strictObject({ after: z.string() }), z.strictObject({ since: z.number() })]);
const fileSchema = z.object({
  /** positions are those of this very stream; one made anew has another ARN or is told of by `forget` */
  sourceArn: z.string(),
  since: z.number(),
  shards: z.record(z.string(), positionSchema),
  finished: z.array(z.string()).default([]),
});

/** How far a mapping has come, kept in a file and written after each batch that was settled. */
export interface Positions {
  get(shardId: string): Position;
  save(shardId: string, sequenceNumber: string): void;
  /** the shard is read to its end; its children may begin */
  finish(shardId: string): void;
  isFinished(shardId: string): boolean;
}

export interface PositionsOptions {
  readonly folder: string;
  readonly name: string;
  readonly sourceArn: string;
  /** where a mapping begins that has no position yet, ms */
  readonly since: number;
}

/** A new mapping's `since` is kept too, so that a restart before its first record loses nothing. */
export function openPositions({ folder, name, sourceArn, since }: PositionsOptions): Positions {
  const path = join(folder, `${name}.json`);
  const kept = fileSchema.safeParse(readJson(path)).data;
  const file = kept?.sourceArn === sourceArn ? kept : { sourceArn, since, shards: {}, finished: [] };
  const write = () => writeAtomically(path, JSON.stringify(file));
  write();
  return {
    get: (shardId) => file.shards[shardId] ?? { since: file.since },
    save(shardId, sequenceNumber) {
      file.shards[shardId] = { after: sequenceNumber };
      write();
    },
    finish(shardId) {
      if (!file.finished.includes(shardId)) file.finished.push(shardId);
      write();
    },
    isFinished: (shardId) => file.finished.includes(shardId),
  };
}

/** The mapping begins anew: for a stream that was made anew, whose sequence numbers are others. */
export function forgetPositions(folder: string, name: string): void {
  removeFile(join(folder, `${name}.json`));
}
