import type { Rule } from '../../../domain/rules/rule.ts';
import type { StreamRecord } from './publish-stream.ts';
import type { Market } from './publish-ticks.ts';

/** What a person does before record number `at` of the stream is judged. */
export interface Act {
  readonly kind: 'create' | 'change' | 'resume' | 'pause' | 'snooze' | 'delete';
  readonly at: number;
  /** the version that the alert index gets by this act */
  readonly version: number;
  /** the rule from now on */
  readonly rule: Rule;
  readonly armAfter: number;
  /** of a snooze: until when the alert is paused */
  readonly until: number | null;
}

export interface ScenarioAlert {
  readonly id: string;
  readonly acts: readonly Act[];
}

/** How a record is delivered to the environments. */
export interface Delivery {
  readonly environment: number;
  /** so many records before it are delivered again */
  readonly again: number;
  /** number of the write that fails; 0: none */
  readonly failWrite: number;
  /** the invocation runs out of time after so many steps; null: it does not */
  readonly time: number | null;
  /** number of environments to the one that gets the record after a failure */
  readonly failover: number;
}

export interface Scenario {
  readonly market: Market;
  readonly records: readonly StreamRecord[];
  readonly alerts: readonly ScenarioAlert[];
  readonly deliveries: readonly Delivery[];
  /** entries of one read of the index, and of each section of a page between ticks */
  readonly perPage: number;
}
