import type { CoinProfile } from './coin-profiles.ts';
import { PriceShocks } from './price-shocks.ts';
import { hashedUniform } from './random-numbers.ts';

const dayMs = 86_400_000;
const shortestPeriodMs = 4000;
/** Periods up to about half an hour swell and calm down with the activity. */
const clusteredOctaves = 10;
/** Periods double from 4 s up to 12 days: beyond the longest there is nothing, so a price never wanders off. */
const octaves = Array.from({ length: 19 }, (_, octave) => {
  const periodMs = shortestPeriodMs * 2 ** octave;
  return { periodMs, amplitude: Math.sqrt(periodMs / dayMs), clusters: octave < clusteredOctaves };
});
/** The octaves' amplitudes add up to about this many times the wanted deviation of a day (measured, see the test). */
const amplitudePerDeviation = 0.47;
/** Each coin's noises: the octaves and the two of its activity. */
const channelsPerCoin = octaves.length + 2;
/** The hash's channels below belong to the violent moves and to the history. */
const firstChannel = 1000;
const unitVariance = Math.sqrt(12);

const activityPeriodsMs = [600_000, 2_900_000] as const;
const activitySwing = 0.75;
const burstMs = 1500;
const burstStrength = 9;

/** The lively coins, which violent moves strike: a thin one could not show its jump by a trade. */
const livelyTradesPerSecond = 1;

/**
 * The price of every coin at every instant, as a function of the seed and the time alone: a sum of smooth noises whose
 * amplitude grows with the root of their period (a random walk on every scale from seconds to days) plus violent moves.
 * No path is stored, so a month of history, the live market and the market after a restart join up by themselves.
 */
export class PricePath {
  readonly moves: PriceShocks;
  readonly #seed: number;
  readonly #profiles: readonly CoinProfile[];
  /** By channel: the knot before the last instant asked for, and the noise there and at the next one. */
  readonly #knots: Float64Array;
  readonly #from: Float64Array;
  readonly #to: Float64Array;

  constructor(seed: number, profiles: readonly CoinProfile[]) {
    this.#seed = seed;
    this.#profiles = profiles;
    const channels = profiles.length * channelsPerCoin;
    this.#knots = new Float64Array(channels).fill(-1);
    this.#from = new Float64Array(channels);
    this.#to = new Float64Array(channels);
    const lively = [...profiles.keys()].filter((coin) => isLively(profiles[coin]));
    this.moves = new PriceShocks(seed, lively);
  }

  /** The mid price of the coin at this place in the profiles. */
  priceAt(coin: number, timeMs: number): number {
    const profile = this.#profiles[coin];
    if (profile === undefined) throw new RangeError(`no coin ${coin}`);
    const drift = this.#walk(coin, timeMs) * profile.dailyVolatility * amplitudePerDeviation;
    return profile.anchorPrice * Math.exp(drift + this.moves.displacement(coin, timeMs));
  }

  /** How busy a coin is, 1 on average: it moves the trade rate as it moves the volatility. */
  activityAt(coin: number, timeMs: number): number {
    const [short, long] = activityPeriodsMs;
    const channel = coin * channelsPerCoin + octaves.length;
    const swell = this.#noise(channel, short, timeMs) + this.#noise(channel + 1, long, timeMs);
    return Math.exp(activitySwing * swell - activitySwing ** 2 / 2);
  }

  /** By how much a fresh violent move multiplies the trade rate. */
  burstAt(coin: number, timeMs: number): number {
    const moves = this.moves.between(coin, timeMs - 5 * burstMs, timeMs + 1);
    return moves.reduce((sum, move) => sum + burstStrength * Math.exp(-(timeMs - move.atMs) / burstMs), 1);
  }

  #walk(coin: number, timeMs: number): number {
    let clustered = 0;
    let calm = 0;
    let channel = coin * channelsPerCoin;
    for (const { periodMs, amplitude, clusters } of octaves) {
      const part = amplitude * this.#noise(channel, periodMs, timeMs);
      if (clusters) clustered += part;
      else calm += part;
      channel += 1;
    }
    return calm + clustered * this.activityAt(coin, timeMs);
  }

  /** Value noise: a random number of variance 1 at every multiple of the period, joined by smooth steps. */
  #noise(channel: number, periodMs: number, timeMs: number): number {
    const knot = Math.floor(timeMs / periodMs);
    const part = timeMs / periodMs - knot;
    if (this.#knots[channel] !== knot) this.#turnTo(channel, knot);
    const from = this.#from[channel] ?? 0;
    const to = this.#to[channel] ?? 0;
    return from + (to - from) * part * part * (3 - 2 * part);
  }

  /** Draws a channel's pair of noise values; it is kept, for neighbouring instants share all but the shortest. */
  #turnTo(channel: number, knot: number): void {
    this.#knots[channel] = knot;
    this.#from[channel] = unitVariance * (hashedUniform(this.#seed, firstChannel + channel, knot) - 0.5);
    this.#to[channel] = unitVariance * (hashedUniform(this.#seed, firstChannel + channel, knot + 1) - 0.5);
  }
}

function isLively(profile: CoinProfile | undefined): boolean {
  return profile !== undefined && profile.tradesPerSecond >= livelyTradesPerSecond;
}
