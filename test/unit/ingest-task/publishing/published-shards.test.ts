import { expect, test } from 'vitest';
import { PublishedShards } from '../../../../ingest-task/publishing/published-shards.ts';

test('each shard says since when its records come without a pause, and when the newest one came', () => {
  let now = 0;
  const shards = new PublishedShards(() => now);
  const took = (shard: string, at: number) => {
    now = at;
    shards.took(shard);
  };
  for (const at of [1_000, 3_000, 33_000]) took('a', at);
  took('b', 5_000);
  expect(shards.newest()).toEqual({ a: { since: 1_000, last: 33_000 }, b: { since: 5_000, last: 5_000 } });
  took('b', 5_000 + 30_001);
  expect(shards.newest().b).toEqual({ since: 35_001, last: 35_001 });
});
