import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { armingState } from '../../../../domain/alerts/arming-state.ts';
import type { Candle } from '../../../../domain/market/candle.ts';
import { trimDecimal } from '../../../../domain/market/decimal.ts';
import { MINUTE_MS, minuteOf, type Tick } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import type { Fire } from '../../../../domain/messages/trigger.ts';
import { METRIC_INTERVALS, minutesOf } from '../../../../domain/metrics/candle-reach.ts';
import { LISTED, type WindowedMetric } from '../../../../domain/metrics/metric.ts';
import type { MinuteHistory } from '../../../../domain/metrics/minute-history.ts';
import { type MinuteValues, newHistory, valuesAt } from '../../../../domain/metrics/minute-values.ts';
import { Replay } from '../../../../domain/preview/replay.ts';
import type { Condition } from '../../../../domain/rules/condition.ts';
import { type Rule, seriesOfRule } from '../../../../domain/rules/rule.ts';
import { TickEvaluator } from '../../../../functions/evaluate-ticks/tick-evaluator.ts';
import { readTape } from '../../../../local/simulator/market/read-tape.ts';
import { buildRule } from '../../../support/market-events.ts';
import { MemoryAlertIndex } from '../../../support/memory-alert-index.ts';
import { silentLog } from '../../../support/silent-log.ts';
import { buildTick } from '../../../support/ticks.ts';

const TAPE = join(import.meta.dirname, '../../../../../shared/data/btcusdt-spot-trades-2024-08-08.csv.gz');
const isHere = existsSync(TAPE);
if (!isHere) console.warn(`SKIPPED: the recorded trades are not in ${TAPE}, so preview and live are not compared`);

const ID = 'BTCUSDT-0-01J9ZX00000000000000000000';

/** Metrics on candles that rules here use, beside those of every coin. */
const BY_PRICE = ['sma-20-1h', 'ema-20-15m', 'below-high-24h', 'above-low-7d'] as const;
const BY_MINUTE = ['rsi-14-15m', 'bollinger-20-15m', 'volume-ratio-5m'] as const;
const USED: readonly WindowedMetric[] = [...LISTED, ...BY_PRICE, ...BY_MINUTE];

/** What was known of the coin before the tape: made of the tape's own prices, so that values lie near to them. */
function historyBefore(trades: readonly Trade[]): MinuteHistory {
  const history = newHistory({ metrics: USED });
  const begin = minuteOf(trades[0]?.time ?? 0);
  const candles = (count: number, minutes: number) =>
    Array.from({ length: count }, (_, i) => {
      const start = (Math.floor(begin / MINUTE_MS / minutes) - count + i) * minutes * MINUTE_MS;
      return candleOf(trades.slice((i * 37) % 9_000, ((i * 37) % 9_000) + 3), start);
    });
  for (const interval of METRIC_INTERVALS) history.loadCandles(interval, candles(250, minutesOf(interval)));
  history.load(candles(1_500, 1));
  return history;
}

/** The tape as published: at most `size` trades a tick, each minute closed by a mark, with the values of the minute. */
function ticksOf(trades: readonly Trade[], size: number, metrics: string[]): Tick[] {
  const history = historyBefore(trades);
  const ticks: Tick[] = [];
  let refsBefore: MinuteValues['refs'] | Record<string, never> = {};
  for (let from = 0; from < trades.length; ) {
    const minute = minuteOf(trades[from]?.time ?? 0);
    let end = from;
    while (end < trades.length && minuteOf(trades[end]?.time ?? 0) === minute) end += 1;
    const { refs, measures } = valuesAt(history, minute, USED);
    for (let at = from; at < end; at += size) {
      const to = Math.min(at + size, end);
      const mark = to === end ? minute + MINUTE_MS : null;
      const fields = { seq: ticks.length + 1, previous: trades[at - 1] ?? null, mark, refs, refsBefore, measures };
      ticks.push(buildTick(trades.slice(at, to), { ...fields, book: { version: 1, metrics, shards: 1 } }));
    }
    refsBefore = refs;
    history.close(candleOf(trades.slice(from, end), minute));
    from = end;
  }
  return ticks;
}

function candleOf(trades: readonly Trade[], start: number): Candle {
  const byPrice = [...trades].sort((a, b) => Number(a.price) - Number(b.price));
  const price = (trade: Trade | undefined) => trade?.price ?? '1';
  return {
    start,
    open: price(trades[0]),
    high: price(byPrice.at(-1)),
    low: price(byPrice[0]),
    close: price(trades.at(-1)),
    volume: trades.reduce((sum, { quantity }) => sum + Number(quantity), 0),
    quoteVolume: trades.reduce((sum, { quantity, price: at }) => sum + Number(quantity) * Number(at), 0),
    trades: trades.length,
  };
}

