import type { CoinProfile } from './coin-profiles.ts';
import { PriceShocks } from './price-shocks.ts';
import { hashedUniform } from './random-numbers.ts';

const DAY_MS = 86_400_000;
const SHORTEST_PERIOD_MS = 4000;
/** Noises of periods up to about half an hour grow and shrink with the activity. */
const CLUSTERED_OCTAVES = 10;
/** Periods double from 4 s up to 12 days: beyond the longest there is nothing, so a price never wanders off. */
const OCTAVES = Array.from({ length: 19 }, (_, octave) => {
  const periodMs = SHORTEST_PERIOD_MS * 2 ** octave;
  return { periodMs, amplitude: Math.sqrt(periodMs / DAY_MS), clusters: octave < CLUSTERED_OCTAVES };
});
/** The octaves' amplitudes add up to about this many times the wanted deviation of a day (measured, see the test). */
const AMPLITUDE_PER_DEVIATION = 0.47;
/** Each coin's noises: the octaves and the two of its activity. */
const CHANNELS_PER_COIN = OCTAVES.length + 2;
/** The hash's channels below belong to the price shocks and to the history. */
const FIRST_CHANNEL = 1000;
const UNIT_VARIANCE = Math.sqrt(12);

const ACTIVITY_PERIODS_MS = [600_000, 2_900_000] as const;
const ACTIVITY_SWING = 0.75;
const BURST_MS = 1500;
const BURST_STRENGTH = 9;

/** The lively coins, which price shocks strike: a thin one could not show its jump by a trade. */
const LIVELY_TRADES_PER_SECOND = 1;

/**
 * The price of every coin at every instant, as a function of the seed and the time alone: a sum of smooth noises whose
 * amplitude grows with the root of their period (a random walk on every scale from seconds to days) plus price shocks.
 * No path is stored, so a month of history, the live market and the market after a restart join up by themselves.
 */
export class PricePath {
  readonly shocks: PriceShocks;
  readonly #seed: number;
  readonly #profiles: readonly CoinProfile[];
  /** By channel: the knot before the last instant asked for, and the noise there and at the next one. */
  readonly #knots: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;

  constructor(seed: number, profiles: readonly CoinProfile[]) {
    this.#seed = seed;
    this.#profiles = profiles;
    const channels = profiles.length * CHANNELS_PER_COIN;
    this.#knots = new Float64Array(channels).fill(-1);
    this.#from = new Float64Array(channels);
    this.#to = new Float64Array(channels);
    const lively = [...profiles.keys()].filter((coin) => isLively(profiles[coin]));
    this.shocks = new PriceShocks(seed, lively);
  }

  /** The mid price of the coin at this place in the profiles. */
  priceAt(coin: number, timeMs: number): number {
    return this.calmPriceAt(coin, timeMs) * Math.exp(this.shocks.displacement(coin, timeMs));
  }

  /** The same without the price shocks, which fade within minutes: several times faster, for candles of long ago. */
  calmPriceAt(coin: number, timeMs: number): number {
    const profile = this.#profiles[coin];
    if (profile === undefined) throw new RangeError(`no coin ${coin}`);
    return profile.anchorPrice * Math.exp(this.#walk(coin, timeMs) * profile.dailyVolatility * AMPLITUDE_PER_DEVIATION);
  }

  /** How busy a coin is, 1 on average: it moves the trade rate as it moves the volatility. */
  activityAt(coin: number, timeMs: number): number {
    const [short, long] = ACTIVITY_PERIODS_MS;
    const channel = coin * CHANNELS_PER_COIN + OCTAVES.length;
    const swell = this.#noise(channel, short, timeMs) + this.#noise(channel + 1, long, timeMs);
    return Math.exp(ACTIVITY_SWING * swell - ACTIVITY_SWING ** 2 / 2);
  }

  /** By how much a fresh price shock multiplies the trade rate. */
  burstAt(coin: number, timeMs: number): number {
    const shocks = this.shocks.between(coin, timeMs - 5 * BURST_MS, timeMs + 1);
    return shocks.reduce((sum, shock) => sum + BURST_STRENGTH * Math.exp(-(timeMs - shock.atMs) / BURST_MS), 1);
  }

  #walk(coin: number, timeMs: number): number {
    let clustered = 0;
    let steady = 0;
    let channel = coin * CHANNELS_PER_COIN;
    for (const { periodMs, amplitude, clusters } of OCTAVES) {
      const part = amplitude * this.#noise(channel, periodMs, timeMs);
      if (clusters) clustered += part;
      else steady += part;
      channel += 1;
    }
    return steady + clustered * this.activityAt(coin, timeMs);
  }

  /** Value noise: a random number of variance 1 at every multiple of the period, joined by smooth steps. */
  #noise(channel: number, periodMs: number, timeMs: number): number {
    const knot = Math.floor(timeMs / periodMs);
    const part = timeMs / periodMs - knot;
    if (this.#knots[channel] !== knot) this.#drawPair(channel, knot);
    const from = this.#from[channel] ?? 0;
    const to = this.#to[channel] ?? 0;
    return from + (to - from) * part * part * (3 - 2 * part);
  }

  /** Draws a channel's pair of noise values; it is kept, for neighbouring instants share all but the shortest. */
  #drawPair(channel: number, knot: number): void {
    this.#knots[channel] = knot;
    this.#from[channel] = UNIT_VARIANCE * (hashedUniform(this.#seed, FIRST_CHANNEL + channel, knot) - 0.5);
    this.#to[channel] = UNIT_VARIANCE * (hashedUniform(this.#seed, FIRST_CHANNEL + channel, knot + 1) - 0.5);
  }
}

function isLively(profile: CoinProfile | undefined): boolean {
  return profile !== undefined && profile.tradesPerSecond >= LIVELY_TRADES_PER_SECOND;
}
