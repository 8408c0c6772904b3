import type { CoinProfile } from './coin-profiles.ts';
import type { PricePath } from './price-path.ts';
import type { PriceShock } from './price-shocks.ts';
import type { RandomNumbers } from './random-numbers.ts';
import type { TradeDraft } from './trade-ring.ts';

/** Trade sizes are log-normal: many small ones, now and then a whale. */
export const sizeSpread = 1.3;

/** How many single trades an aggregate one holds besides the first, on average. */
export const meanFurtherSingles = 0.4;

const sweepTrades = { fewest: 6, more: 10 } as const;

/** LOT_SIZE's maxQty. */
const maxQuantity = 900_000_000;
const maxQuantitySteps = 2 ** 32 - 1;

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
  const moved = path.moves.between(coin, fromMs, toMs).flatMap((move) => drawMove(step, move));
  const ordinary = Array.from({ length: count }, () => {
    const time = fromMs + Math.floor(random.next() * (toMs - fromMs));
    return drawTrade(step, { time, price: path.priceAt(coin, time), buyerIsMaker: random.next() < 0.5 });
  });
  // The sort is stable: at the instant of a move its own trades come first, so the sweep is seen level by level.
  return [...moved, ...ordinary].sort((left, right) => left.time - right.time);
}

function drawMove(step: DrawStep, move: PriceShock): TradeDraft[] {
  const { coin, path, random } = step;
  const time = move.atMs;
  const before = path.priceAt(coin, time - 1);
  const buyerIsMaker = move.size < 0;
  const struck = (part: number) => drawTrade(step, { time, price: before * Math.exp(move.size * part), buyerIsMaker });
  // One trade far away, between two where the price was and stays.
  if (move.kind === 'wick') return [struck(0), struck(1), struck(0)];
  const count = sweepTrades.fewest + Math.floor(random.next() * sweepTrades.more);
  return Array.from({ length: count }, (_, index) => struck((index + 1) / count));
}

interface Quote {
  readonly time: number;
  readonly price: number;
  readonly buyerIsMaker: boolean;
}

function drawTrade({ profile, random }: DrawStep, quote: Quote): TradeDraft {
  const stepSize = Number(profile.stepSize);
  const notional = profile.typicalNotional * Math.exp(sizeSpread * random.normal());
  const steps = Math.round(Math.min(notional / quote.price, maxQuantity) / stepSize);
  // A seller who takes gets the bid, a buyer the ask one tick above: the bounce that every rule must live with.
  const bid = Math.floor(quote.price / Number(profile.tickSize));
  return {
    time: quote.time,
    priceTicks: Math.max(1, quote.buyerIsMaker ? bid : bid + 1),
    quantitySteps: Math.min(Math.max(1, steps), maxQuantitySteps),
    singles: 1 + random.poisson(meanFurtherSingles),
    buyerIsMaker: quote.buyerIsMaker,
  };
}
