import type { CoinProfile } from './coin-profiles.ts';
import { MEAN_FURTHER_SINGLES, SIZE_SPREAD } from './draw-trades.ts';
import { flatCandle } from './fold-candles.ts';
import type { Candle } from './market.ts';
import type { PricePath } from './price-path.ts';
import { hashedUniform } from './random-numbers.ts';

export const MINUTE_MS = 60_000;
const SAMPLES_PER_MINUTE = 2;
/** An hour of long ago is made of three prices, a day of 49. */
const LONG_SAMPLE_MS = 1_800_000;

/** Below it a minute may have no trade at all. */
const SURELY_TRADED_PER_MINUTE = 30;

/** Channels of the hash for what a past minute holds besides its prices. */
const DICE = { traded: 111, volume: 112, taken: 113 } as const;

export interface CandleHistoryOptions {
  readonly seed: number;
  readonly path: PricePath;
  readonly speed: number;
}

/** The minutes before the market was started, computed from the price path when asked for and never stored. */
export class CandleHistory {
  readonly #options: CandleHistoryOptions;

  constructor(options: CandleHistoryOptions) {
    this.#options = options;
  }

  /** Undefined for a minute without trades. */
  minute(coin: number, profile: CoinProfile, openTime: number): Candle | undefined {
    const perMinute = profile.tradesPerSecond * this.#options.speed * 60;
    if (perMinute < SURELY_TRADED_PER_MINUTE) return this.#thinMinute(coin, profile, openTime);
    const prices = this.#prices(coin, profile, openTime);
    const busy = this.#options.path.activityAt(coin, openTime + MINUTE_MS / 2);
    return this.#withVolume(shapeOf(openTime, prices), coin, { profile, trades: Math.ceil(perMinute * busy) });
  }

  /** A candle of a quarter of an hour or longer, of long ago: of a few prices, where its minutes would be too many to compute. */
  longer(coin: number, profile: CoinProfile, { openTime, lengthMs }: { openTime: number; lengthMs: number }): Candle {
    const { path, speed } = this.#options;
    const count = Math.max(1, lengthMs / LONG_SAMPLE_MS);
    const prices = Array.from({ length: count + 1 }, (_, index) =>
      roundTo(path.calmPriceAt(coin, openTime + (index * lengthMs) / count), profile),
    );
    const trades = Math.ceil((profile.tradesPerSecond * speed * lengthMs) / 1000);
    return this.#withVolume(shapeOf(openTime, prices), coin, { profile, trades });
  }

  #thinMinute(coin: number, profile: CoinProfile, openTime: number): Candle | undefined {
    const { seed, path, speed } = this.#options;
    const chance = 1 - Math.exp(-profile.tradesPerSecond * speed * 60);
    if (hashedUniform(seed, channelOf(coin, DICE.traded), openTime / MINUTE_MS) >= chance) return undefined;
    const price = roundTo(path.priceAt(coin, openTime + MINUTE_MS / 2), profile);
    return this.#withVolume(flatCandle(openTime, price), coin, { profile, trades: 1 });
  }

  /** Open, samples between, the ends of price shocks, close: the next minute's open, so that the candles join up. */
  #prices(coin: number, profile: CoinProfile, openTime: number): number[] {
    const { path } = this.#options;
    const stepMs = MINUTE_MS / SAMPLES_PER_MINUTE;
    const samples = Array.from({ length: SAMPLES_PER_MINUTE }, (_, index) =>
      path.priceAt(coin, openTime + index * stepMs),
    );
    const ends = path.shocks.between(coin, openTime, openTime + MINUTE_MS).flatMap((shock) => {
      const before = path.priceAt(coin, shock.atMs - 1);
      return [before, before * Math.exp(shock.size)];
    });
    return [...samples, ...ends, path.priceAt(coin, openTime + MINUTE_MS)].map((price) => roundTo(price, profile));
  }

  #withVolume(shape: Candle, coin: number, traded: { profile: CoinProfile; trades: number }): Candle {
    const { seed } = this.#options;
    const minute = shape.openTime / MINUTE_MS;
    const scatter = 0.7 + 0.6 * hashedUniform(seed, channelOf(coin, DICE.volume), minute);
    const taken = 0.3 + 0.4 * hashedUniform(seed, channelOf(coin, DICE.taken), minute);
    const meanNotional = traded.profile.typicalNotional * Math.exp(SIZE_SPREAD ** 2 / 2);
    const quoteVolume = traded.trades * meanNotional * scatter;
    const volume = quoteVolume / shape.close;
    return {
      ...shape,
      volume,
      quoteVolume,
      trades: Math.round(traded.trades * (1 + MEAN_FURTHER_SINGLES)),
      takerVolume: volume * taken,
      takerQuoteVolume: quoteVolume * taken,
    };
  }
}

function shapeOf(openTime: number, prices: readonly number[]): Candle {
  return {
    ...flatCandle(openTime, prices[0] ?? 0),
    high: Math.max(...prices),
    low: Math.min(...prices),
    close: prices.at(-1) ?? 0,
  };
}

/** The dice of different coins must not fall alike. */
function channelOf(coin: number, die: number): number {
  return 100_000 + coin * 1000 + die;
}

function roundTo(price: number, profile: CoinProfile): number {
  const tick = Number(profile.tickSize);
  return Math.round(Math.max(1, Math.round(price / tick)) * tick * 1e8) / 1e8;
}
