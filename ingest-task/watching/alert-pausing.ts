import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import type { PausedBecause } from '../../domain/alerts/alert.ts';
import type { Book } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';

/** The last trades of the coin before, where they were missed until now, are judged by then: their alerts may fire still. */
export const PAUSE_AFTER_MS = 10_000;
/** How long after a failure, or while ticks are under way, it is tried again. */
export const PAUSE_RETRY_MS = 2_000;

export interface AlertPausingDeps {
  readonly coinAlerts: Pick<CoinAlerts, 'pause'>;
  readonly coinTable: Pick<CoinTable, 'raiseBookVersion'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** A coin in whose name another one trades. */
export interface RenamedCoin {
  readonly symbol: string;
  readonly book: Book;
  readonly because: PausedBecause;
  /** Everything that was taken of the coin before is in the stream. */
  readonly isPublished: () => boolean;
  /** Its alerts are paused: none can fire by the other coin's trades. */
  readonly onPaused: () => void;
}

interface Job {
  coin: RenamedCoin;
  lastError: string;
}

/**
 * Pauses a coin's alerts before a trade of another coin under its name is published, in the background. Until then its trades
 * wait; a run that begins meanwhile finds the same and does it again.
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
      known.coin = coin; // let go and followed again meanwhile
      return;
    }
    const job: Job = { coin, lastError: '' };
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
    const { symbol, book, because, isPublished } = job.coin;
    if (!isPublished()) {
      this.#after(PAUSE_RETRY_MS, job);
      return;
    }
    try {
      const alerts = await coinAlerts.pause({ symbol, shards: book.shards }, because);
      await coinTable.raiseBookVersion(symbol, clock.now());
      log.warn('alerts paused: another coin trades under the name', { symbol, alerts });
    } catch (error) {
      this.#failed(job, reasonOf(error));
      return;
    }
    this.#jobs.delete(symbol);
    if (!this.#isStopped) job.coin.onPaused();
  }

  #failed(job: Job, error: string): void {
    // The same error is logged once, not at every attempt.
    if (error !== job.lastError)
      this.#deps.log.error('alerts not paused yet', { symbol: job.coin.symbol, fault: error });
    job.lastError = error;
    this.#after(PAUSE_RETRY_MS, job);
  }
}
