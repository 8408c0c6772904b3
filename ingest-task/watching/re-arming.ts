import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Book } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';

/** How long after a failure the coin's alerts are tried again. */
export const RETRY_INTERVAL_MS = 2_000;

/** A coin whose ids began anew, with the book that its ticks carry by now. */
export interface RestartedCoin {
  readonly symbol: string;
  readonly book: Book;
}

export interface ReArmingOptions {
  readonly coinAlerts: Pick<CoinAlerts, 'resetAfterIdRestart'>;
  readonly coinTable: Pick<CoinTable, 'raiseBookVersion'>;
  readonly clock: Clock;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** by a guess at the exchange's clock alerts would arm hours late, or by what was before */
  readonly isClockKnown: () => boolean;
}

/** One coin's alerts on their way to the new ids, over as many attempts as it takes. */
interface Job {
  /** alerts that have begun anew so far */
  alerts: number;
  /** the ids began anew once more while the present attempt was under way */
  next: RestartedCoin | null;
  attempt: Promise<void>;
  cancelRetry: Cancel;
  lastFault: string;
}

/**
 * Starts a coin's alerts again when its trade ids began anew: an alert passes over everything up to the id it was judged
 * at, so without this it would sleep until the new ids have grown past the old ones. Meanwhile the trades go on.
 */
export class ReArming {
  readonly #settings: ReArmingOptions;
  readonly #jobs = new Map<string, Job>();
  #stopped = false;

  constructor(settings: ReArmingOptions) {
    this.#settings = settings;
  }

  /** Runs in the background until it is done, or `stop`. */
  begin(coin: RestartedCoin): void {
    const job = this.#jobs.get(coin.symbol);
    if (job) job.next = coin;
    else this.#start(coin);
  }

  /** No further attempt; resolves when those under way have ended. */
  async stop(): Promise<void> {
    this.#stopped = true;
    const jobs = [...this.#jobs.values()];
    for (const job of jobs) job.cancelRetry();
    await Promise.all(jobs.map(({ attempt }) => attempt));
  }

  #start(coin: RestartedCoin): void {
    if (this.#stopped) return;
    const job: Job = {
      alerts: 0,
      next: null,
      attempt: Promise.resolve(),
      cancelRetry: () => undefined,
      lastFault: '',
    };
    this.#jobs.set(coin.symbol, job);
    job.attempt = this.#attempt(coin, job);
  }

  /** The version is raised last: it makes the evaluator read the book again, which must find the alerts changed. */
  async #attempt(coin: RestartedCoin, job: Job): Promise<void> {
    const { coinAlerts, coinTable, clock, exchangeNow, isClockKnown } = this.#settings;
    job.next = null; // what began anew before this attempt is covered by it
    try {
      if (!isClockKnown()) throw new Error("the exchange's clock is not measured");
      const { symbol, book } = coin;
      const armFrom = { armAfter: Math.round(exchangeNow()), bookVersion: book.version + 1 };
      job.alerts += await coinAlerts.resetAfterIdRestart({ symbol, shards: book.shards }, armFrom);
      await coinTable.raiseBookVersion(symbol, clock.now());
    } catch (error) {
      this.#retry(coin, job, reasonOf(error));
      return;
    }
    this.#finish(coin, job);
  }

  #retry(coin: RestartedCoin, job: Job, fault: string): void {
    const { clock, log } = this.#settings;
    // The same fault is said once, not at every attempt.
    if (fault !== job.lastFault) log.error('alerts not re-armed yet', { symbol: coin.symbol, fault });
    job.lastFault = fault;
    if (this.#stopped) return;
    job.cancelRetry = clock.after(RETRY_INTERVAL_MS, () => {
      job.attempt = this.#attempt(job.next ?? coin, job);
    });
  }

  #finish({ symbol }: RestartedCoin, { alerts, next }: Job): void {
    this.#settings.log.info('trade ids began anew, alerts re-armed', { symbol, alerts });
    if (next && this.#stopped) return; // stays under way: the next run has to do it
    this.#jobs.delete(symbol);
    if (next) this.#start(next);
  }

  /** The coin's alerts are not all re-armed yet; stays true for what a stop has left undone. */
  isUnderWay(symbol: string): boolean {
    return this.#jobs.has(symbol);
  }
}
