import type { OutageTable } from '../../adapters/dynamodb/market/outage-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Prices } from '../../domain/market/coin.ts';
import {
  causeOf,
  type Outage,
  type OutageCause,
  type OutageChange,
  type OutageTracking,
  type Reached,
  trackOutage,
} from '../../domain/market/outage.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { CoinStatus } from './market-watch.ts';

export const OBSERVE_INTERVAL_MS = 1_000;
const RETRY_INTERVAL_MS = 5_000;
/** Between two observations the exchange's clock may gain or lose so much: measurements differ by the network's delay. */
const CLOCK_JITTER_MS = 1_000;
/** Writes that wait for the table; past this the oldest is given up, with an error in the log. */
export const MAX_QUEUED_WRITES = 1_000;

export interface OutageWatchDeps {
  readonly outageTable: OutageTable;
  readonly clock: Clock;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly outageAfterMs: number;
  /** of the wanted coins */
  readonly coinStatuses: () => readonly CoinStatus[];
  /** the snapshot of the last run; null when there is none */
  readonly earlier: Prices | null;
}

interface TrackedCoin extends OutageTracking {
  /** the last trade that was published when the coin was last seen */
  readonly before: Reached | null;
  /** of the reported outage, or why the coin is not seen */
  readonly cause: OutageCause;
  readonly reportedAt: number;
  /** an earlier run saw it last: since when it is unseen is by that run's clock */
  readonly isFromEarlierRun: boolean;
}

interface QueuedWrite {
  readonly step: 'begin' | 'end';
  readonly outage: Outage;
}

/**
 * Notices that a coin is not seen for too long, and that it is seen again, and writes each to the table once. The key of an
 * outage, its coin and beginning, passes from run to run by the snapshot. What happens while no task is alive is written by
 * the next one. If the exchange's clock is set, since when a coin is unseen moves with it: no time has passed.
 */
export class OutageWatch {
  readonly #deps: OutageWatchDeps;
  readonly #coins = new Map<string, TrackedCoin>();
  readonly #queue: QueuedWrite[] = [];
  /** until the first observation, which finds all coins that are wanted since the last run */
  #earlier: Prices | null;
  /** how far the exchange's clock was ahead of the monotonic one, ms; null before the first observation */
  #aheadMs: number | null = null;
  #writing: Promise<void> | null = null;
  #cancel: Cancel = () => undefined;
  #cancelRetry: Cancel = () => undefined;

  constructor(deps: OutageWatchDeps) {
    this.#deps = deps;
    this.#earlier = deps.earlier;
  }

  /** Call this when the wanted coins are known. */
  start(): void {
    this.#cancel = repeat(this.#deps.clock, OBSERVE_INTERVAL_MS, () => this.observe());
  }

  /** No further observation, and no further attempt to write. */
  stop(): void {
    this.#cancel();
    this.#cancelRetry();
  }

  /** exchange ms; null while the coin is seen. As of the last observation. */
  unseenSince(symbol: string): number | null {
    return this.#coins.get(symbol)?.unseenSince ?? null;
  }

