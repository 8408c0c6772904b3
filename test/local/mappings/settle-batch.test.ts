import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BatchResponse } from '../../../local/mappings/batch-response.ts';
import {
  type Chunk,
  dropAged,
  type RetryLimits,
  type ShardRecord,
  settleBatch,
} from '../../../local/mappings/settle-batch.ts';

const NO_LIMITS: RetryLimits = { maxRetries: null, maxAgeMs: null, bisect: false };
const records = (...numbers: number[]): ShardRecord[] =>
  numbers.map((number) => ({ sequenceNumber: String(number), arrivedAt: number * 1_000 }));
const chunk = (numbers: number[], failures = 0): Chunk<ShardRecord> => ({ records: records(...numbers), failures });
const failed = (...numbers: number[]): BatchResponse => ({ kind: 'partial', failed: new Set(numbers.map(String)) });
const ALL_FAILED: BatchResponse = { kind: 'failed' };

describe('settling a batch', () => {
  it('goes on after a batch that is done', () => {
    const settled = settleBatch([chunk([1, 2]), chunk([3])], { kind: 'done' }, NO_LIMITS);
    expect(settled).toEqual({ decision: 'done', chunks: [chunk([3])], settled: records(1, 2), dropped: null });
  });

  it('delivers everything from the lowest failed sequence number again, and counts an attempt', () => {
    const settled = settleBatch([chunk([1, 2, 3, 4])], failed(4, 2), NO_LIMITS);
    expect(settled).toEqual({
      decision: 'retry-rest',
      chunks: [chunk([2, 3, 4], 1)],
      settled: records(1),
      dropped: null,
    });
  });

  it('delivers a batch that failed as a whole again', () => {
    const settled = settleBatch([chunk([1, 2], 4)], ALL_FAILED, NO_LIMITS);
    expect(settled).toEqual({ decision: 'retry', chunks: [chunk([1, 2], 5)], settled: [], dropped: null });
  });

  it('splits a failed batch in two if configured, which counts as no retry', () => {
    const settled = settleBatch([chunk([1, 2, 3]), chunk([4])], ALL_FAILED, {
      ...NO_LIMITS,
      bisect: true,
      maxRetries: 0,
    });
    expect(settled.chunks).toEqual([chunk([1, 2]), chunk([3]), chunk([4])]);
    expect(settled).toMatchObject({ decision: 'split', settled: [], dropped: null });
  });

  it('drops a batch after its last retry, and goes on behind it', () => {
    const limits = { ...NO_LIMITS, maxRetries: 2 };
    expect(settleBatch([chunk([1, 2], 1)], ALL_FAILED, limits).decision).toBe('retry');
    expect(settleBatch([chunk([1, 2], 2), chunk([3])], failed(2), limits)).toEqual({
      decision: 'drop',
      chunks: [chunk([3])],
      settled: records(1, 2),
      dropped: { reason: 'RetryAttemptsExhausted', records: records(2), invocations: 3 },
    });
  });

  it('drops records past their age, and only those', () => {
    const limits = { ...NO_LIMITS, maxAgeMs: 1_500 };
    expect(dropAged([chunk([1, 2, 3], 1)], limits, 3_600)).toEqual({
      decision: 'drop',
      chunks: [chunk([3], 1)],
      settled: records(1, 2),
      dropped: { reason: 'RecordAgeExceeded', records: records(1, 2), invocations: 1 },
    });
    expect(dropAged([chunk([3])], limits, 3_600)).toBeNull();
    expect(dropAged([chunk([1])], NO_LIMITS, 1e9)).toBeNull();
  });
});

/** Records that always fail are met with each limit: whatever the function does, nothing is lost, skipped or disordered. */
describe('a shard under any function and any limits', () => {
  const limitsArbitrary = fc.record({
    maxRetries: fc.option(fc.integer({ min: 0, max: 3 }), { nil: null }),
    maxAgeMs: fc.constant(null),
    bisect: fc.boolean(),
  });

  it('leaves every record once, in order, done or dropped; good ones are dropped only beside bad ones', () => {
    const poison = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { maxLength: 3 });
    fc.assert(
      fc.property(
        limitsArbitrary,
        poison,
        fc.boolean(),
        fc.array(fc.boolean()),
        (limits, poisoned, reports, crashes) => {
          // without a limit a poisoned record would block for ever, as it does on AWS
          const bad = limits.maxRetries === null ? [] : poisoned;
          const { settled, dropped, steps } = workOff({ limits, bad, reports, crashes: [...crashes] });
          expect(settled).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
          for (const number of bad) expect(dropped).toContain(number);
          if (limits.bisect && reports) expect(dropped.length).toBeLessThanOrEqual(12);
          if (bad.length === 0 && limits.maxRetries === null) expect(dropped).toEqual([]);
          expect(steps).toBeLessThan(500);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('isolates a bad record by bisection: nothing else is dropped', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 0, max: 3 }), (bad, maxRetries) => {
        const limits = { maxRetries, maxAgeMs: null, bisect: true };
        const { dropped } = workOff({ limits, bad: [bad], reports: false, crashes: [] });
        expect(dropped).toEqual([bad]);
      }),
    );
  });
});

interface World {
  readonly limits: RetryLimits;
  readonly bad: readonly number[];
  readonly reports: boolean;
  /** invocations that end with a crash whatever they hold */
  readonly crashes: boolean[];
}

/** A function that fails on its bad records, as plain as can be. */
function workOff({ limits, bad, reports, crashes }: World) {
  let chunks: readonly Chunk<ShardRecord>[] = [chunk([1, 2, 3, 4, 5, 6, 7]), chunk([8, 9, 10, 11, 12])];
  const settled: number[] = [];
  const dropped: number[] = [];
  let steps = 0;
  while (chunks.length > 0 && steps < 500) {
    steps += 1;
    const numbers = chunks[0]?.records.map(({ sequenceNumber }) => Number(sequenceNumber)) ?? [];
    const failures = numbers.filter((number) => bad.includes(number));
    const settlement = settleBatch(chunks, respond(failures, reports, crashes.shift() ?? false), limits);
    settled.push(...settlement.settled.map(({ sequenceNumber }) => Number(sequenceNumber)));
    dropped.push(...(settlement.dropped?.records ?? []).map(({ sequenceNumber }) => Number(sequenceNumber)));
    chunks = settlement.chunks;
  }
  return { settled, dropped, steps };
}

function respond(failures: readonly number[], reports: boolean, crashes: boolean): BatchResponse {
  if (crashes) return ALL_FAILED;
  if (failures.length === 0) return { kind: 'done' };
  return reports ? failed(...failures) : ALL_FAILED;
}
