import fc from 'fast-check';
import { expect, test } from 'vitest';
import { IndexPage, type PageEntry, type Reach } from '../../../../domain/alert-index/index-page.ts';
import { outcomeOf } from '../../../../domain/alert-index/verdict.ts';
import { walkTick } from '../../../../domain/alert-index/walk-tick.ts';
import { decodeTick, encodeTick, MAX_INSTANT, MINUTE_MS, minuteOf, type Tick } from '../../../../domain/market/tick.ts';
import type { Trade } from '../../../../domain/market/trade.ts';
import { type Rule, seriesOfRule } from '../../../../domain/rules/rule.ts';
import { randomRules } from '../../../oracle/scenarios/random-rules.ts';
import { buildArming } from '../../../support/market-events.ts';
import { buildTick } from '../../../support/ticks.ts';

/** A page that counts how often the walk looks at it: what a walk costs, whatever machine it runs on. */
class CountedPage extends IndexPage {
  looks = 0;

  override get nearestDeadline(): number {
    this.looks += 1;
    return super.nearestDeadline;
  }

  override within(reach: Reach): PageEntry[] {
    this.looks += 1;
    return super.within(reach);
  }
}

const extremes = [0, 1, MINUTE_MS, MAX_INSTANT - 1, MAX_INSTANT, 1_795_879_789_630];
const instants = fc.oneof(fc.constantFrom(...extremes), fc.integer({ min: 0, max: MAX_INSTANT }));
const rules = fc
  .tuple(randomRules(['price', 'change-5m', 'volume-5m']), fc.option(instants), fc.boolean())
  .map(([rule, expiresAt, isShort]): Rule => {
    // the shortest that are taken
    const repeat = isShort && rule.repeat.mode === 'every-time' ? { ...rule.repeat, cooldownSeconds: 60 } : rule.repeat;
    return { ...rule, repeat, expiresAt };
  });
const alerts = fc.array(fc.tuple(rules, instants), { minLength: 1, maxLength: 6 });
const ticks = fc.array(
  fc.record({
    at: instants,
    watermark: fc.option(instants),
    prices: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 4 }),
    ref: fc.option(fc.constantFrom('3', '5')),
    volume: fc.option(fc.nat(5)),
  }),
  { minLength: 1, maxLength: 5 },
);

type Drawn = typeof ticks extends fc.Arbitrary<infer Value> ? Value : never;

/** Each at whatever instant, after the one before it. */
function tell(drawn: Drawn): Tick[] {
  let previous: Trade | null = null;
  let id = 0;
  return drawn.map(({ at, watermark, prices, ref, volume }, index) => {
    const trades = prices.map((price): Trade => ({ id: ++id, time: at, price: String(price), quantity: '1' }));
    const values = { refs: { 'change-5m': ref }, refsBefore: { 'change-5m': ref }, measures: { 'volume-5m': volume } };
    const tick = buildTick(trades, { ...values, previous, watermark, minute: minuteOf(at), seq: index + 1 });
    previous = trades.at(-1) ?? previous;
    return decodeTick(encodeTick(tick));
  });
}

/** As the evaluator does, with the whole book on the page. */
function walk(page: CountedPage, tick: Tick): void {
  for (const step of walkTick(page, tick, null)) {
    if (step.step !== 'apply') throw new Error('the page holds the whole book');
    for (const verdict of step.verdicts) {
      const { entry, change } = verdict;
      const fires = entry.fires + (change.decision === 'fire' ? 1 : 0);
      page.put({ ...entry, ...outcomeOf(verdict), fires, rev: entry.rev + 1 });
    }
  }
}

/** Looks a trade, a watermark or an alert is worth: a few moves each, and what they are found by. */
const LOOKS_EACH = 40;

test('the work of a tick grows with its trades and alerts, not with the time between its instants', () => {
  const property = fc.property(alerts, ticks, (drawn, told) => {
    const series = [...new Set(drawn.flatMap(([rule]) => seriesOfRule(rule)))];
    const page = new CountedPage({ version: 1, shards: 1, series });
    drawn.forEach(([rule, armAfter], index) => {
      page.put({ id: `BTCUSDT-0-${index}`, rev: 1, rule, state: buildArming(rule, armAfter), fires: 0, shard: 0 });
    });
    for (const tick of tell(told)) {
      page.looks = 0;
      walk(page, tick);
      expect(page.looks).toBeLessThanOrEqual(LOOKS_EACH * (2 + tick.trades.id.length) * drawn.length);
    }
  });
  fc.assert(property, { numRuns: 3_000 });
});

test('a cooldown that was over a million times since the last trade ends at the instant at which it would have', () => {
  const rule: Rule = {
    all: [
      { metric: 'price', op: 'above', level: '2' },
      { metric: 'price', op: 'below', level: '9' },
    ],
    repeat: { mode: 'every-time', cooldownSeconds: 90 },
    ...{ rearmPercent: null, holdSeconds: null, confirm: 'trade', expiresAt: null },
  };
  const page = new CountedPage({ version: 1, shards: 1, series: ['price'] });
  page.put({ id: 'BTCUSDT-0-0', rev: 1, rule, state: buildArming(rule), fires: 0, shard: 0 });
  const times = 1_000_003;
  const start = 1_795_879_789_630;
  const [first, second] = tell([
    { at: start, watermark: null, prices: [5], ref: null, volume: null },
    { at: start + times * 90_000 + 1, watermark: null, prices: [6], ref: null, volume: null },
  ]);
  if (first) walk(page, first);
  if (second) walk(page, second);
  expect(page.entries().map(({ state, fires }) => ({ ...state, fires }))).toMatchObject([
    { phase: 'cooling', until: start + (times + 1) * 90_000, asOf: { tradeId: 1, instant: start + times * 90_000 } },
  ]);
  expect(page.looks).toBeLessThan(100);
});

test('a cooldown that is renewed again and again does not outlive the alert', () => {
  const start = 1_795_879_789_630;
  const rule: Rule = {
    all: [
      { metric: 'price', op: 'above', level: '2' },
      { metric: 'price', op: 'below', level: '9' },
    ],
    repeat: { mode: 'every-time', cooldownSeconds: 90 },
    ...{ rearmPercent: null, holdSeconds: null, confirm: 'trade', expiresAt: start + 1_000_000 },
  };
  const page = new CountedPage({ version: 1, shards: 1, series: ['price'] });
  page.put({ id: 'BTCUSDT-0-0', rev: 1, rule, state: buildArming(rule), fires: 0, shard: 0 });
  const ticks = tell([
    { at: start, watermark: null, prices: [5], ref: null, volume: null },
    { at: start + 9_000_000, watermark: null, prices: [6], ref: null, volume: null },
  ]);
  const states = ticks.map((tick) => {
    walk(page, tick);
    return page.entries()[0]?.state.status ?? 'over';
  });
  expect(states).toEqual(['active', 'over']);
});
