import { setImmediate as turn } from 'node:timers/promises';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { INDEX_READ_LIMIT } from '../../../../adapters/dynamodb/alerts/alert-index.ts';
import { alertToItem, type StoredAlert } from '../../../../adapters/dynamodb/alerts/alert-item.ts';
import type { Tick } from '../../../../domain/market/tick.ts';
import { fireSchema } from '../../../../domain/messages/trigger.ts';
import { METRICS } from '../../../../domain/metrics/metric.ts';
import { conditionsOf } from '../../../../domain/rules/rule.ts';
import {
  MAX_ENTRIES_PER_SECTION,
  MAX_WRITES_AT_ONCE,
  OutOfTimeError,
  TickEvaluator,
} from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { itemBytes } from '../../../support/item-bytes.ts';
import { buildRule } from '../../../support/market-events.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildStoredAlert } from '../../../support/stored-alert.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';
import { buildTrigger } from '../../../support/triggers.ts';

/** The figures of docs/scale.md. */
const ALERTS = 5_000;
const PARTS_OF_A_PRICE_BOOK = 3;
const ROUNDS_OF_A_PAGE = 2;
/** The first hundred come with the page. */
const READS_FOR_A_STORM = ROUNDS_OF_A_PAGE * PARTS_OF_A_PRICE_BOOK + ALERTS / INDEX_READ_LIMIT - 1;

const rule = buildRule({ condition: { metric: 'price', op: 'crosses-above', level: '100' } });
const armsAtOnce = { armAfter: 0, bookVersion: 0 };
const trade = (id: number, price: string) => buildTrade({ id, price });
const before = buildTick([trade(1, '99')]);
const storm = buildTick([trade(2, '100')], { seq: 2, previous: trade(1, '99') });

/** Counts reads and writes apart, and how many writes are under way at once; each takes a turn of the event loop. */
class CountingIndex extends MemoryAlertIndex {
  reads = 0;
  writes = 0;
  mostAtOnce = 0;
  #underWay = 0;

  override async read(...request: Parameters<MemoryAlertIndex['read']>) {
    this.reads += 1;
    return super.read(...request);
  }

  override async change(...order: Parameters<MemoryAlertIndex['change']>) {
    this.writes += 1;
    this.#underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#underWay);
    await turn();
    this.#underWay -= 1;
    return super.change(...order);
  }
}

async function armed(): Promise<{ alertIndex: CountingIndex; evaluator: TickEvaluator; clock: { now: number } }> {
  const alertIndex = new CountingIndex();
  const clock = { now: 0 };
  for (let i = 0; i < ALERTS; i += 1) {
    alertIndex.create(`BTCUSDT-0-01J9ZX0000000000000000${String(i).padStart(4, '0')}`, rule, armsAtOnce);
  }
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => clock.now });
  await evaluator.evaluate(before);
  alertIndex.reads = 0;
  alertIndex.writes = 0;
  return { alertIndex, evaluator, clock };
}

describe('a level at which very many alerts fire', () => {
  test('costs one write a fire and one read a hundred, with a bounded number under way', async () => {
    const { alertIndex, evaluator } = await armed();
    await evaluator.evaluate(storm);
    expect(alertIndex.fires).toHaveLength(ALERTS);
    expect(alertIndex.writes).toBe(ALERTS);
    // fewer by those that are on the page already
    expect(alertIndex.reads).toBeLessThanOrEqual(READS_FOR_A_STORM);
    expect(alertIndex.reads).toBeGreaterThanOrEqual(READS_FOR_A_STORM - MAX_ENTRIES_PER_SECTION / INDEX_READ_LIMIT);
    expect(alertIndex.mostAtOnce).toBe(MAX_WRITES_AT_ONCE);
  });

  test('goes on where it stopped when time ran short, and each alert fires once', async () => {
    const { alertIndex, evaluator, clock } = await armed();
    alertIndex.beforeChange = () => {
      clock.now += 1;
    };
    let invocations = 0;
    for (let done = false; !done; invocations += 1) {
      done = await finishes(evaluator, storm, clock.now + 1_500);
      // also by an environment that knows nothing of the ones before
      if (!done && invocations === 1) await finishes(newEnvironment(alertIndex, clock), storm, clock.now + 500);
    }
    expect(invocations).toBe(Math.ceil((ALERTS - 500) / 1_500));
    expect(new Set(alertIndex.fires.map(({ id }) => id)).size).toBe(ALERTS);
    expect(alertIndex.fires).toHaveLength(ALERTS);
    expect(alertIndex.writes).toBe(ALERTS);
  });
});

function newEnvironment(alertIndex: MemoryAlertIndex, clock: { now: number }): TickEvaluator {
  return new TickEvaluator({ alertIndex, log: silentLog, now: () => clock.now });
}

/** False when it ran out of time. */
async function finishes(evaluator: TickEvaluator, tick: Tick, deadline: number): Promise<boolean> {
  try {
    await evaluator.evaluate(tick, deadline);
    return true;
  } catch (error) {
    if (error instanceof OutOfTimeError) return false;
    throw error;
  }
}

describe('the write units of a fire', () => {
  const fire = fireSchema.parse(buildTrigger());
  const all = Array.from({ length: 5 }, (_unused, index) => ({
    metric: 'volatility-24h' as const,
    op: 'above' as const,
    level: `12345678.${index}234567`,
  }));
  const plain = buildStoredAlert({ rule });
  const largest = buildStoredAlert({
    rule: buildRule({ all, expiresAt: 1_800_000_000_000 }),
    name: 'x'.repeat(80),
    note: 'x'.repeat(200),
  });

  test.each([
    ['of one condition', plain],
    ['of five conditions with the longest note', largest],
  ] as const)('an alert %s is an item of one unit before its first fire', (_name, alert) => {
    expect(writeUnits(alertToItem(alert))).toBe(1);
  });

  test.each([
    ['of one condition', plain],
    ['of five conditions', largest],
  ] as const)(
    'a fire of an alert %s writes two units of its item at the most, and one of the index that it leaves',
    (_name, alert) => {
      const conditions = conditionsOf(alert.rule).map((condition) => ({
        ...{ condition, value: '12345678.1234567', deciding: false },
      }));
      const values = Object.fromEntries(
        METRICS.slice(0, conditions.length).map((metric) => [metric, '12345678.1234567']),
      );
      const fired: StoredAlert = { ...alert, fires: 1, lastTrigger: { ...fire, conditions, values } };
      expect(writeUnits(alertToItem(fired))).toBeLessThanOrEqual(2);
      const { rule: judged, state, rev, fires } = alert;
      expect(
        writeUnits({ rule: judged, state, rev, fires, book: 'BTCUSDT#0', id: alert.id, rise: 'x'.repeat(40) }),
      ).toBe(1);
    },
  );
});

/** Of 1 KB each, rounded up: what a write of the item, or of its image in an index, is charged. */
function writeUnits(item: Record<string, unknown>): number {
  return Math.ceil(itemBytes(marshall(item, { removeUndefinedValues: true })) / 1_024);
}
