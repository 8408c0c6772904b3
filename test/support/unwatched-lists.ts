import { MAX_LISTED_UNWATCHED, type NewestUnwatched, UNWATCHED_REASONS } from '../../domain/market/coin.ts';

/** Evenly distributed whole numbers below `limit`, always the same ones. */
export function seededNumbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    // Numerical Recipes' linear congruential generator; its high bits are good enough to defeat gzip
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

const FIRST_LETTER = 0x4e00; // Chinese letters: three bytes each, and thousands of them
const LETTERS = 20_000;
const LONGEST_NAME = 50;

/** The list that compresses worst: as many coins as can be followed, the longest names, every interval as random as can be. */
export function worstUnwatchedList(coins: number): NewestUnwatched {
  const below = seededNumbers(7);
  const name = () => String.fromCodePoint(...Array.from({ length: LONGEST_NAME }, () => FIRST_LETTER + below(LETTERS)));
  const instant = () => Date.UTC(2026, 0, 1) + below(1_000_000) * 60_000 + below(60_000);
  const span = () => ({
    from: instant(),
    to: instant(),
    reason: UNWATCHED_REASONS[below(UNWATCHED_REASONS.length)] ?? 'purged',
  });
  const spans = () => Array.from({ length: MAX_LISTED_UNWATCHED }, span);
  return Object.fromEntries(Array.from({ length: coins }, () => [name(), spans()]));
}
