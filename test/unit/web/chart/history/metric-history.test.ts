import { expect, test } from 'vitest';
import { MetricHistory } from '../../../../../web/chart/history/metric-history.ts';

const HOUR = 3_600_000;

test('the past of a metric that could not be read is read again, and not at each second', async () => {
  let now = Date.UTC(2026, 10, 29, 12, 1);
  let asked = 0;
  const history = new MetricHistory({
    metric: 'rsi-14-1h',
    interval: '1h',
    now: () => now,
    read: async ({ from }) => {
      asked += 1;
      if (asked < 4) throw new Error('no answer');
      const items = [{ start: from, value: 50 }];
      return { metric: 'rsi-14-1h', unit: 'index', interval: '1h', items, reference: null, nextCursor: null };
    },
  });
  await history.start();
  for (let passed = 0; passed < 25; passed += 1) {
    now += 1_000;
    await history.refresh();
  }
  expect(asked).toBe(4);
  expect(history.load.value).toEqual({ state: 'ready', problem: null });
  expect(history.points.value).toHaveLength(1);
  now += HOUR;
  await history.refresh();
  expect(asked).toBe(5);
});
