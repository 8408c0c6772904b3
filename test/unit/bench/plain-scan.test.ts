import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAlerts } from '../../../bench/made-alerts.ts';
import { type PlainAlert, PlainScan } from '../../../bench/plain-scan.ts';
import { SortedIndex } from '../../../bench/sorted-index.ts';
import { cutIntoTicks, drawTrades } from '../../../bench/tape.ts';
import type { PageEntry } from '../../../domain/alert-index/index-page.ts';
import type { Trade } from '../../../domain/market/trade.ts';
import { LEVEL_OPERATORS, type LevelOperator, operatorOf } from '../../../domain/rules/operators/operators.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { zoneOf } from '../../../domain/rules/zone.ts';
import { TickEvaluator } from '../../../functions/evaluate-ticks/tick-evaluator.ts';
import { silentLog } from '../../support/silent-log.ts';

const FIRST_PRICE = 100;
const book = { version: 1, metrics: ['price'], shards: 1 };
const published = { symbol: 'BTCUSDT', everyMs: 250, book, refs: {}, measures: {} };
const pattern = makeAlerts({ symbol: published.symbol, count: 1, range: { low: 1, high: 1 }, kind: 'price' }).at(0);

/** Armed at the price before the first trade; `above` and `below` that are met there have fired before. */
function entryOf({ op, level }: PlainAlert, index: number): PageEntry {
  const condition = { metric: 'price', op, level: String(level) } as const;
  const rule: Rule = { ...pattern.rule, condition };
  const zone = operatorOf(condition).rememberedZone(zoneOf(FIRST_PRICE, { low: level, high: level }));
  const { state } = pattern;
  if (state.status !== 'active' || state.phase !== 'watching') throw new Error('made alerts watch');
  return { ...pattern, id: `BTCUSDT-0-${String(index).padStart(26, '0')}`, rule, state: { ...state, zone } };
}

const wishes = fc.array(
  fc.record({ op: fc.constantFrom<LevelOperator>(...LEVEL_OPERATORS), level: fc.integer({ min: 80, max: 120 }) }),
  { minLength: 20, maxLength: 300 },
);
const prices = fc.array(fc.integer({ min: 80, max: 120 }), { minLength: 10, maxLength: 80 });

test('a scan of every alert and the evaluator fire the same alerts at the same trades', async () => {
  let fired = 0;
  await fc.assert(
    fc.asyncProperty(wishes, prices, async (wished, path) => {
      const alerts = wished.map((wish, index): PlainAlert => ({ ...wish, id: entryOf({ ...wish, id: '' }, index).id }));
      const entries = alerts.map(entryOf);
      const first: Trade = { id: 1, time: Date.UTC(2026, 0, 5), price: String(FIRST_PRICE), quantity: '1' };
      const trades = path.map((price, index) => ({
        ...first,
        id: index + 2,
        time: first.time + index * 100,
        price: String(price),
      }));

      const scan = new PlainScan(alerts, FIRST_PRICE);
      const wanted = trades.flatMap(({ id, price }) => scan.judge(Number(price)).map((alert) => `${alert.id}@${id}`));

      const sorted = new SortedIndex({ count: entries.length, at: (index) => entries[index] ?? pattern });
      const evaluator = new TickEvaluator({ alertIndex: sorted, log: silentLog, now: () => 0 });
      for (const tick of cutIntoTicks([first, ...trades], published)) await evaluator.evaluate(tick);
      const found = sorted.fires.map(({ id, trade }) => `${id.split('@')[0]}@${trade.id}`);

      expect(found.sort()).toEqual(wanted.sort());
      fired += found.length;
    }),
    { numRuns: 200 },
  );
  expect(fired).toBeGreaterThan(1_000);
});

test('the made alerts are never touched by the trades that they are made for', () => {
  const trades = drawTrades(2_000);
  const numbers = trades.map(({ price }) => Number(price));
  const range = { low: Math.min(...numbers), high: Math.max(...numbers) };
  const alerts = makeAlerts({ symbol: 'BTCUSDT', count: 1_000, range, kind: 'price' });
  for (let index = 0; index < alerts.count; index += 1) {
    const { rule, state } = alerts.at(index);
    const level = Number(rule.condition && 'level' in rule.condition ? rule.condition.level : Number.NaN);
    expect(level < range.low || level > range.high).toBe(true);
    expect(state).toMatchObject({ zone: level > range.high ? 'below' : 'above' });
  }
});
