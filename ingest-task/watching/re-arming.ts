import type { CoinAlerts } from '../../adapters/dynamodb/alerts/coin-alerts.ts';
import type { CoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../adapters/log.ts';
import type { AlertIndexSummary } from '../../domain/market/coin.ts';
import type { Cancel, Clock } from '../clock.ts';

/** Until the next attempt after a failure. */
export const RETRY_INTERVAL_MS = 2_000;

/** A coin whose trade ids restarted, with the alert index version that its ticks carry. */
export interface RestartedCoin {
  readonly symbol: string;
  readonly alertIndex: AlertIndexSummary;
}

export interface ReArmingDeps {
  readonly coinAlerts: Pick<CoinAlerts, 'resetAfterIdRestart'>;
  readonly coinTable: Pick<CoinTable, 'raiseIndexVersion'>;
  readonly clock: Clock;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** `exchangeNow` is measured: with a guess alerts could arm hours late, or on earlier trades */
  readonly isClockKnown: () => boolean;
}

/** Re-arms one coin's alerts for the new ids, in as many attempts as it takes. */
interface Job {
  /** alerts that are re-armed so far */
  alerts: number;
  /** the ids restarted once more during the present attempt */
  next: RestartedCoin | null;
  attempt: Promise<void>;
  cancelRetry: Cancel;
  readonly errors: RepeatFilter;
}

/**
 * Re-arms a coin's alerts when its trade ids restart: an alert ignores every trade up to the id at which it was last judged, so
 * otherwise it would not fire until the new ids have grown past the old ones. Meanwhile the trades go on.
 */
export class ReArming {
  readonly #deps: ReArmingDeps;
  readonly #jobs = new Map<string, Job>();
  #isStopped = false;

  constructor(deps: ReArmingDeps) {
    this.#deps = deps;
  }

  /** Runs in the background until it is done, or `stop`. */
  begin(coin: RestartedCoin): void {
    const job = this.#jobs.get(coin.symbol);
    if (job) job.next = coin;
    else this.#start(coin);
  }

  /** No further attempt; resolves when the present ones have ended. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    const jobs = [...this.#jobs.values()];
    for (const job of jobs) job.cancelRetry();
    await Promise.all(jobs.map(({ attempt }) => attempt));
  }

  #start(coin: RestartedCoin): void {
    if (this.#isStopped) return;
    const job: Job = {
      alerts: 0,
      next: null,
      attempt: Promise.resolve(),
      cancelRetry: () => undefined,
      errors: new RepeatFilter(),
    };
    this.#jobs.set(coin.symbol, job);
    job.attempt = this.#attempt(coin, job);
  }

  /** The version is raised last: it makes the evaluator read the alert index again, which must find the alerts changed. */
  async #attempt(coin: RestartedCoin, job: Job): Promise<void> {
    const { coinAlerts, coinTable, clock, exchangeNow, isClockKnown } = this.#deps;
    job.next = null; // this attempt covers every restart before it
    try {
      if (!isClockKnown()) throw new Error("the exchange's clock is not measured");
      const { symbol, alertIndex } = coin;
      const armFrom = { armAfter: Math.round(exchangeNow()), bookVersion: alertIndex.version + 1 };
      job.alerts += await coinAlerts.resetAfterIdRestart({ symbol, shards: alertIndex.shards }, armFrom);
      await coinTable.raiseIndexVersion(symbol, clock.now());
    } catch (error) {
      this.#retry(coin, job, reasonOf(error));
      return;
    }
    this.#finish(coin, job);
  }

  #retry(coin: RestartedCoin, job: Job, error: string): void {
    const { clock, log } = this.#deps;
    if (job.errors.isNew(error)) log.error('alerts not re-armed yet', { symbol: coin.symbol, error });
    if (this.#isStopped) return;
    job.cancelRetry = clock.after(RETRY_INTERVAL_MS, () => {
      job.attempt = this.#attempt(job.next ?? coin, job);
    });
  }

  #finish({ symbol }: RestartedCoin, { alerts, next }: Job): void {
    this.#deps.log.info('trade ids restarted, alerts re-armed', { symbol, alerts });
    if (next && this.#isStopped) return; // stays unfinished: the next run has to do it
    this.#jobs.delete(symbol);
    if (next) this.#start(next);
  }

  /** The coin's alerts are not all re-armed yet; stays true for a coin that a stop left unfinished. */
  isUnderWay(symbol: string): boolean {
    return this.#jobs.has(symbol);
  }
}
