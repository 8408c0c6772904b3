import { hashedUniform } from './random-numbers.ts';

/** Each slot has one price shock, in its middle third: so two of them are 20 to 40 s apart. */
const SLOT_MS = 30_000;

/** How long a jump takes to fade away, so that prices stay sane and alerts can re-arm. */
export const JUMP_FADE_MS = 240_000;

/** A day and more of slots. */
const MAX_KNOWN_SLOTS = 4000;

/** Stands for the coin in a market that has none to strike. */
const NO_COIN = -1;

const JUMP_SHARE = 0.7;
const SMALLEST_SHOCK = 0.006;
const LARGEST_SHOCK = 0.03;

/** Channels of the hash, so that the dice of one slot are independent. */
const DICE = { coin: 101, time: 102, kind: 103, size: 104, direction: 105 } as const;

export interface PriceShock {
  /** The struck coin's place. */
  readonly coin: number;
  readonly atMs: number;
  /** A jump shocks the price and fades; a wick is a single trade far away from its neighbours. */
  readonly kind: 'jump' | 'wick';
  /** Change of the log price, signed. */
  readonly size: number;
}

/** The price shocks of a market: a function of seed and time alone, so history and the live market agree on them. */
export class PriceShocks {
  readonly #seed: number;
  readonly #coins: readonly number[];
  /** the shocks of slots that were drawn: a price needs the same few again and again */
  readonly #known = new Map<number, PriceShock>();

  readonly #near = new Map<number, { readonly block: number; readonly jumps: readonly PriceShock[] }>();

  /** `coins` are the places of the coins that shocks may strike. */
  constructor(seed: number, coins: readonly number[]) {
    this.#seed = seed;
    this.#coins = coins;
  }

  /** A coin's shocks with `fromMs` ≤ time < `toMs`, in time order. */
  between(coin: number, fromMs: number, toMs: number): PriceShock[] {
    const shocks: PriceShock[] = [];
    if (!this.#coins.includes(coin)) return shocks;
    for (let slot = Math.floor(fromMs / SLOT_MS); slot * SLOT_MS < toMs; slot += 1) {
      const shock = this.#inSlot(slot);
      if (shock.coin === coin && shock.atMs >= fromMs && shock.atMs < toMs) shocks.push(shock);
    }
    return shocks;
  }

  /** What is left of a coin's recent jumps, as a change of the log price. */
  displacement(coin: number, timeMs: number): number {
    let sum = 0;
    for (const { atMs, size } of this.#jumpsNear(coin, timeMs)) {
      const age = (timeMs - atMs) / JUMP_FADE_MS;
      if (age >= 0 && age < 1) sum += size * (1 - age) ** 2;
    }
    return sum;
  }

  /** The jumps that still act on an instant, kept for its neighbours: the history needs thousands in a row. */
  #jumpsNear(coin: number, timeMs: number): readonly PriceShock[] {
    const block = Math.floor(timeMs / JUMP_FADE_MS);
    const last = this.#near.get(coin);
    if (last?.block === block) return last.jumps;
    const shocks = this.between(coin, (block - 1) * JUMP_FADE_MS, (block + 1) * JUMP_FADE_MS);
    const jumps = shocks.filter((shock) => shock.kind === 'jump');
    this.#near.set(coin, { block, jumps });
    return jumps;
  }

  #inSlot(slot: number): PriceShock {
    const known = this.#known.get(slot);
    if (known !== undefined) return known;
    const shock = this.#draw(slot);
    if (this.#known.size > MAX_KNOWN_SLOTS) this.#known.clear();
    this.#known.set(slot, shock);
    return shock;
  }

  #draw(slot: number): PriceShock {
    const roll = (channel: number) => hashedUniform(this.#seed, channel, slot);
    // Squared, so that half of the shocks are below one percent.
    const size = SMALLEST_SHOCK * (LARGEST_SHOCK / SMALLEST_SHOCK) ** (roll(DICE.size) ** 2);
    return {
      coin: this.#coins[Math.floor(roll(DICE.coin) * this.#coins.length)] ?? NO_COIN,
      atMs: Math.floor((slot + (1 + roll(DICE.time)) / 3) * SLOT_MS),
      kind: roll(DICE.kind) < JUMP_SHARE ? 'jump' : 'wick',
      size: roll(DICE.direction) < 0.5 ? -size : size,
    };
  }
}
