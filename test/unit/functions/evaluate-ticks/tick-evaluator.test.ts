import { beforeEach, describe, expect, test } from 'vitest';
import type { AlertState, ArmFrom } from '../../../../domain/alerts/alert.ts';
import { armingState } from '../../../../domain/alerts/arming-state.ts';
import type { LevelOperator } from '../../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { buildRule } from '../../../support/market-events.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTick, buildTrade } from '../../../support/ticks.ts';

const ALERT = 'BTCUSDT-0-01J9ZX00000000000000000000';
const OTHER = 'BTCUSDT-0-01J9ZX00000000000000000001';
const price = (op: LevelOperator, level: string): Rule => buildRule({ condition: { metric: 'price', op, level } });
const crossesAbove = (level: string) => price('crosses-above', level);
const atOnce: ArmFrom = { armAfter: 0, bookVersion: 0 };

let alertIndex: MemoryAlertIndex;
let evaluator: TickEvaluator;
const warnings: unknown[] = [];
beforeEach(() => {
  alertIndex = new MemoryAlertIndex();
  warnings.length = 0;
  const log = { ...silentLog, warn: (_: string, fields = {}) => warnings.push(fields) };
  evaluator = new TickEvaluator({ alertIndex, log, now: () => 99 });
});

const trade = (id: number, price: string) => buildTrade({ id, price });

test('a fire proves itself with the trade, the one before it and the time of each hop', async () => {
  alertIndex.create(ALERT, crossesAbove('100'), atOnce);
  const hops = { receivedAt: 40, receivedAfter: [0, 2, 5], publishedAt: 50, clockOffsetMs: -7 };
  await evaluator.evaluate(buildTick([trade(1, '99'), trade(2, '99.5'), trade(3, '100.25')], hops));
  expect(alertIndex.fires).toEqual([
    {
      id: `${ALERT}@0000000000000003-${String(trade(3, '1').time).padStart(14, '0')}`,
      sequence: 1,
      trade: trade(3, '100.25'),
      previousTrade: trade(2, '99.5'),
      metric: 'price',
      value: '100.25',
      level: '100',
      reason: 'crossed-up',
      conditions: [
        { condition: { metric: 'price', op: 'crosses-above', level: '100' }, value: '100.25', deciding: true },
      ],
      values: { price: '100.25' },
      recovered: false,
      feed: 'binance',
      hops: { tradeAt: trade(3, '1').time, receivedAt: 45, publishedAt: 50, evaluatedAt: 99, clockOffsetMs: -7 },
    },
  ]);
});

test.each(['live', 'backfill'] as const)(
  'a trade published in time is recovered only by back-fill: %s',
  async (source) => {
    const late = trade(2, '101');
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    await evaluator.evaluate(buildTick([trade(1, '99')]));
    const fields = { seq: 2, previous: trade(1, '99'), source, publishedAt: late.time + 10_000 };
    await evaluator.evaluate(buildTick([late], fields));
    expect(alertIndex.fires).toMatchObject([{ trade: { id: 2 }, recovered: source === 'backfill' }]);
  },
);

test('after a gap in the trades a fire has no trade before, since that one was not seen', async () => {
  alertIndex.create(ALERT, crossesAbove('100'), atOnce);
  await evaluator.evaluate(buildTick([trade(1, '99')]));
  await evaluator.evaluate(buildTick([trade(3, '101')], { seq: 2, previous: trade(1, '99') }));
  expect(alertIndex.fires).toMatchObject([{ trade: { id: 3 }, previousTrade: null }]);
});

