import { expect, test } from 'vitest';
import { PublishedShards } from '../../../../ingest-task/publishing/published-shards.ts';

const DAY_MS = 86_400_000;

function begin() {
  let now = 0;
  const shards = new PublishedShards(() => now);
  const accepted = (shard: string, ...instants: number[]) => {
    for (const at of instants) {
      now = at;
      shards.accepted(shard);
    }
  };
  return { shards, accepted, wait: (ms: number) => (now += ms) };
}

test('each shard says since when its records come without a pause, when the newest one came, and what was before', () => {
  const { shards, accepted } = begin();
  accepted('a', 1_000, 3_000, 33_000);
  accepted('b', 5_000);
  expect(shards.newest()).toEqual({
    a: { since: 1_000, last: 33_000, earlier: [] },
    b: { since: 5_000, last: 5_000, earlier: [] },
  });
  accepted('b', 35_001, 40_000);
  expect(shards.newest().b).toEqual({ since: 35_001, last: 40_000, earlier: [[5_000, 5_000]] });
});

test('of many pauses the oldest is left out, never the first instant', () => {
  const { shards, accepted } = begin();
  accepted('a', ...[0, 1, 2, 3, 4, 5].map((minute) => minute * 60_000));
  expect(shards.newest().a).toEqual({
    since: 300_000,
    last: 300_000,
    earlier: [
      [0, 120_000],
      [180_000, 180_000],
      [240_000, 240_000],
    ],
  });
});

test('a task that takes over goes on with what the last one wrote', () => {
  const last = begin();
  last.accepted('a', 0, 60_000);
  const { shards, accepted } = begin();
  shards.restore(last.shards.newest());
  accepted('a', 70_000);
  expect(shards.newest().a).toEqual({ since: 60_000, last: 70_000, earlier: [[0, 0]] });
  // it has held the lease itself since
  shards.restore(last.shards.newest());
  expect(shards.newest().a?.last).toBe(70_000);
  // another task has, before this one takes over again
  last.accepted('a', 80_000);
  shards.restore(last.shards.newest());
  expect(shards.newest().a?.last).toBe(80_000);
});

test('what an earlier version wrote is read', () => {
  const { shards, accepted } = begin();
  shards.restore({ a: { since: 0, last: 10_000 } });
  accepted('a', 50_000);
  expect(shards.newest().a).toEqual({ since: 50_000, last: 50_000, earlier: [[0, 10_000]] });
});

test('a shard that has got nothing for a day is forgotten: it is closed, or what it held is gone', () => {
  const { shards, accepted, wait } = begin();
  accepted('closed', 1_000);
  accepted('open', 2_000);
  wait(DAY_MS - 1_000);
  expect(Object.keys(shards.newest())).toEqual(['closed', 'open']);
  wait(1);
  expect(Object.keys(shards.newest())).toEqual(['open']);
});
