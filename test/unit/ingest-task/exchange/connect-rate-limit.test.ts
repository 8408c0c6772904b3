import { expect, test } from 'vitest';
import {
  ConnectRateLimit,
  MAX_OPENINGS,
  OPENINGS_WINDOW_MS,
} from '../../../../ingest-task/exchange/connect-rate-limit.ts';

test('so many sockets are opened in any five minutes; the next one is told how long to wait', () => {
  let now = 0;
  const openings = new ConnectRateLimit({ elapsed: () => now });
  const opened: number[] = [];
  const ask = () => {
    const waitMs = openings.take();
    if (waitMs === 0) opened.push(now);
    return waitMs;
  };
  for (let i = 0; i < MAX_OPENINGS; i += 1) {
    now += 10;
    expect(ask()).toBe(0);
  }
  now = 2_000;
  expect(ask()).toBe(10 + OPENINGS_WINDOW_MS - 2_000);
  now += ask();
  expect(ask()).toBe(0);
  expect(ask()).toBe(10);
  for (; now < 20 * 60_000; now += 777) ask();
  for (const at of opened) {
    const within = opened.filter((other) => other >= at && other < at + OPENINGS_WINDOW_MS);
    expect(within.length).toBeLessThanOrEqual(MAX_OPENINGS);
  }
});