describe('a fire of a time event', () => {
  const held = { ...price('above', '100'), holdSeconds: 1 };
  const [one, two] = [trade(1, '100'), trade(2, '101')];
  const end = one.time + 1_000;
  const later = buildTrade({ id: 3, price: '100', time: end + 5 });
  beforeEach(() => alertIndex.create(ALERT, held, atOnce));

  test('names the trade before the last one, whichever tick carries the two', async () => {
    await evaluator.evaluate(buildTick([one, two]));
    await evaluator.evaluate(
      buildTick([], { seq: 2, previous: two, beforePrevious: one, watermark: end, publishedAt: 70 }),
    );
    expect(alertIndex.fires).toMatchObject([{ trade: { id: 2 }, previousTrade: one, hops: { receivedAt: 70 } }]);
  });

  test('is received with the trade that shows that its instant has passed', async () => {
    await evaluator.evaluate(buildTick([one, two, later], { receivedAt: 40, receivedAfter: [0, 2, 5] }));
    expect(alertIndex.fires).toMatchObject([{ trade: { id: 2 }, previousTrade: one, hops: { receivedAt: 45 } }]);
  });

  test.each([
    ['live within seconds', 3_000, 0, false],
    ['live as late as may be', 10_000, 0, false],
    ['after an outage', 10_001, 0, true],
    ['live by a clock of ours that is ahead', 60_000, -57_000, false],
    ['after an outage by a clock of ours that is behind', -50_000, 61_000, true],
    ['within the difference of the clocks', -40, null, false],
    ['after an outage by clocks that were not compared', 90_000, null, true],
  ])('is recovered when it was not seen live: %s', async (_, delay, clockOffsetMs, recovered) => {
    await evaluator.evaluate(buildTick([one, two]));
    const quiet = { seq: 2, previous: two, watermark: end, publishedAt: end + delay, clockOffsetMs };
    await evaluator.evaluate(buildTick([], quiet));
    expect(alertIndex.fires).toMatchObject([{ trade: { id: 2 }, recovered }]);
  });

  test("has no trade before where its trade is the coin's first", async () => {
    await evaluator.evaluate(buildTick([one], { watermark: end }));
    expect(alertIndex.fires).toMatchObject([{ trade: { id: 1 }, previousTrade: null }]);
  });
});

test('a fire of several conditions has the value of each, and says which one decided', async () => {
  const all = [
    { metric: 'price', op: 'above', level: '100' },
    { metric: 'price', op: 'below', level: '200' },
  ] as const;
  alertIndex.create(ALERT, buildRule({ all: [...all] }), atOnce);
  await evaluator.evaluate(buildTick([trade(1, '250'), trade(2, '99'), trade(3, '150.5')]));
  expect(alertIndex.fires).toMatchObject([
    {
      ...{ metric: 'price', value: '150.5', level: '100', reason: 'holds' },
      conditions: [
        { condition: all[0], value: '150.5', deciding: true },
        { condition: all[1], value: '150.5', deciding: false },
      ],
    },
  ]);
});

test('ticks that touch nothing make no call to the database once the page is read', async () => {
  for (let i = 0; i < 50; i += 1)
    alertIndex.create(ALERT.slice(0, -2) + String(i).padStart(2, '0'), crossesAbove(String(200 + i)), atOnce);
  await evaluator.evaluate(buildTick([trade(1, '100')]));
  const warm = alertIndex.calls;
  for (let i = 2; i < 200; i += 1) {
    await evaluator.evaluate(buildTick([trade(i, String(100 + (i % 90)))], { seq: i, previous: trade(i - 1, '1') }));
  }
  expect(alertIndex.calls).toBe(warm);
});

test('a coin of which no metric is in use costs no read', async () => {
  await evaluator.evaluate(buildTick([trade(1, '100')], { book: { version: 0, metrics: [], shards: 1 } }));
  expect(alertIndex.calls).toBe(0);
});

