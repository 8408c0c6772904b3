import { expect, test } from 'vitest';
import { ConnectRateLimit } from '../../../../ingest-task/exchange/connect-rate-limit.ts';

const MAX = 100;
const WINDOW_MS = 5 * 60_000;

test('so many sockets are opened in any five minutes; after that, take returns the time to wait', () => {
  let now = 0;
  const limit = new ConnectRateLimit({ elapsed: () => now }, { max: MAX, windowMs: WINDOW_MS });
  const opened: number[] = [];
  const ask = () => {
    const waitMs = limit.take();
    if (waitMs === 0) opened.push(now);
    return waitMs;
  };
  for (let i = 0; i < MAX; i += 1) {
    now += 10;
    expect(ask()).toBe(0);
  }
  now = 2_000;
  expect(ask()).toBe(10 + WINDOW_MS - 2_000);
  now += ask();
  expect(ask()).toBe(0);
  expect(ask()).toBe(10);
  for (; now < 20 * 60_000; now += 777) ask();
  for (const at of opened) {
    const within = opened.filter((other) => other >= at && other < at + WINDOW_MS);
    expect(within.length).toBeLessThanOrEqual(MAX);
  }
});
