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