  observe(): void {
    const { coinStatuses, exchangeNow } = this.#deps;
    const now = Math.round(exchangeNow());
    this.#followClock(now);
    const statuses = coinStatuses();
    for (const status of statuses) this.#observeCoin(status, now);
    this.#earlier = null;
    // an unwanted coin has no outage
    const wanted = new Set(statuses.map(({ symbol }) => symbol));
    for (const symbol of this.#coins.keys()) if (!wanted.has(symbol)) this.#coins.delete(symbol);
  }

  /** Resolves when all is written, or at the first failure; what failed is tried again later. */
  flush(): Promise<void> {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
    });
    return this.#writing;
  }

  #followClock(now: number): void {
    const aheadMs = now - this.#deps.clock.elapsed();
    const setByMs = Math.round(aheadMs - (this.#aheadMs ?? aheadMs));
    this.#aheadMs = aheadMs;
    if (Math.abs(setByMs) <= CLOCK_JITTER_MS) return;
    for (const [symbol, coin] of this.#coins) {
      const { unseenSince, isReported, isFromEarlierRun } = coin;
      // the beginning of a reported outage is its key
      if (unseenSince === null || isReported || isFromEarlierRun) continue;
      this.#coins.set(symbol, { ...coin, unseenSince: unseenSince + setByMs });
    }
  }

  #observeCoin({ symbol, state, published }: CoinStatus, now: number): void {
    const afterMs = this.#deps.outageAfterMs;
    const known = this.#coins.get(symbol) ?? this.#restore(symbol, published);
    const { next, change } = trackOutage(known, { state, now, afterMs });
    const before = next.unseenSince === null ? reached(published) : known.before;
    const reportedAt = change === 'begun' || change === 'begun-and-ended' ? now : known.reportedAt;
    const cause = known.isReported ? known.cause : (causeOf(state) ?? known.cause);
    const isFromEarlierRun = known.isFromEarlierRun && next.unseenSince !== null;
    this.#coins.set(symbol, { ...next, before, cause, reportedAt, isFromEarlierRun });
    if (!change || known.unseenSince === null) return;
    const outage = {
      ...{ symbol, since: known.unseenSince, cause, toldAt: reportedAt, before: known.before },
      ...{ endedAt: null, rechecked: null },
    };
    this.#report(change, outage, { endedAt: now, rechecked: reached(published) });
  }

  /** The coin was not seen since the last snapshot of the last run, or since the snapshot says that it was not seen. */
  #restore(symbol: string, published: Trade | null): TrackedCoin {
    const { updatedAt = 0, coins = {} } = this.#earlier ?? {};
    const coin = Object.hasOwn(coins, symbol) ? coins[symbol] : undefined;
    const before = reached(published);
    const cause = (coin && causeOf(coin.state)) ?? 'unseen';
    if (!coin) return { unseenSince: null, isReported: false, before, cause, reportedAt: 0, isFromEarlierRun: false };
    const unseenSince = coin.unseenSince ?? updatedAt;
    const isReported = updatedAt - unseenSince >= this.#deps.outageAfterMs;
    const reportedAt = unseenSince + this.#deps.outageAfterMs;
    return { unseenSince, isReported, before, cause, reportedAt, isFromEarlierRun: true };
  }

  #report(change: OutageChange, outage: Outage, end: Pick<Outage, 'endedAt' | 'rechecked'>): void {
    const { log } = this.#deps;
    const { symbol, since, cause } = outage;
    if (change !== 'ended') log.warn('coin unseen for too long', { symbol, since, cause });
    // Also for a reported outage: the run that meant to write it may have ended before it could. Writing it twice has no effect.
    this.#enqueue({ step: 'begin', outage });
    if (change !== 'begun') {
      log.info('coin seen again', { symbol, since, ...end });
      this.#enqueue({ step: 'end', outage: { ...outage, ...end } });
    }
    void this.flush();
  }

  #enqueue(write: QueuedWrite): void {
    this.#queue.push(write);
    if (this.#queue.length <= MAX_QUEUED_WRITES) return;
    this.#deps.log.error('outage given up', { ...this.#queue.shift()?.outage });
  }

  async #write(): Promise<void> {
    const { outageTable, clock, log } = this.#deps;
    for (let next = this.#queue[0]; next; next = this.#queue[0]) {
      try {
        await (next.step === 'begin' ? outageTable.begin(next.outage) : outageTable.end(next.outage));
      } catch (error) {
        log.error('outage not written yet', { symbol: next.outage.symbol, error: reasonOf(error) });
        this.#cancelRetry = clock.after(RETRY_INTERVAL_MS, () => void this.flush());
        return;
      }
      if (this.#queue[0] === next) this.#queue.shift();
    }
  }
}

function reached(trade: Trade | null): Reached | null {
  return trade && { tradeId: trade.id, time: trade.time };
}
