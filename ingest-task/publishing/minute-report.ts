import { type MetricUnit, metricFields } from '../../adapters/metric-report.ts';
import { COIN_STATES, type CoinState } from '../../domain/market/coin.ts';
import type { Counters } from '../counters.ts';

export const MINUTE_REPORT_INTERVAL_MS = 60_000;

/**
 * The fields that become metrics; the others are there to be read only. The first ten metrics of an account are free and each further
 * one costs 0.30 USD a month, by the hours in which it has a value.
 */
const STATE = {
  lagMs: 'Milliseconds',
  bufferBytes: 'Bytes',
  coinsSeen: 'Count',
  coinsUnseen: 'Count',
  leaseHeld: 'Count',
} as const satisfies Record<string, MetricUnit>;
/** Metrics of the minutes in which there was some. In the others they stand in the line only. */
const EVENTS = {
  holes: 'Count',
  backfilledTrades: 'Count',
  reconnects: 'Count',
  regionRefusals: 'Count',
} as const satisfies Partial<Record<keyof Counters, MetricUnit>>;
export const STATE_METRIC_NAMES: readonly string[] = Object.keys(STATE);
export const METRIC_NAMES: readonly string[] = [...STATE_METRIC_NAMES, ...Object.keys(EVENTS)];

/** The state at the end of the minute. */
export interface Gauges {
  /** the longest lag of a heartbeat behind the exchange's clock; null when none came */
  readonly lagMs: number | null;
  /** of trades that wait for the stream or for earlier trades */
  readonly bufferBytes: number;
  /** one per wanted coin; none while another task watches */
  readonly states: readonly CoinState[];
  readonly leaseHeld: boolean;
}

/**
 * One log line a minute: what was added to the counters since the line before, and the state now. CloudWatch makes metrics of it.
 */
export class MinuteReport {
  readonly #counters: Counters;
  #reported: Counters;

  constructor(counters: Counters) {
    this.#counters = counters;
    this.#reported = { ...counters };
  }

  /** The fields of the log line. `now`: own clock, ms */
  next(now: number, { lagMs, bufferBytes, states, leaseHeld }: Gauges): Record<string, unknown> {
    const added = difference(this.#counters, this.#reported);
    this.#counters.longestFillMs = 0; // of this minute
    this.#reported = { ...this.#counters };
    const values = {
      ...added,
      ...(lagMs !== null && { lagMs }),
      bufferBytes,
      coinsSeen: count(states, ['live']),
      coinsUnseen: count(states, ['requested', 'catching-up', 'dark']),
      leaseHeld: leaseHeld ? 1 : 0,
    };
    const coins = Object.fromEntries(COIN_STATES.map((state) => [state, count(states, [state])]));
    const units = { ...STATE, ...eventsIn(added) };
    return metricFields({ service: 'ingest', at: now, units, values: { ...values, coins } });
  }
}

function eventsIn(added: Counters): Partial<typeof EVENTS> {
  const counted = new Map<string, number>(Object.entries(added));
  return Object.fromEntries(Object.entries(EVENTS).filter(([name]) => counted.get(name) !== 0));
}

function difference(now: Counters, before: Counters): Counters {
  const added = { ...now };
  for (const name of namesOf(now)) added[name] = now[name] - before[name];
  return added;
}

function namesOf(counters: Counters): (keyof Counters)[] {
  const isName = (name: string): name is keyof Counters => Object.hasOwn(counters, name);
  return Object.keys(counters).filter(isName);
}

function count(states: readonly CoinState[], among: readonly CoinState[]): number {
  return states.filter((state) => among.includes(state)).length;
}
