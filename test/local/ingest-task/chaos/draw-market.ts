import type { Rule } from '../../../../domain/rules/rule.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import { type ChaosWorld, type PlannedMarket, STEP_MS } from './chaos-world.ts';
import { drawWindowedRules } from './windowed-rules.ts';

/** By symbol: the id of its first trade, and how many trades it has in a second. */
export const COINS = {
  BUSYUSDT: { firstId: 4_000_000_000, perSecond: 25, isNew: false },
  CALMUSDT: { firstId: 700, perSecond: 1, isNew: false },
  THINUSDT: { firstId: 0, perSecond: 0.08, isNew: true },
  STILLUSDT: { firstId: 5_000, perSecond: 0.012, isNew: false },
} as const;

const FIRST_MINUTE = Date.parse('2026-11-02T10:00:00Z');
const MINUTES_BEFORE = 75;
const USUAL_MINUTES = 6;
/** The share of coins that have alerts on windowed metrics. */
const WINDOWED_COINS = 0.75;

/** One trade in so many is far from the others: a wick that must not be missed. */
const WICK_EVERY = 60;

/**
 * A market of four coins that trade at whole prices from 90 to 110, but for wicks; the thin one is new. The run begins
 * anywhere within a minute, and most coins have alerts on windowed metrics.
 */
export function drawnMarket(seed: number): PlannedMarket {
  const random = RandomNumbers.fromSeed(seed + 2);
  const rules = new Map<string, readonly Rule[]>();
  for (const [symbol, { perSecond }] of Object.entries(COINS)) {
    const windowed = random.next() < WINDOWED_COINS ? drawWindowedRules(random, perSecond) : [];
    rules.set(symbol, [...RULES, ...windowed]);
  }
  return {
    firstIds: Object.fromEntries(Object.entries(COINS).map(([symbol, { firstId }]) => [symbol, firstId])),
    startMs: FIRST_MINUTE + Math.floor(random.next() * 60) * 1_000,
    tradeBefore,
    trade: drawTrades(),
    tradeOnce: (world, symbol) => world.trade(symbol, { price: '100.00000000' }),
    rulesOf: (symbol) => rules.get(symbol) ?? [],
  };
}

/** Some trades in each of the 75 minutes before, and as many as usual in the last few. */
function tradeBefore(world: ChaosWorld): void {
  const { time, random } = world;
  for (const [symbol, { perSecond, isNew }] of Object.entries(COINS)) {
    if (isNew) continue;
    for (let back = MINUTES_BEFORE; back > 0; back -= 1) {
      const count = back > USUAL_MINUTES ? 2 : Math.ceil(perSecond * 60);
      const from = time.now() - back * 60_000;
      for (let i = 0; i < count; i += 1) {
        const price = (95 + Math.floor(random.next() * 11)).toFixed(8);
        world.traded(symbol, { price, time: from + Math.floor((i * 60_000) / count) });
      }
    }
  }
}

function drawTrades(): PlannedMarket['trade'] {
  const prices = new Map<string, number>();
  let isFirst = true;
  const draw = (world: ChaosWorld, symbol: string) => {
    const { random } = world;
    const before = prices.get(symbol) ?? 100;
    const price = Math.min(110, Math.max(90, before + Math.floor(random.next() * 5) - 2));
    prices.set(symbol, price);
    const wick = random.next() < 0.5 ? 150 : 60;
    return random.next() * WICK_EVERY < 1 ? wick : price;
  };
  return (world) => {
    const { random, time } = world;
    for (const [symbol, { perSecond }] of Object.entries(COINS)) {
      const count = isFirst ? 0 : random.poisson((perSecond * STEP_MS) / 1_000);
      const ages = Array.from({ length: count }, () => Math.floor(random.next() * STEP_MS)).sort((a, b) => b - a);
      for (const age of ages) {
        world.trade(symbol, { price: draw(world, symbol).toFixed(8), time: time.now() - age });
      }
    }
    isFirst = false;
  };
}

/** Makes so many trades of a coin within the step. */
export function drawBurst(world: ChaosWorld, symbol: string, count: number): void {
  const { random, time } = world;
  for (let i = 0; i < count; i += 1) {
    const price = i === count >> 1 ? 150 : 98 + Math.floor(random.next() * 5);
    world.trade(symbol, { price: price.toFixed(8), time: time.now() });
  }
}

export const ONCE: Omit<Rule, 'condition'> = {
  repeat: { mode: 'once' },
  rearmPercent: null,
  holdSeconds: null,
  confirm: 'trade',
  expiresAt: null,
};

const RULES: readonly Rule[] = [
  { ...ONCE, condition: { metric: 'price', op: 'above', level: '140' } },
  { ...ONCE, condition: { metric: 'price', op: 'below', level: '70' } },
  { ...ONCE, condition: { metric: 'price', op: 'crosses', level: '100' } },
  {
    ...ONCE,
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 3,
    condition: { metric: 'price', op: 'crosses-above', level: '101' },
  },
  {
    ...ONCE,
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 20,
    condition: { metric: 'price', op: 'above', level: '140' },
  },
  { ...ONCE, holdSeconds: 2, condition: { metric: 'price', op: 'above', level: '102' } },
  { ...ONCE, confirm: 'minute-close', condition: { metric: 'price', op: 'crosses', level: '100' } },
];
