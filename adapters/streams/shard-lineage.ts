import type { ListedShard } from './dynamo-shards.ts';

/** Shard id → the last sequence number that is done with. */
export type StreamPositions = Readonly<Record<string, string>>;

/**
 * Where a reader starts: with what comes from now on, with all that is kept (24 h), or after saved positions. Shards
 * without a saved position are then read from their beginning, but for the ancestors of those that have one.
 */
export type StreamStart =
  | { readonly from: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly from: 'AFTER_SEQUENCE'; readonly positions: StreamPositions };

/** How far one shard has been read. */
export interface ShardProgress {
  readonly id: string;
  readonly parentId: string | null;
  /** where to begin while no record was seen */
  from: 'LATEST' | 'TRIM_HORIZON';
  lastSequence: string | null;
  iterator: string | null;
  trimmed: boolean;
  done: boolean;
}

/** Which shards may be read now: those whose parent is read to its end, or is not kept any more. */
export class ShardLineage {
  readonly #start: StreamStart;
  readonly #shards = new Map<string, ShardProgress>();
  #listed: ReadonlySet<string> = new Set();
  #first = true;

  constructor(start: StreamStart) {
    this.#start = start;
  }

  update(listed: readonly ListedShard[]): void {
    this.#listed = new Set(listed.map((shard) => shard.id));
    for (const shard of listed) if (!this.#shards.has(shard.id)) this.#shards.set(shard.id, this.#begin(shard));
    if (this.#first) this.#passOverAncestors();
    // A shard that is done and no longer kept has nothing more to say.
    for (const [id, shard] of this.#shards) if (shard.done && !this.#listed.has(id)) this.#shards.delete(id);
    this.#first = false;
  }

  readable(): ShardProgress[] {
    return [...this.#shards.values()].filter((shard) => !shard.done && this.#parentDone(shard));
  }

  isListed(id: string): boolean {
    return this.#listed.has(id);
  }

  finish(shard: ShardProgress): void {
    shard.done = true;
  }

  #parentDone({ parentId }: ShardProgress): boolean {
    return parentId === null || (this.#shards.get(parentId)?.done ?? true);
  }

  #begin(listed: ListedShard): ShardProgress {
    const start = this.#start;
    // Shards that appear later were made after the start, so all of their records are new.
    const latest = this.#first && start.from === 'LATEST';
    return {
      id: listed.id,
      parentId: listed.parentId,
      from: latest ? 'LATEST' : 'TRIM_HORIZON',
      lastSequence: start.from === 'AFTER_SEQUENCE' ? (start.positions[listed.id] ?? null) : null,
      iterator: null,
      trimmed: false,
      done: latest && listed.closed,
    };
  }

  /** A shard with a saved position shows that its ancestors were finished, whether or not theirs were kept. */
  #passOverAncestors(): void {
    for (const shard of this.#shards.values()) {
      if (shard.lastSequence === null) continue;
      let ancestor = this.#shards.get(shard.parentId ?? '');
      while (ancestor && !ancestor.done) {
        ancestor.done = true;
        ancestor = this.#shards.get(ancestor.parentId ?? '');
      }
    }
  }
}
