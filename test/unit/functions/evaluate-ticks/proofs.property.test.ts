import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeTick, encodeTick, type Tick } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { type Fire, firedAt } from '../../../../domain/messages/trigger.ts';
import type { Rule } from '../../../../domain/rules/rule.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { CoinOutbox } from '../../../../ingest-task/publishing/coin-outbox.ts';
import { buildRule } from '../../../support/market-events.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { unknownValues } from '../../../support/value-source.ts';

const NOON = Date.UTC(2026, 0, 5, 12);
const RUNS = Number(process.env.PRICEBELL_RUNS ?? 1_000);

/** What happens to a coin, in exchange time. */
const step = fc.record({
  price: fc.integer({ min: 1, max: 9 }),
  waitMs: fc.oneof(fc.nat(400), fc.nat(3_000), fc.constantFrom(0, 0, 60_000)),
  /** on its way to the task; those of a catch-up come much later, and together */
  travelMs: fc.oneof(fc.nat(80), fc.constant(0), fc.integer({ min: 5_000, max: 20_000 })),
  isFilled: fc.boolean(),
  isCut: fc.boolean(),
  /** from the last receipt to the tick, and on to its evaluation */
  flushMs: fc.nat(400),
  streamMs: fc.nat(300),
  restarts: fc.constantFrom(false, false, false, false, false, true),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

const everyTime = { mode: 'every-time', cooldownSeconds: null } as const;
const crosses = { metric: 'price', op: 'crosses', level: '5' } as const;
const RULES: readonly Rule[] = [
  buildRule({ condition: crosses, repeat: everyTime, rearmPercent: 10 }),
  buildRule({ condition: crosses, holdSeconds: 1, repeat: { mode: 'every-time', cooldownSeconds: 1 } }),
  buildRule({ condition: crosses, repeat: { mode: 'every-time', cooldownSeconds: 1 } }),
  buildRule({ condition: crosses, confirm: 'minute-close', repeat: { mode: 'every-time', cooldownSeconds: 60 } }),
];

interface Played {
  readonly fires: readonly Fire[];
  readonly trades: readonly Trade[];
  /** by trade id, own clock */
  readonly receipts: ReadonlyMap<number, number>;
  readonly ticks: readonly Tick[];
}

/** The task and the evaluator, both on a clock that is `offsetMs` behind the exchange's. */
async function play(steps: readonly Step[], offsetMs: number): Promise<Played> {
  const alertIndex = new MemoryAlertIndex();
  RULES.forEach((rule, index) => {
    alertIndex.create(`BTCUSDT-0-01J9ZX0000000000000000000${index}`, rule, { armAfter: 0, bookVersion: 0 });
  });
  let now = NOON - offsetMs;
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => now });
  const trades: Trade[] = [];
  const receipts = new Map<number, number>();
  const ticks: Tick[] = [];
  let epoch = 1;
  let outbox = open();
  let time = NOON;
  for (const [id, { price, waitMs, travelMs, isFilled, ...rest }] of steps.entries()) {
    time += waitMs;
    const trade = { id, time, price: String(price), quantity: '1' };
    now = Math.max(now, time + travelMs - offsetMs);
    trades.push(trade);
    receipts.set(id, now);
    outbox.add(trade, now, isFilled ? 'backfill' : 'live');
    if (!rest.isCut) continue;
    outbox.setWatermark(time);
    await publish(rest);
    if (rest.restarts) restart();
  }
  await publish({ flushMs: 0, streamMs: 0 });
  return { fires: alertIndex.fires, trades, receipts, ticks };

  function open() {
    const options = { symbol: 'BTCUSDT', alertIndex: { version: 1, metrics: ['price', 'price@close'], shards: 1 } };
    return new CoinOutbox({ ...options, metrics: unknownValues(), onSkipped: () => {} });
  }

  function restart() {
    const tail = outbox.publishedTail;
    outbox = open();
    epoch += 1;
    if (tail) outbox.continueFrom(tail);
  }

  async function publish({ flushMs, streamMs }: Pick<Step, 'flushMs' | 'streamMs'>) {
    for (let isMore = true; isMore; isMore = outbox.accepted()) {
      now += flushMs;
      const clocks = { now, exchangeNow: now + offsetMs, clockOffsetMs: offsetMs };
      const tick = outbox.cut({ feed: 'binance', epoch, ...clocks });
      if (!tick) return;
      ticks.push(tick);
      now += streamMs;
      await evaluator.evaluate(decodeTick(encodeTick(tick)));
    }
  }
}

function expectTrueProof(fire: Fire, { trades, receipts, ticks }: Played) {
  const { receivedAt, publishedAt, evaluatedAt, clockOffsetMs } = fire.hops;
  expect(fire.previousTrade).toEqual(trades[fire.trade.id - 1] ?? null);
  const isByTrade = firedAt(fire) === fire.trade.time;
  const shownBy = isByTrade ? receipts.get(fire.trade.id) : receipts.get(fire.trade.id + 1);
  const isMarked = !isByTrade && ticks.some((tick) => tick.publishedAt === receivedAt);
  if (!isMarked) expect(receivedAt).toBe(shownBy);
  const instants = [fire.trade.time, firedAt(fire), receivedAt + (clockOffsetMs ?? Number.NaN)];
  expect(instants).toEqual([...instants].sort((a, b) => a - b));
  expect([receivedAt, publishedAt, evaluatedAt]).toEqual([receivedAt, publishedAt, evaluatedAt].sort((a, b) => a - b));
}

test('with any clocks, cuts and catching up, a proof names the trade before, and no hop is earlier than the one before it', async () => {
  let byTrade = 0;
  let byTime = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 2, maxLength: 40, size: 'max' }),
      fc.integer({ min: -7_200_000, max: 7_200_000 }),
      async (steps, offsetMs) => {
        const played = await play(steps, offsetMs);
        for (const fire of played.fires) {
          expectTrueProof(fire, played);
          if (firedAt(fire) === fire.trade.time) byTrade += 1;
          else byTime += 1;
        }
      },
    ),
    { numRuns: RUNS },
  );
  expect(byTrade).toBeGreaterThan(RUNS);
  expect(byTime).toBeGreaterThan(RUNS / 2);
}, 120_000);
