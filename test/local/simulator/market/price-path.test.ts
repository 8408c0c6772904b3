import { describe, expect, it } from 'vitest';
import { COIN_PROFILES } from '../../../../local/simulator/market/coin-profiles.ts';
import { PricePath } from '../../../../local/simulator/market/price-path.ts';
import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';

const dayMs = 86_400_000;
const startMs = Date.parse('2026-01-01T00:00:00Z');
const bitcoin = 0;

/** Log returns of one coin over steps of `stepMs`. */
function returns(path: PricePath, stepMs: number, count: number): number[] {
  const prices = Array.from({ length: count + 1 }, (_, index) => path.priceAt(bitcoin, startMs + index * stepMs));
  return prices.slice(1).map((price, index) => Math.log(price / (prices[index] ?? 1)));
}

function deviation(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
}

describe('the price path', () => {
  it('moves in a day as much as the profile says', () => {
    const daily = [1, 2, 3].flatMap((seed) => returns(new PricePath(seed, COIN_PROFILES), dayMs, 300));
    const wanted = COIN_PROFILES[bitcoin]?.dailyVolatility ?? 0;
    expect(deviation(daily) / wanted).toBeGreaterThan(0.8);
    expect(deviation(daily) / wanted).toBeLessThan(1.25);
  });

  it('clusters its volatility: ten volatile minutes tend to follow ten volatile minutes', () => {
    const path = new PricePath(5, COIN_PROFILES);
    const blocks = Array.from({ length: 300 }, (_, block) => path.activityAt(bitcoin, startMs + block * 600_000));
    const mean = blocks.reduce((sum, value) => sum + value, 0) / blocks.length;
    const products = blocks.slice(1).map((value, index) => (value - mean) * ((blocks[index] ?? mean) - mean));
    expect(products.reduce((sum, value) => sum + value, 0)).toBeGreaterThan(0);
    expect(Math.max(...blocks) / Math.min(...blocks)).toBeGreaterThan(4);
  });

  it('gives the same price whatever prices were computed before', () => {
    const [asked, fresh] = [new PricePath(5, COIN_PROFILES), new PricePath(5, COIN_PROFILES)];
    asked.priceAt(bitcoin, startMs + dayMs);
    asked.priceAt(bitcoin, startMs - dayMs);
    expect(asked.priceAt(bitcoin, startMs)).toBe(fresh.priceAt(bitcoin, startMs));
  });
});

describe('random numbers', () => {
  it('go on from a saved state', () => {
    const numbers = RandomNumbers.fromSeed(7);
    numbers.next();
    const resumed = new RandomNumbers(numbers.state);
    expect([resumed.next(), resumed.normal()]).toEqual([numbers.next(), numbers.normal()]);
  });

  it('are uniform, normal and of the requested mean', () => {
    const numbers = RandomNumbers.fromSeed(1);
    const mean = (draw: () => number) =>
      Array.from({ length: 20_000 }, draw).reduce((sum, value) => sum + value) / 20_000;
    expect(mean(() => numbers.next())).toBeCloseTo(0.5, 1);
    expect(mean(() => numbers.normal() ** 2)).toBeCloseTo(1, 1);
    expect(mean(() => numbers.poisson(2.5)) / 2.5).toBeCloseTo(1, 1);
    expect(mean(() => numbers.poisson(80)) / 80).toBeCloseTo(1, 1);
  });
});
