import type { Rule } from '../../../domain/rules/rule.ts';
import type { StreamRecord } from './publish-stream.ts';
import type { Market } from './tell-ticks.ts';

/** What a person does, before the record of that place in the stream is judged. */
export interface Act {
  readonly kind: 'create' | 'change' | 'resume' | 'pause' | 'delete';
  readonly at: number;
  /** of the book, by this act */
  readonly version: number;
  /** as it stands from now on */
  readonly rule: Rule;
  readonly armAfter: number;
}

export interface Wish {
  readonly id: string;
  readonly acts: readonly Act[];
}

/** How a record reaches the environments. */
export interface Delivery {
  readonly environment: number;
  /** so many records before it come again */
  readonly again: number;
  /** which of the writes fails; 0: none does */
  readonly failWrite: number;
  /** it runs out of time after so many steps; null: it does not */
  readonly time: number | null;
  /** so many environments on, it is given again then */
  readonly failover: number;
}

export interface Story {
  readonly market: Market;
  readonly records: readonly StreamRecord[];
  readonly wishes: readonly Wish[];
  readonly deliveries: readonly Delivery[];
  /** entries that one read of the book takes, and that stay on a page */
  readonly perPage: number;
}
