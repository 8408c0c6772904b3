import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import type { Dropped } from '../../../local/mappings/settle-batch.ts';
import { type StreamMappingOptions, startStreamMapping } from '../../../local/mappings/stream-mapping.ts';
import type { Shard, StreamRecord, StreamSource } from '../../../local/mappings/stream-source.ts';
import { waitUntil } from '../../../local/wait-until.ts';

/** Shards in memory; a shard is read to its end when it is closed. */
function memorySource(contents: Record<string, number[]>, parents: Record<string, string> = {}) {
  const closed = new Set<string>(Object.values(parents));
  const source: StreamSource = {
    arn: 'arn:test',
    batchInfoName: 'KinesisBatchInfo',
    shards: async (): Promise<Shard[]> => Object.keys(contents).map((id) => ({ id, parentId: parents[id] ?? null })),
    open(shardId, position) {
      let after = 'after' in position ? Number(position.after) : 0;
      return {
        async read(limit) {
          const rest = (contents[shardId] ?? []).filter((number) => number > after);
          const page = rest.slice(0, limit);
          after = page.at(-1) ?? after;
          return { records: page.map(record), finished: closed.has(shardId) && page.length === rest.length };
        },
      };
    },
  };
  return source;
}

function record(number: number): StreamRecord {
  const sequenceNumber = String(number);
  return { sequenceNumber, arrivedAt: Date.now(), bytes: 10, record: { number }, filtered: { number } };
}

const recordSchema = z.object({ number: z.number() });
const eventSchema = z.object({ Records: z.array(recordSchema) });

function numbersOf(event: unknown): number[] {
  return eventSchema.parse(event).Records.map(({ number }) => number);
}

function start(source: StreamSource, options: Partial<StreamMappingOptions>) {
  const saved = new Map<string, string>();
  const finished = new Set<string>();
  const dropped: Dropped<StreamRecord>[] = [];
  const mapping = startStreamMapping({
    name: 'test',
    source,
    positions: {
      get: (shardId) => (saved.has(shardId) ? { after: saved.get(shardId) ?? '' } : { since: 0 }),
      save: async (shardId, sequenceNumber) => void saved.set(shardId, sequenceNumber),
      finish: async (shardId) => void finished.add(shardId),
      isFinished: (shardId) => finished.has(shardId),
    },
    limits: { maxRetries: null, maxAgeMs: null, bisect: false },
    batchSize: 3,
    windowMs: 0,
    pollMs: 1,
    betweenReadsMs: 0,
    reportsFailures: true,
    matches: () => true,
    invoke: async () => null,
    onDropped: async (drop) => void dropped.push(drop),
    report: () => {},
    ...options,
  });
  return { mapping, saved, finished, dropped };
}

const until = (condition: () => boolean) => waitUntil('the condition', 5_000, async () => condition() || undefined);

describe('a stream mapping', () => {
  it('that has an interval between its reads takes with each what came meanwhile', async () => {
    const calls: { at: number; numbers: number[] }[] = [];
    const contents = [1];
    const { mapping } = start(memorySource({ a: contents }), {
      batchSize: 100,
      betweenReadsMs: 150,
      async invoke(event) {
        calls.push({ at: Date.now(), numbers: numbersOf(event) });
        contents.push(contents.length + 1, contents.length + 2);
        return null;
      },
    });
    await until(() => calls.length === 3);
    await mapping.stop();
    expect(calls.map(({ numbers }) => numbers)).toEqual([[1], [2, 3], [4, 5]]);
    const [first, , third] = calls;
    expect((third?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(290);
  });

  it('keeps its position behind the done records, even when an invocation fails in part', async () => {
    const batches: number[][] = [];
    const { mapping, saved } = start(memorySource({ a: [1, 2, 3, 4] }), {
      async invoke(event) {
        const numbers = numbersOf(event);
        batches.push(numbers);
        return batches.length === 1 ? { batchItemFailures: [{ itemIdentifier: '2' }] } : null;
      },
    });
    await until(() => saved.get('a') === '4');
    await mapping.stop();
    expect(batches).toEqual([[1, 2, 3], [2, 3], [4]]);
  });

  it('ignores reported failures if the mapping is not configured for them', async () => {
    const batches: number[][] = [];
    const { mapping, saved } = start(memorySource({ a: [1] }), {
      reportsFailures: false,
      async invoke(event) {
        batches.push(numbersOf(event));
        return { batchItemFailures: [{ itemIdentifier: '1' }] };
      },
    });
    await until(() => saved.get('a') === '1');
    await mapping.stop();
    expect(batches).toEqual([[1]]);
  });

  it('skips records that the filter rejects, without an invocation', async () => {
    const batches: number[][] = [];
    const { mapping, saved } = start(memorySource({ a: [1, 2, 3, 4, 5, 6] }), {
      matches: (seen) => recordSchema.parse(seen).number === 2,
      invoke: async (event) => void batches.push(numbersOf(event)),
    });
    await until(() => saved.get('a') === '6');
    await mapping.stop();
    expect(batches).toEqual([[2]]);
  });

  it('reports dropped records, and goes on behind them', async () => {
    const { mapping, saved, dropped } = start(memorySource({ a: [1, 2, 3, 4] }), {
      limits: { maxRetries: 1, maxAgeMs: null, bisect: true },
      async invoke(event) {
        if (numbersOf(event).includes(2)) throw new Error('poison');
      },
    });
    await until(() => saved.get('a') === '4');
    await mapping.stop();
    expect(dropped.map(({ records, invocations }) => [records.map((one) => one.sequenceNumber), invocations])).toEqual([
      [['2'], 2],
    ]);
  });

  it('reads a parent shard to its end before its child', async () => {
    const seen: number[] = [];
    const { mapping } = start(memorySource({ child: [5, 6], parent: [1, 2, 3, 4] }, { child: 'parent' }), {
      invoke: async (event) => void seen.push(...numbersOf(event)),
    });
    await until(() => seen.length === 6);
    await mapping.stop();
    expect(seen).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('waits for the batching window, and not once the batch is full', async () => {
    const source = memorySource({ a: [1] });
    const batches: number[][] = [];
    const { mapping } = start(source, {
      windowMs: 60_000,
      batchSize: 1,
      invoke: async (event) => void batches.push(numbersOf(event)),
    });
    await until(() => batches.length === 1);
    await mapping.stop();
    expect(batches).toEqual([[1]]);
  });

  it('waits for the running invocation when it is stopped', async () => {
    const begun = Promise.withResolvers<void>();
    const release = Promise.withResolvers<void>();
    const { mapping, saved } = start(memorySource({ a: [1] }), {
      async invoke() {
        begun.resolve();
        await release.promise;
      },
    });
    await begun.promise;
    const stopped = mapping.stop();
    release.resolve();
    await stopped;
    expect(saved.get('a')).toBe('1');
  });
});
