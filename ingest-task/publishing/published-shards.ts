import type { Prices, PublishedTimes } from '../../domain/market/coin.ts';

/** After such a pause the lag of a shard is counted from its next record, if those before are judged. */
const SHARD_PAUSE_MS = 30_000;
/** Pauses of a shard that are remembered: more are needed only where judging is behind for longer than they take. */
const MAX_EARLIER = 3;
/**
 * A shard without records for so long is closed, or nothing is published. What it holds is judged or, since the stream keeps it no longer
 * than that as a rule, lost; and Lambda reads the shards that follow a closed one only after it: they show the lag.
 */
const FORGET_AFTER_MS = 86_400_000;

/**
 * When the stream accepted records of each shard: health compares it with how far they are judged. Pauses count as nothing to judge, so
 * they are remembered, also by the task that takes over: otherwise a record that is stuck would be forgotten with the next of them.
 */
export class PublishedShards {
  readonly #now: () => number;
  readonly #shards = new Map<string, PublishedTimes>();

  /** `now`: own clock, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** What the last run wrote, before this one publishes. What this process knows better, as it held the lease before, stays. */
  restore(published: NonNullable<Prices['published']>): void {
    for (const [shard, times] of Object.entries(published)) {
      const known = this.#shards.get(shard);
      if (!known || known.last < times.last) this.#shards.set(shard, times);
    }
  }

  accepted(shard: string): void {
    const now = this.#now();
    const known = this.#shards.get(shard);
    if (known && now - known.last <= SHARD_PAUSE_MS) this.#shards.set(shard, { ...known, last: now });
    else this.#shards.set(shard, { since: now, last: now, earlier: known ? earlierOf(known) : [] });
  }

  /** By shard. */
  newest(): NonNullable<Prices['published']> {
    const now = this.#now();
    for (const [shard, { last }] of this.#shards) if (now - last > FORGET_AFTER_MS) this.#shards.delete(shard);
    return Object.fromEntries(this.#shards);
  }
}

/** The oldest two become one when there are too many. */
function earlierOf({ since, last, earlier = [] }: PublishedTimes): NonNullable<PublishedTimes['earlier']> {
  const [oldest, next, ...rest] = [...earlier, [since, last] as [number, number]];
  if (!oldest) return [];
  if (!next) return [oldest];
  if (rest.length + 2 <= MAX_EARLIER) return [oldest, next, ...rest];
  return [[oldest[0], next[1]], ...rest];
}
