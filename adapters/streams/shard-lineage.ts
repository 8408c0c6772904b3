import type { ListedShard } from './dynamo-shards.ts';

/** Shard id → the last sequence number that was processed. */
export type StreamPositions = Readonly<Record<string, string>>;

/**
 * Where a reader starts: at what comes from now on, at the oldest record that is kept (24 h), or after saved positions.
 * In the last case, shards without a position are read from their beginning, except ancestors of those that have one.
 */
export type StreamStart =
  | { readonly from: 'LATEST' | 'TRIM_HORIZON' }
  | { readonly from: 'AFTER_SEQUENCE'; readonly positions: StreamPositions };

/** How far one shard has been read. */
export interface ShardProgress {
  readonly id: string;
  readonly parentId: string | null;
  /** where to begin while no record was read */
  from: 'LATEST' | 'TRIM_HORIZON';
  lastSequence: string | null;
  iterator: string | null;
  trimmed: boolean;
  done: boolean;
}

/** Knows which shards may be read now: those whose parent was read to its end, or is no longer kept. */
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
    if (this.#first) this.#skipAncestors();
    // a shard that was read to its end and is no longer kept can be forgotten
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
    // shards that appear later were created after the start, so all their records are new
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

  /** The ancestors of a shard with a saved position were read to their end, whether or not their positions were saved. */
  #skipAncestors(): void {
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