describe('the page rule', () => {
  test('an alert of a newer index version is judged from the first tick of that version on', async () => {
    await evaluator.evaluate(buildTick([trade(1, '99')]));
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    const changed = { version: 2, metrics: ['price'], shards: 1 };
    await evaluator.evaluate(buildTick([trade(2, '99')], { seq: 2, book: changed, previous: trade(1, '99') }));
    await evaluator.evaluate(buildTick([trade(3, '101')], { seq: 3, book: changed, previous: trade(2, '99') }));
    expect(alertIndex.fires.map((fire) => fire.trade.id)).toEqual([3]);
  });

  test('a page is not used for a tick that does not follow the last one', async () => {
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    await evaluator.evaluate(buildTick([trade(1, '99')]));
    const calls = alertIndex.calls;
    await evaluator.evaluate(buildTick([trade(3, '99')], { seq: 3, previous: trade(2, '99') }));
    expect(alertIndex.calls).toBeGreaterThan(calls);
  });

  test('a late tick of an older epoch is judged for alerts that were armed before it, and for none armed since', async () => {
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    await evaluator.evaluate(buildTick([trade(4, '99')], { epoch: 1 }));
    alertIndex.create(OTHER, crossesAbove('100'), { armAfter: 0, bookVersion: 2 });
    const changed = { version: 2, metrics: ['price'], shards: 1 };
    // the new task begins again further back; the old one, still alive, is ahead
    await evaluator.evaluate(buildTick([trade(4, '99')], { epoch: 2, book: changed }));
    const other = new TickEvaluator({ alertIndex, log: silentLog, now: () => 1 });
    await other.evaluate(buildTick([trade(5, '98')], { epoch: 1, seq: 2, previous: trade(4, '99'), book: changed }));
    await other.evaluate(buildTick([trade(6, '100')], { epoch: 1, seq: 3, previous: trade(5, '98'), book: changed }));
    expect(alertIndex.fires.map(({ id, trade: proof }) => [id.split('@')[0], proof.id])).toEqual([[ALERT, 6]]);
    await evaluator.evaluate(
      buildTick([trade(5, '98'), trade(6, '100')], { epoch: 2, seq: 2, previous: trade(4, '99'), book: changed }),
    );
    expect(alertIndex.fires.map(({ id, trade: proof }) => [id.split('@')[0], proof.id])).toEqual([
      [ALERT, 6],
      [OTHER, 6],
    ]);
  });

  test('an environment that knows a newer epoch judges late ticks of an older one as all others do', async () => {
    alertIndex.create(ALERT, price('above', '100'), atOnce);
    await evaluator.evaluate(buildTick([trade(4, '99')], { epoch: 1 }));
    await evaluator.evaluate(buildTick([trade(4, '99')], { epoch: 2 }));
    await evaluator.evaluate(buildTick([trade(5, '100')], { epoch: 1, seq: 2, previous: trade(4, '99') }));
    expect(alertIndex.fires.map(({ trade: proof }) => proof.id)).toEqual([5]);
  });
});

test('an alert that another environment moved into a section of the page is found', async () => {
  alertIndex = new MemoryAlertIndex({ readLimit: 1 });
  const deps = { alertIndex, log: silentLog, now: () => 1, maxEntriesPerSection: 1 };
  const [one, other] = [new TickEvaluator(deps), new TickEvaluator(deps)];
  // both wait for a rise, and a page holds the nearer one
  alertIndex.create(ALERT, price('above', '105'), atOnce);
  alertIndex.create(OTHER, price('crosses-below', '120'), atOnce);
  const ticks = [
    buildTick([trade(1, '90')]),
    buildTick([trade(2, '130')], { seq: 2, previous: trade(1, '90') }),
    buildTick([trade(3, '110')], { seq: 3, previous: trade(2, '130') }),
  ] as const;
  await one.evaluate(ticks[0]);
  await other.evaluate(ticks[0]);
  await other.evaluate(ticks[1]); // and ended before it could say so: the tick is delivered again
  await one.evaluate(ticks[1]);
  await one.evaluate(ticks[2]);
  expect(alertIndex.fires.map(({ id, trade: proof }) => [id.split('@')[0], proof.id])).toEqual([
    [ALERT, 2],
    [OTHER, 3],
  ]);
});

test('an alert that is moved between two reads of one page, to a section that was read already, is found', async () => {
  alertIndex.create(ALERT, price('crosses-above', '100'), atOnce);
  await evaluator.evaluate(buildTick([trade(1, '99')]));
  const moved = alertIndex.get(ALERT);
  if (!moved) return expect.unreachable();
  // stored as before the move; then a write that is still on its way lands after falls and before rises are read
  const stale: AlertState = { ...(moved.state as Extract<AlertState, { phase: 'watching' }>), zone: 'above' };
  alertIndex.edit(ALERT, () => ({ state: stale }));
  const read = alertIndex.read.bind(alertIndex);
  let reads = 0;
  alertIndex.read = async (request) => {
    const answer = await read(request);
    reads += 1;
    if (request.side === 'up' && reads <= 3) alertIndex.edit(ALERT, () => ({ state: moved.state }));
    return answer;
  };
  await evaluator.evaluate(buildTick([trade(5, '100')], { seq: 9, previous: trade(4, '99') }));
  expect(alertIndex.fires.map(({ trade: proof }) => proof.id)).toEqual([5]);
});

