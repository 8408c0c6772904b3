import { type ChaosWorld, STEP_MS } from './chaos-world.ts';

/** By symbol: the id of its first trade, and how many trades it has in a second. */
export const COINS = {
  BUSYUSDT: { firstId: 4_000_000_000, perSecond: 25 },
  CALMUSDT: { firstId: 700, perSecond: 1 },
  THINUSDT: { firstId: 1, perSecond: 0.08 },
} as const;

export const FIRST_IDS = Object.fromEntries(Object.entries(COINS).map(([symbol, { firstId }]) => [symbol, firstId]));

/** One trade in so many is far off the others, and alone: the wick that nobody may miss. */
const WICK_EVERY = 60;

/** A market of three coins that trade at whole prices from 90 to 110, but for wicks. */
export function drawMarket(): (world: ChaosWorld) => void {
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

/** So many trades of a coin within the step. */
export function drawBurst(world: ChaosWorld, symbol: string, count: number): void {
  const { random, time } = world;
  for (let i = 0; i < count; i += 1) {
    const price = i === count >> 1 ? 150 : 98 + Math.floor(random.next() * 5);
    world.trade(symbol, { price: price.toFixed(8), time: time.now() });
  }
}
