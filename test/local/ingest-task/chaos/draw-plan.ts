import { RandomNumbers } from '../../../../local/simulator/market/random-numbers.ts';
import type { ChaosPlan } from './chaos-run.ts';
import type { CallFault } from './chaos-stream.ts';
import { COINS } from './draw-market.ts';
import type { Fault, TimedFault } from './fault.ts';

const MAX_FAULTS = 7;
/** How far REST may lag behind the sockets; past two seconds a quiet coin's missed trade is published with its next one only. */
const MAX_LAG_MS = 1_900;
const CALL_FAULTS: readonly CallFault[] = ['answer-lost', 'not-taken', 'late'];
const SYMBOLS = Object.keys(COINS);

type Draw = (dice: Dice) => Fault;

/** Each as likely as the others. */
const FAULTS: readonly Draw[] = [
  () => ({ kind: 'cut' }),
  () => ({ kind: 'half-open' }),
  () => ({ kind: 'stall' }),
  () => ({ kind: 'shutdown' }),
  () => ({ kind: 'standby' }),
  (dice) => ({ kind: 'hold-back', forMs: dice.between(500, 15_000) }),
  (dice) => ({ kind: 'tables-down', forMs: dice.between(1_000, 30_000) }),
  (dice) => ({ kind: 'candles-down', forMs: dice.between(1_000, 60_000) }),
  (dice) => ({ kind: 'silent', symbol: dice.of(SYMBOLS), until: dice.of(['subscribed-again', 'reconnected']) }),
  (dice) => ({ kind: 'forget', symbol: dice.of(SYMBOLS) }),
  (dice) => ({ kind: 'odd-frames', symbol: dice.of(SYMBOLS) }),
  (dice) => ({ kind: 'odd-frames', symbol: dice.of(SYMBOLS) }),
  (dice) => ({ kind: 'disorder', doubled: dice.part(), swapped: dice.part(), forMs: dice.between(1_000, 20_000) }),
  (dice) => ({ kind: 'burst', symbol: dice.of(SYMBOLS), count: dice.between(10, 3_000) }),
  (dice) => ({ kind: 'burst', symbol: dice.of(SYMBOLS), count: dice.between(10, 3_000) }),
  (dice) => ({ kind: 'closed', status: dice.of([429, 503, 403]), forMs: dice.between(1_000, 15_000) }),
  (dice) => ({ kind: 'rest', status: dice.of([500, 502, 503, 400]), count: dice.between(1, 4) }),
  (dice) => ({ kind: 'rest', status: 429, count: dice.between(1, 4), retryAfterSeconds: dice.between(1, 10) }),
  (dice) => ({ kind: 'rest', status: dice.of([418, 403]), count: 1, retryAfterSeconds: dice.between(1, 30) }),
  (dice) => ({ kind: 'short-pages', pageSize: dice.between(5, 400), forMs: dice.between(1_000, 20_000) }),
  (dice) => ({ kind: 'lag', lagMs: dice.between(100, MAX_LAG_MS), forMs: dice.between(1_000, 20_000) }),
  (dice) => ({ kind: 'slow', latencyMs: dice.between(200, 6_000), forMs: dice.between(1_000, 20_000) }),
  (dice) => ({ kind: 'throttle', share: 0.1 + dice.part(), forMs: dice.between(500, 30_000) }),
  (dice) => ({ kind: 'calls', faults: Array.from({ length: dice.between(1, 4) }, () => dice.of(CALL_FAULTS)) }),
  (dice) => ({ kind: 'kill', successorAfterMs: dice.between(0, 5_000) }),
  (dice) => ({ kind: 'stop', successorAfterMs: dice.between(0, 5_000) }),
  (dice) => ({ kind: 'freeze', forMs: dice.between(500, 25_000), timersFirst: dice.part() < 0.5 }),
];
/** The only fault by which a trade may be lost; in some plans only. */
const PURGE: Draw = (dice) => ({ kind: 'purge', symbol: dice.of(SYMBOLS) });
const PURGED_PLANS = 0.1;

/** The faults in the run of this seed, in order of time. */
export function drawPlan(seed: number): ChaosPlan {
  const dice = new Dice(seed);
  const forMs = dice.between(5_000, 40_000);
  const drawn = Array.from({ length: dice.between(1, MAX_FAULTS) }, () => dice.of(FAULTS)(dice));
  if (dice.part() < PURGED_PLANS) drawn.push(PURGE(dice));
  const faults = drawn.map((fault): TimedFault => ({ ...fault, atMs: dice.between(0, forMs) }));
  faults.sort((a, b) => a.atMs - b.atMs);
  return { seed, clockErrorMs: dice.of([0, 0, 2_000, -2_000]), forMs, faults };
}

const RESTART_FAULTS: readonly Draw[] = [
  (dice) => ({ kind: 'stop', successorAfterMs: dice.between(0, 15_000) }),
  (dice) => ({ kind: 'stop', successorAfterMs: dice.between(0, 150_000) }),
  (dice) => ({ kind: 'kill', successorAfterMs: dice.between(0, 15_000) }),
  () => ({ kind: 'standby' }),
];
const AROUND_RESTARTS: readonly Draw[] = [
  () => ({ kind: 'cut' }),
  (dice) => ({
    kind: 'rest',
    status: dice.of([500, 429]),
    count: dice.between(1, 6),
    retryAfterSeconds: dice.between(1, 5),
  }),
  (dice) => ({ kind: 'lag', lagMs: dice.between(100, MAX_LAG_MS), forMs: dice.between(1_000, 40_000) }),
  (dice) => ({ kind: 'slow', latencyMs: dice.between(200, 3_000), forMs: dice.between(1_000, 40_000) }),
  (dice) => ({ kind: 'short-pages', pageSize: dice.between(20, 400), forMs: dice.between(1_000, 40_000) }),
  (dice) => ({ kind: 'burst', symbol: dice.of(SYMBOLS), count: dice.between(10, 3_000) }),
  (dice) => ({ kind: 'tables-down', forMs: dice.between(1_000, 10_000) }),
  (dice) => ({ kind: 'candles-down', forMs: dice.between(1_000, 90_000) }),
  (dice) => ({ kind: 'candles-down', forMs: dice.between(1_000, 90_000) }),
];

/** Restarts and take-overs within some minutes, and faults that slow down the fill of the history. */
export function drawRestarts(seed: number): ChaosPlan {
  const dice = new Dice(seed);
  const forMs = dice.between(20_000, 240_000);
  const restarts = Array.from({ length: dice.between(1, 4) }, () => dice.of(RESTART_FAULTS)(dice));
  const others = Array.from({ length: dice.between(0, 3) }, () => dice.of(AROUND_RESTARTS)(dice));
  const faults = [...restarts, ...others].map((fault): TimedFault => ({ ...fault, atMs: dice.between(0, forMs) }));
  faults.sort((a, b) => a.atMs - b.atMs);
  return { seed, clockErrorMs: dice.of([0, 0, 2_000, -2_000]), forMs, faults };
}

class Dice {
  readonly #random: RandomNumbers;

  constructor(seed: number) {
    this.#random = RandomNumbers.fromSeed(seed);
  }

  /** in [0, 1) */
  part(): number {
    return this.#random.next();
  }

  /** whole, both inclusive */
  between(least: number, most: number): number {
    return least + Math.floor(this.#random.next() * (most - least + 1));
  }

  of<Value>(values: readonly Value[]): Value {
    const value = values[Math.floor(this.#random.next() * values.length)];
    if (value === undefined) throw new RangeError('nothing to draw from');
    return value;
  }
}
