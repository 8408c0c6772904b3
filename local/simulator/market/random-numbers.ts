/** The four words of an sfc32 generator, so that it can be saved and go on where it was. */
export type RandomState = readonly [number, number, number, number];

/** Rounds that an sfc32 needs before its output no longer shows the seed (its author's advice is 12 to 15). */
const WARM_UP_ROUNDS = 15;

/** Above it the product of uniforms costs more than its exactness is worth. */
const MAX_EXACT_MEAN = 30;

/**
 * Seeded random numbers: sfc32 of Chris Doty-Humphrey's PractRand, 20 lines that pass its tests. Written here because a
 * state that can be saved is the point, and the packages that offer one carry ten other generators along.
 */
export class RandomNumbers {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  constructor(state: RandomState) {
    [this.#a, this.#b, this.#c, this.#counter] = state;
  }

  static fromSeed(seed: number): RandomNumbers {
    const numbers = new RandomNumbers([0, seed | 0, (seed / 2 ** 32) | 0, 1]);
    for (let round = 0; round < WARM_UP_ROUNDS; round += 1) numbers.next();
    return numbers;
  }

  get state(): RandomState {
    return [this.#a, this.#b, this.#c, this.#counter];
  }

  /** Uniform in [0, 1). */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }

  /** Standard normal, by Box and Muller. */
  normal(): number {
    return Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
  }

  /** How many of many rare things happened: Knuth's product of uniforms, the normal approximation for large means. */
  poisson(mean: number): number {
    if (mean > MAX_EXACT_MEAN) return Math.max(0, Math.round(mean + Math.sqrt(mean) * this.normal()));
    const bound = Math.exp(-mean);
    let count = 0;
    for (let product = this.next(); product > bound; product *= this.next()) count += 1;
    return count;
  }
}

/** A 32-bit hash of three whole numbers (murmur3's mixing), for noise that can be asked for at any point in any order. */
export function hash(seed: number, channel: number, index: number): number {
  let mixed = mix(seed ^ Math.imul(channel, 0x9e3779b1));
  mixed = mix(mixed ^ Math.imul(index | 0, 0x85ebca6b));
  return mix(mixed ^ Math.imul(Math.floor(index / 2 ** 32), 0xc2b2ae35));
}

/** The same as a number in [0, 1). */
export function hashedUniform(seed: number, channel: number, index: number): number {
  return hash(seed, channel, index) / 2 ** 32;
}

function mix(value: number): number {
  let mixed = value;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