const told = ({ id, trade, metric, value, level, reason, values }: Fire) => ({
  ...{ position: id.split('@')[1], trade, metric, value, level, reason, values },
});

async function live(rule: Rule, ticks: readonly Tick[], armAfter: number) {
  const alertIndex = new MemoryAlertIndex();
  alertIndex.create(ID, rule, { armAfter, bookVersion: 1 });
  const evaluator = new TickEvaluator({ alertIndex, log: silentLog, now: () => 1 });
  for (const tick of ticks) await evaluator.evaluate(tick);
  return alertIndex.fires.map(told);
}

function preview(rule: Rule, ticks: readonly Tick[], armAfter: number) {
  const replay = new Replay({ id: ID, rev: 1, rule, state: armingState(rule, { armAfter, bookVersion: 1 }, null) });
  for (const tick of ticks) replay.judge(tick);
  return replay.fires.map(({ fire }) => told(fire));
}

test.skipIf(!isHere)(
  'on recorded trades preview and live agree on every fire, however the tape is cut',
  async () => {
    const trades: Trade[] = (await readTape(TAPE)).map(({ id, time, price, quantity }) => ({
      ...{ id, time, price: trimDecimal(price), quantity: trimDecimal(quantity) },
    }));
    const prices = [...new Set(trades.map(({ price }) => price))].sort((a, b) => Number(a) - Number(b));
    const level = fc.nat({ max: prices.length - 1 }).map((index) => prices[index] ?? '1');
    const condition: fc.Arbitrary<Condition> = fc.oneof(
      fc.record({
        metric: fc.constant('price' as const),
        op: fc.constantFrom('above', 'below', 'crosses-above', 'crosses-below', 'crosses' as const),
        level,
      }),
      fc
        .tuple(fc.constantFrom('enters', 'leaves' as const), level, level)
        .filter(([, a, b]) => a !== b)
        .map(([op, a, b]): Condition => {
          const [from, to] = Number(a) < Number(b) ? [a, b] : [b, a];
          return { metric: 'price', op, from, to };
        }),
      fc.record({
        metric: fc.constant('change-5m' as const),
        op: fc.constantFrom('above', 'crosses' as const),
        level: fc.constantFrom('-0.05', '0', '0.02', '0.1'),
      }),
      fc.record({
        metric: fc.constantFrom(...BY_PRICE),
        op: fc.constantFrom('above', 'crosses', 'crosses-below' as const),
        level: fc.constantFrom('-0.02', '0', '0.02', '0.1'),
      }),
      fc.record({
        metric: fc.constantFrom(...BY_MINUTE),
        op: fc.constantFrom('above', 'crosses' as const),
        level: fc.constantFrom('0.4', '0.9', '48', '50'),
      }),
    );
    /** holds or not, beside the condition that may have to move */
    const beside: fc.Arbitrary<Condition> = fc.record({
      metric: fc.constantFrom(...BY_PRICE, ...BY_MINUTE),
      op: fc.constantFrom('above', 'below' as const),
      level: fc.constantFrom('-0.01', '0.03', '0.5', '49'),
    });
    const rules = fc.record({
      condition,
      others: fc.array(beside, { maxLength: 2 }),
      every: fc.boolean(),
      hold: fc.option(fc.constantFrom(1, 7, 61)),
      close: fc.boolean(),
    });
    const newer = new Set<string>([...BY_PRICE, ...BY_MINUTE]);
    let fires = 0;
    let onCandles = 0;
    await fc.assert(
      fc.asyncProperty(
        rules,
        fc.integer({ min: 1, max: 400 }),
        async ({ condition: wanted, others, every, hold, close }, size) => {
          const rule = buildRule({
            ...(others.length > 0 ? { all: [wanted, ...others] } : { condition: wanted }),
            repeat: every ? { mode: 'every-time', cooldownSeconds: 60 } : { mode: 'once' },
            holdSeconds: others.length > 0 ? null : hold,
            confirm: close ? 'minute-close' : 'trade',
          });
          const armAfter = (trades[0]?.time ?? 0) + 5_000;
          const metrics = seriesOfRule(rule);
          const seen = await live(rule, ticksOf(trades, size, metrics), armAfter);
          expect(preview(rule, ticksOf(trades, trades.length, metrics), armAfter)).toEqual(seen);
          fires += seen.length;
          onCandles += seen.filter(({ metric }) => newer.has(metric)).length;
        },
      ),
      { numRuns: 100 },
    );
    expect(fires).toBeGreaterThan(15);
    expect(onCandles).toBeGreaterThan(3);
  },
  60_000,
);