describe('an alert changed while it is judged', () => {
  test('does not fire by its old rule when it was edited first', async () => {
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    alertIndex.create(OTHER, crossesAbove('100'), atOnce);
    await evaluator.evaluate(buildTick([trade(1, '99')]));
    alertIndex.beforeChange = ({ id }) => {
      if (id === ALERT && alertIndex.get(ALERT)?.rev === 2) {
        alertIndex.edit(ALERT, () => ({ rule: crossesAbove('200') }));
      }
    };
    await evaluator.evaluate(buildTick([trade(2, '150')], { seq: 2, previous: trade(1, '99') }));
    expect(alertIndex.fires.map(({ id }) => id.split('@')[0])).toEqual([OTHER]);
    await evaluator.evaluate(buildTick([trade(3, '201')], { seq: 3, previous: trade(2, '150') }));
    expect(alertIndex.fires.map(({ level }) => level)).toEqual(['100', '200']);
  });

  test('is not revived when it was deleted first', async () => {
    alertIndex.create(ALERT, crossesAbove('100'), atOnce);
    await evaluator.evaluate(buildTick([trade(1, '99')]));
    alertIndex.beforeChange = ({ id }) => alertIndex.delete(id);
    await evaluator.evaluate(buildTick([trade(2, '150')], { seq: 2, previous: trade(1, '99') }));
    expect(alertIndex.fires).toEqual([]);
    expect(alertIndex.get(ALERT)).toBeUndefined();
  });
});

test('a back-filled trade from before the alert never arms or fires it', async () => {
  const created = trade(10, '1').time;
  alertIndex.create(ALERT, price('above', '100'), { armAfter: created, bookVersion: 0 });
  await evaluator.evaluate(buildTick([trade(8, '500'), trade(9, '500'), trade(10, '90')], { source: 'backfill' }));
  expect(alertIndex.fires).toEqual([]);
  expect(alertIndex.get(ALERT)?.state).toMatchObject({ status: 'active', watchedFrom: { tradeId: 10 } });
});

describe('an alert that waits for a value expires although the instant for arming quietly can not come any more', () => {
  const volume = { metric: 'volume-5m', op: 'above', level: '0' } as const;
  const both = { version: 1, metrics: ['price', 'volume-5m'], shards: 1 };
  const start = trade(0, '1').time;
  const first = buildTrade({ id: 1, time: start + 30_000, price: '6' });
  const expiresAt = start + 45_000;
  const quiet = buildTick([], { seq: 2, previous: first, minute: start, watermark: expiresAt, book: both });

  test("since it lies before the coin's first trade", async () => {
    const rule = buildRule({ all: [{ metric: 'price', op: 'enters', from: '1', to: '2' }, volume], expiresAt });
    alertIndex.create(ALERT, rule, { armAfter: first.time - 1_001, bookVersion: 1 });
    await evaluator.evaluate(buildTick([first], { book: both }));
    expect(alertIndex.get(ALERT)?.state.status).toBe('arming');
    await evaluator.evaluate(quiet);
    expect(alertIndex.get(ALERT)?.state).toMatchObject({ status: 'expired', asOf: { tradeId: 1, instant: expiresAt } });
  });

  test('since later events were judged before an edit', async () => {
    alertIndex.create(ALERT, price('above', '5'), atOnce);
    await evaluator.evaluate(buildTick([first], { book: both }));
    const asOf = { tradeId: 1, instant: first.time };
    expect(alertIndex.get(ALERT)?.state).toMatchObject({ status: 'triggered', asOf });
    const rule = buildRule({ condition: volume, expiresAt });
    const armFrom = { armAfter: first.time - 1_000, bookVersion: 2 };
    alertIndex.edit(ALERT, () => ({ rule, state: armingState(rule, armFrom, asOf) }));
    await evaluator.evaluate({ ...quiet, book: { ...both, version: 2 } });
    expect(alertIndex.get(ALERT)?.state).toMatchObject({ status: 'expired', asOf: { tradeId: 1, instant: expiresAt } });
  });
});

test('trades missing between two ticks that follow each other are reported', async () => {
  await evaluator.evaluate(buildTick([trade(1, '99')]));
  await evaluator.evaluate(buildTick([trade(5, '99')], { seq: 2, previous: trade(4, '99') }));
  expect(warnings).toEqual([{ symbol: 'BTCUSDT', firstTradeId: 2, lastTradeId: 4 }]);
});

test('a page keeps little more than its maximum, and alerts beyond it are found', async () => {
  evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 1, maxEntriesPerSection: 3 });
  for (let i = 10; i < 60; i += 1)
    alertIndex.create(`${ALERT.slice(0, -2)}${i}`, crossesAbove(String(100 + i)), atOnce);
  await evaluator.evaluate(buildTick([trade(1, '99')]));
  await evaluator.evaluate(buildTick([trade(2, '155')], { seq: 2, previous: trade(1, '99') }));
  expect(alertIndex.fires).toHaveLength(46);
});
