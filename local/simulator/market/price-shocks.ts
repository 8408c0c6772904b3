import { hashedUniform } from './random-numbers.ts';

/** One violent move a slot, in its middle third: so two of them are 20 to 40 s apart. */
const slotMs = 30_000;

/** How long a jump takes to fade away, so that prices stay sane and alerts can re-arm. */
export const jumpFadeMs = 240_000;

/** A day and more of slots. */
const maxKnownSlots = 4000;

/** The place of a move in a market without a coin to strike. */
const noCoin = -1;

const jumpShare = 0.7;
const smallestMove = 0.006;
const largestMove = 0.03;

/** Channels of the hash, so that the dice of one slot are independent. */
const dice = { coin: 101, time: 102, kind: 103, size: 104, direction: 105 } as const;

export interface PriceShock {
  /** The struck coin's place. */
  readonly coin: number;
  readonly atMs: number;
  /** A jump moves the price and fades; a wick is a single trade far away from its neighbours. */
  readonly kind: 'jump' | 'wick';
  /** Change of the log price, signed. */
  readonly size: number;
}

/** The violent moves of a market: a function of seed and time alone, so history and the live market agree on them. */
export class PriceShocks {
  readonly #seed: number;
  readonly #coins: readonly number[];
  /** The newest slots looked at: asking for a price asks for the same few again and again. */
  readonly #known = new Map<number, PriceShock>();

  readonly #near = new Map<number, { readonly block: number; readonly jumps: readonly PriceShock[] }>();

  /** `coins` are the places of the coins that moves may strike. */
  constructor(seed: number, coins: readonly number[]) {
    this.#seed = seed;
    this.#coins = coins;
  }

  /** A coin's moves with `fromMs` ≤ time < `toMs`, in time order. */
  between(coin: number, fromMs: number, toMs: number): PriceShock[] {
    const moves: PriceShock[] = [];
    if (!this.#coins.includes(coin)) return moves;
    for (let slot = Math.floor(fromMs / slotMs); slot * slotMs < toMs; slot += 1) {
      const move = this.#inSlot(slot);
      if (move.coin === coin && move.atMs >= fromMs && move.atMs < toMs) moves.push(move);
    }
    return moves;
  }

  /** What is left of a coin's recent jumps, as a change of the log price. */
  displacement(coin: number, timeMs: number): number {
    let sum = 0;
    for (const { atMs, size } of this.#jumpsNear(coin, timeMs)) {
      const age = (timeMs - atMs) / jumpFadeMs;
      if (age >= 0 && age < 1) sum += size * (1 - age) ** 2;
    }
    return sum;
  }

  /** The jumps that may act on an instant, kept for its neighbours: history asks for thousands in a row. */
  #jumpsNear(coin: number, timeMs: number): readonly PriceShock[] {
    const block = Math.floor(timeMs / jumpFadeMs);
    const last = this.#near.get(coin);
    if (last?.block === block) return last.jumps;
    const moves = this.between(coin, (block - 1) * jumpFadeMs, (block + 1) * jumpFadeMs);
    const jumps = moves.filter((move) => move.kind === 'jump');
    this.#near.set(coin, { block, jumps });
    return jumps;
  }

  #inSlot(slot: number): PriceShock {
    const known = this.#known.get(slot);
    if (known !== undefined) return known;
    const move = this.#draw(slot);
    if (this.#known.size > maxKnownSlots) this.#known.clear();
    this.#known.set(slot, move);
    return move;
  }

  #draw(slot: number): PriceShock {
    const roll = (channel: number) => hashedUniform(this.#seed, channel, slot);
    // Squared, so that half of the moves are below one percent.
    const size = smallestMove * (largestMove / smallestMove) ** (roll(dice.size) ** 2);
    return {
      coin: this.#coins[Math.floor(roll(dice.coin) * this.#coins.length)] ?? noCoin,
      atMs: Math.floor((slot + (1 + roll(dice.time)) / 3) * slotMs),
      kind: roll(dice.kind) < jumpShare ? 'jump' : 'wick',
      size: roll(dice.direction) < 0.5 ? -size : size,
    };
  }
}
