import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { limitEachKey } from '../../../adapters/limit-each-key.ts';

test('of each key few acts run at once, in order, and an act that fails gives its place to the next', async () => {
  const limit = limitEachKey(3);
  const [running, most] = [new Map<string, number>(), new Map<string, number>()];
  const begun: string[] = [];
  const act = (key: string, index: number) => async () => {
    begun.push(`${key}${index}`);
    running.set(key, (running.get(key) ?? 0) + 1);
    most.set(key, Math.max(most.get(key) ?? 0, running.get(key) ?? 0));
    await turn();
    running.set(key, (running.get(key) ?? 0) - 1);
    if (index % 4 === 0) throw new Error('the receiver');
    return index;
  };
  const keys = ['a', 'b'];
  const all = keys.flatMap((key) => Array.from({ length: 10 }, (_, index) => limit(key, 'ada', act(key, index))));
  const settled = await Promise.allSettled(all);
  expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(6);
  expect([...most.values()]).toEqual([3, 3]);
  for (const key of keys) {
    const order = begun.filter((name) => name.startsWith(key));
    expect(order).toEqual(Array.from({ length: 10 }, (_, index) => `${key}${index}`));
  }
  expect(await limit('a', 'ada', async () => 'again')).toBe('again');
});

test('the places of a key go to its owners in turn, however many acts one of them has', async () => {
  const limit = limitEachKey(2);
  const begun: string[] = [];
  const run = (owner: string, index: number) =>
    limit('host', owner, async () => {
      begun.push(`${owner}${index}`);
      await turn();
    });
  const noisy = Array.from({ length: 8 }, (_, index) => run('noisy', index));
  const others = ['bob', 'eve'].flatMap((owner) => [run(owner, 0), run(owner, 1)]);
  await Promise.all([...noisy, ...others]);
  expect(begun).toEqual([
    ...['noisy0', 'noisy1', 'noisy2', 'bob0', 'eve0', 'noisy3', 'bob1', 'eve1'],
    ...['noisy4', 'noisy5', 'noisy6', 'noisy7'],
  ]);
});
