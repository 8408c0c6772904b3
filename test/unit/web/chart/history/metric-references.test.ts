import { beforeEach, describe, expect, test } from 'vitest';
import type { ReferenceMetric } from '../../../../../domain/metrics/metric.ts';
import { MetricReferences } from '../../../../../web/chart/history/metric-references.ts';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 29, 12);

let now = START;
let asked: string[] = [];
let answer: (metric: ReferenceMetric) => string | null = () => '100';
let references: MetricReferences;
beforeEach(() => {
  now = START + 10_000;
  asked = [];
  answer = () => '100';
  references = new MetricReferences({
    now: () => now,
    read: async (metric) => {
      asked.push(metric);
      return answer(metric);
    },
  });
});

/** Once a second, as a chart does. */
async function follow(metrics: readonly ReferenceMetric[], seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 1) {
    await references.follow(metrics);
    now += 1_000;
  }
}

describe('the prices from which metrics are measured', () => {
  test('are read once a minute, when those of the new minute are published', async () => {
    await follow(['change-1h'], 3 * 60);
    expect(asked).toHaveLength(4);
    expect(references.prices.value).toEqual(new Map([['change-1h', '100']]));
    answer = () => '101';
    now = START + 4 * MINUTE + 3_000;
    await references.follow(['change-1h']);
    expect(references.prices.value.get('change-1h')).toBe('100');
    now += 1_000;
    await references.follow(['change-1h']);
    expect(references.prices.value.get('change-1h')).toBe('101');
  });

  test('that are not known yet are asked for again soon, and never said meanwhile', async () => {
    answer = () => null;
    await follow(['change-1h'], 31);
    expect(asked).toHaveLength(3);
    expect(references.prices.value.size).toBe(0);
  });

  test('stay as they were while they can not be read', async () => {
    await references.follow(['change-1h']);
    answer = () => {
      throw new Error('offline');
    };
    now += MINUTE;
    await references.follow(['change-1h']);
    expect(references.prices.value.get('change-1h')).toBe('100');
  });

  test('are forgotten when no line needs them, and change nothing when they are the same', async () => {
    await references.follow(['change-1h', 'change-24h']);
    const before = references.prices.value;
    now += MINUTE;
    await references.follow(['change-1h', 'change-24h']);
    expect(references.prices.value).toBe(before);
    await references.follow(['change-24h']);
    expect([...references.prices.value.keys()]).toEqual(['change-24h']);
  });
});
