import type { Prices } from '../../domain/market/coin.ts';

/** After such a pause the records of a shard count from their start again: what was judged before it says nothing about the lag. */
const PAUSE_MS = 30_000;

/** When the stream took records of each shard last, so that health can hold against it how far they are judged. */
export class PublishedShards {
  readonly #now: () => number;
  readonly #shards = new Map<string, { since: number; last: number }>();

  /** `now`: own clock, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  took(shard: string): void {
    const now = this.#now();
    const known = this.#shards.get(shard);
    if (known && now - known.last <= PAUSE_MS) known.last = now;
    else this.#shards.set(shard, { since: now, last: now });
  }

  /** By shard. */
  newest(): NonNullable<Prices['published']> {
    return Object.fromEntries([...this.#shards].map(([shard, times]) => [shard, { ...times }]));
  }
}
