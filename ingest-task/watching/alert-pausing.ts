import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import type { PausedBecause } from '../../domain/alerts/alert.ts';
import type { AlertIndexSummary } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';

/** By then the last trades of the coin before are judged, late ones too: alerts may still fire on them. */
export const PAUSE_AFTER_MS = 10_000;
/** Until the next attempt, after a failure or while ticks are in flight. */
export const PAUSE_RETRY_MS = 2_000;

export interface AlertPausingDeps {
  readonly coinAlerts: Pick<CoinAlerts, 'pause'>;
  readonly coinTable: Pick<CoinTable, 'raiseIndexVersion'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A coin whose name another coin trades under. */
export interface RenamedCoin {
  readonly symbol: string;
  readonly alertIndex: AlertIndexSummary;
  readonly because: PausedBecause;
  /** Every trade that was taken of the coin before is in the stream. */
  readonly isPublished: () => boolean;
  /** Its alerts are paused: none can fire on the other coin's trades. */
  readonly onPaused: () => void;
}

interface Job {
  coin: RenamedCoin;
  readonly errors: RepeatFilter;
}

/**
 * Pauses a coin's alerts, in the background, before a trade of another coin under its name is published. Until then the trades
 * wait. A run that begins meanwhile finds the other coin again, and pauses again.
 */
export class AlertPausing {
  readonly #deps: AlertPausingDeps;
  readonly #jobs = new Map<string, Job>();
  readonly #timers = new Set<Cancel>();
  #isStopped = false;

  constructor(deps: AlertPausingDeps) {
    this.#deps = deps;
  }

  begin(coin: RenamedCoin): void {
    const known = this.#jobs.get(coin.symbol);
    if (known) {
      known.coin = coin; // unfollowed and followed again meanwhile
      return;
    }
    const job: Job = { coin, errors: new RepeatFilter() };
    this.#jobs.set(coin.symbol, job);
    this.#deps.log.warn('another coin trades under the name', { symbol: coin.symbol, ...coin.because });
    this.#after(PAUSE_AFTER_MS, job);
  }

  /** No further attempt. */
  stop(): void {
    this.#isStopped = true;
    for (const cancel of this.#timers) cancel();
    this.#timers.clear();
  }

  #after(delayMs: number, job: Job): void {
    if (this.#isStopped) return;
    const cancel = this.#deps.clock.after(delayMs, () => {
      this.#timers.delete(cancel);
      void this.#attempt(job);
    });
    this.#timers.add(cancel);
  }

  /** The version is raised last: it makes the evaluator read the alert index again, which must find the alerts paused. */
  async #attempt(job: Job): Promise<void> {
    const { coinAlerts, coinTable, clock, log } = this.#deps;
    const { symbol, alertIndex, because, isPublished } = job.coin;
    if (!isPublished()) {
      this.#after(PAUSE_RETRY_MS, job);
      return;
    }
    try {
      const alerts = await coinAlerts.pause({ symbol, shards: alertIndex.shards }, because);
      await coinTable.raiseIndexVersion(symbol, clock.now());
      log.warn('alerts paused: another coin trades under the name', { symbol, alerts });
    } catch (error) {
      this.#failed(job, reasonOf(error));
      return;
    }
    this.#jobs.delete(symbol);
    if (!this.#isStopped) job.coin.onPaused();
  }

  #failed(job: Job, error: string): void {
    const { symbol } = job.coin;
    if (job.errors.isNew(error)) this.#deps.log.error('alerts not paused yet', { symbol, error });
    this.#after(PAUSE_RETRY_MS, job);
  }
}
