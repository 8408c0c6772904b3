import fc from 'fast-check';
import { beforeEach, expect, test, vi } from 'vitest';
import { ttlCache } from '../../../adapters/ttl-cache.ts';

const lifetimeMs = 1_000;
let instant = 0;
const now = () => instant;
beforeEach(() => {
  instant = 0;
});

test('a key is read once in a lifetime, and again after it', async () => {
  const read = vi.fn(async (symbol: string, limit: number) => `${symbol} ${limit} at ${instant}`);
  const held = ttlCache(read, { lifetimeMs, now });
  await held.read('BTCUSDT', 10);
  instant = 999;
  expect(await held.read('BTCUSDT', 10)).toBe('BTCUSDT 10 at 0');
  expect(await held.read('BTCUSDT', 100)).toBe('BTCUSDT 100 at 999');
  instant = 1_000;
  expect(await held.read('BTCUSDT', 10)).toBe('BTCUSDT 10 at 1000');
  expect(read).toHaveBeenCalledTimes(3);
});

test('who asks while a read is under way waits for that one', async () => {
  const read = vi.fn(async () => 'value');
  const held = ttlCache(read, { lifetimeMs, now });
  expect(await Promise.all([held.read(), held.read()])).toEqual(['value', 'value']);
  expect(read).toHaveBeenCalledTimes(1);
});

test('the lifetime begins when the value arrives, and a read that takes longer than it is still the only one', async () => {
  const slow = Promise.withResolvers<string>();
  const read = vi.fn(async () => 'second').mockReturnValueOnce(slow.promise);
  const held = ttlCache(read, { lifetimeMs, now });
  const first = held.read();
  instant = 5_000;
  const later = held.read();
  slow.resolve('first');
  expect(await Promise.all([first, later])).toEqual(['first', 'first']);
  instant = 5_999;
  expect(await held.read()).toBe('first');
  expect(read).toHaveBeenCalledTimes(1);
  instant = 6_000;
  expect(await held.read()).toBe('second');
});

test('a read that failed is not kept', async () => {
  const read = vi.fn(async () => 'value').mockRejectedValueOnce(new Error('busy'));
  const held = ttlCache(read, { lifetimeMs, now });
  await expect(held.read()).rejects.toThrow('busy');
  expect(await held.read()).toBe('value');
});

test('what was read before it was forgotten is not answered afterwards, however late it comes', async () => {
  const early = Promise.withResolvers<string>();
  const read = vi.fn(async () => 'new').mockReturnValueOnce(early.promise);
  const held = ttlCache(read, { lifetimeMs, now });
  const first = held.read();
  held.forget();
  expect(await held.read()).toBe('new');
  early.resolve('old');
  expect(await first).toBe('old');
  expect(await held.read()).toBe('new');
});

test('the oldest keys are dropped when there are too many', async () => {
  const read = vi.fn(async (key: number) => key);
  const held = ttlCache(read, { lifetimeMs, now });
  for (let key = 0; key <= 4_000; key += 1) await held.read(key);
  await held.read(4_000);
  expect(read).toHaveBeenCalledTimes(4_001);
  await held.read(0);
  expect(read).toHaveBeenCalledTimes(4_002);
});

test('large values may be kept in smaller number', async () => {
  const read = vi.fn(async (key: number) => key);
  const held = ttlCache(read, { lifetimeMs, now, maxKeys: 2 });
  for (const key of [1, 2, 3, 2, 3]) await held.read(key);
  expect(read).toHaveBeenCalledTimes(3);
  await held.read(1);
  expect(read).toHaveBeenCalledTimes(4);
});

/** A read as a plain list of them knows it: what it was asked for, and what has become of it. */
interface PlainRead {
  readonly id: number;
  readonly key: string;
  /** how often `forget` was called before it began */
  readonly round: number;
  readonly answer: PromiseWithResolvers<number>;
  state: 'under way' | 'failed' | 'arrived';
  arrivedAt: number;
}

/** The read whose answer a caller must get: the newest since the last `forget`, while it is under way or young enough. */
function expectedRead(reads: readonly PlainRead[], key: string, round: number): PlainRead | undefined {
  const newest = reads.findLast((it) => it.key === key && it.round === round);
  if (!newest || newest.state === 'failed') return undefined;
  return newest.state === 'under way' || instant - newest.arrivedAt < lifetimeMs ? newest : undefined;
}

const step = fc.oneof(
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('ask' as const), key: fc.constantFrom('a', 'b') }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1, 400, 999, 1_000) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('answer' as const), which: fc.nat(), fails: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('forget' as const) }) },
);

test('in any order of calls, answers and pauses, each caller gets the answer that a plain list of reads says', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      instant = 0;
      let round = 0;
      const reads: PlainRead[] = [];
      const begin = (key: string) => {
        const answer = Promise.withResolvers<number>();
        reads.push({ id: reads.length, key, round, answer, state: 'under way', arrivedAt: 0 });
        return answer.promise;
      };
      const held = ttlCache(begin, { lifetimeMs, now });
      const asked: { got: Promise<number | 'failed'>; from: PlainRead | undefined }[] = [];
      for (const it of steps) {
        if (it.kind === 'wait') instant += it.ms;
        else if (it.kind === 'forget') {
          round += 1;
          held.forget();
        } else if (it.kind === 'ask') {
          const expected = expectedRead(reads, it.key, round);
          const before = reads.length;
          const got = held.read(it.key).catch(() => 'failed' as const);
          expect(reads.length - before).toBe(expected ? 0 : 1);
          asked.push({ got, from: expected ?? reads.at(-1) });
        } else await settle(reads, it.which, it.fails);
      }
      for (const read of reads) if (read.state === 'under way') await settle([read], 0, false);
      for (const { got, from } of asked) {
        expect(await got).toBe(from?.state === 'failed' ? 'failed' : from?.id);
      }
    }),
  );
});

/** One of the reads that are under way fails, or brings its number. */
async function settle(reads: readonly PlainRead[], which: number, fails: boolean): Promise<void> {
  const open = reads.filter(({ state }) => state === 'under way');
  const read = open[which % open.length];
  if (!read) return;
  read.state = fails ? 'failed' : 'arrived';
  read.arrivedAt = instant;
  if (fails) read.answer.reject(new Error('busy'));
  else read.answer.resolve(read.id);
  await new Promise(setImmediate);
}
