import type { CoinProfile } from './coin-profiles.ts';
import type { PricePath } from './price-path.ts';
import type { PriceShock } from './price-shocks.ts';
import type { RandomNumbers } from './random-numbers.ts';
import type { TradeDraft } from './trade-ring.ts';

/** Trade sizes are log-normal: many small ones, now and then a whale. */
export const SIZE_SPREAD = 1.3;

/** How many single trades an aggregate one holds besides the first, on average. */
export const MEAN_FURTHER_SINGLES = 0.4;

const SWEEP_TRADES = { fewest: 6, more: 10 } as const;

/** LOT_SIZE's maxQty. */
const MAX_QUANTITY = 900_000_000;
const MAX_QUANTITY_STEPS = 2 ** 32 - 1;

export interface DrawStep {
  readonly coin: number;
  readonly profile: CoinProfile;
  readonly path: PricePath;
  readonly random: RandomNumbers;
  readonly fromMs: number;
  readonly toMs: number;
  /** Multiplies the trade rate. */
  readonly speed: number;
}

/** Draws one coin's trades of a step of time, in time order. */
export function drawTrades(step: DrawStep): TradeDraft[] {
  const { coin, path, random, fromMs, toMs } = step;
  const seconds = (toMs - fromMs) / 1000;
  const busy = path.activityAt(coin, fromMs) * path.burstAt(coin, fromMs);
  const count = random.poisson(step.profile.tradesPerSecond * step.speed * seconds * busy);
  const struck = path.shocks.between(coin, fromMs, toMs).flatMap((shock) => drawShock(step, shock));
  const ordinary = Array.from({ length: count }, () => {
    const time = fromMs + Math.floor(random.next() * (toMs - fromMs));
    return drawTrade(step, { time, price: path.priceAt(coin, time), buyerIsMaker: random.next() < 0.5 });
  });
  // The sort is stable: at the instant of a shock its own trades come first, so the sweep is seen level by level.
  return [...struck, ...ordinary].sort((left, right) => left.time - right.time);
}

function drawShock(step: DrawStep, shock: PriceShock): TradeDraft[] {
  const { coin, path, random } = step;
  const time = shock.atMs;
  const before = path.priceAt(coin, time - 1);
  const buyerIsMaker = shock.size < 0;
  const struck = (part: number) => drawTrade(step, { time, price: before * Math.exp(shock.size * part), buyerIsMaker });
  // One trade far away, between two where the price was and stays.
  if (shock.kind === 'wick') return [struck(0), struck(1), struck(0)];
  const count = SWEEP_TRADES.fewest + Math.floor(random.next() * SWEEP_TRADES.more);
  return Array.from({ length: count }, (_, index) => struck((index + 1) / count));
}

interface Quote {
  readonly time: number;
  readonly price: number;
  readonly buyerIsMaker: boolean;
}

function drawTrade({ profile, random }: DrawStep, quote: Quote): TradeDraft {
  const stepSize = Number(profile.stepSize);
  const notional = profile.typicalNotional * Math.exp(SIZE_SPREAD * random.normal());
  const steps = Math.round(Math.min(notional / quote.price, MAX_QUANTITY) / stepSize);
  // A seller who takes gets the bid, a buyer the ask one tick above: the bounce that every rule must live with.
  const bid = Math.floor(quote.price / Number(profile.tickSize));
  return {
    time: quote.time,
    priceTicks: Math.max(1, quote.buyerIsMaker ? bid : bid + 1),
    quantitySteps: Math.min(Math.max(1, steps), MAX_QUANTITY_STEPS),
    singles: 1 + random.poisson(MEAN_FURTHER_SINGLES),
    buyerIsMaker: quote.buyerIsMaker,
  };
}
