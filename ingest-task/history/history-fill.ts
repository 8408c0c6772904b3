import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { ExchangeError } from '../exchange/exchange-error.ts';
import { jitteredDelay } from '../exchange/pause-policy.ts';
import { RefusalGate } from '../exchange/refusal-gate.ts';
import { ShareSpentError } from '../exchange/request-budget.ts';
import { CoinFill, type Job, MAX_ATTEMPTS_FOR_LATE, REPAIR_DELAY_MS, STAGES, stageNeededBy } from './coin-fill.ts';
import type { CoinHistory } from './coin-history.ts';
import type { TradePlace } from './coin-minutes.ts';
import { FillProgress } from './fill-progress.ts';
import { type FillSteps, SETTLED_MS } from './fill-steps.ts';

/** Jobs run at once, each of another coin; what no window needs is filled one job at a time. */
export const MAX_JOBS_AT_ONCE = 4;
/** Own clock could be far off, but after so long without the exchange's clock it is used. */
export const CLOCK_WAIT_MS = 30_000;
const DAY_RETRY_MS = 60_000;
const TURN_MS = 1_000;
const MAX_ERROR_LINES_PER_MINUTE = 10;
const STEP_RETRY = { firstMs: 2_000, maxMs: 300_000 };
const EXCHANGE_RETRY = { firstMs: 1_000, maxMs: 60_000 };

export interface HistoryFillOptions {
  readonly steps: Pick<FillSteps, 'run'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** `exchangeNow` is measured. */
  readonly isClockKnown: () => boolean;
  /** The exchange sends data of the coin, or trades of it wait for their windows. */
  readonly isWatchable: (symbol: string) => boolean;
  /** Values of the coin may have become known, or final. */
  readonly onFilled: (symbol: string) => void;
}

/**
 * Fills the history of every followed coin: few jobs at once, each of one coin and short, so that no coin waits long for
 * another. A job that fails is run again, later each time; while the exchange refuses requests, none is made. Trades wait only
 * for the windows of their alerts (`areFinal`).
 */
export class HistoryFill {
  readonly #options: HistoryFillOptions;
  readonly #fills = new Map<string, CoinFill>();
  readonly #gate: RefusalGate;
  readonly #progress: FillProgress;
  readonly #errorLines = new LineLimit(MAX_ERROR_LINES_PER_MINUTE);
  #startedAt = Number.POSITIVE_INFINITY;
  #isRunning = false;
  #busy = 0;
  #cancel: Cancel = () => undefined;

  constructor(options: HistoryFillOptions) {
    this.#options = options;
    this.#progress = new FillProgress(options);
    this.#gate = new RefusalGate({
      ...options,
      purpose: 'candles',
      pauseMs: ({ retryAfterMs }, refusals, random) =>
        Math.max(retryAfterMs, jitteredDelay(EXCHANGE_RETRY, refusals, random)),
    });
  }

  /** Which minutes are missing depends on the exchange's clock: no job runs before it is known. */
  start(): void {
    const { clock } = this.#options;
    this.#startedAt = clock.elapsed();
    this.#cancel = repeat(clock, TURN_MS, () => this.#turn());
    this.#turn();
  }

  stop(): void {
    this.#isRunning = false;
    this.#startedAt = Number.POSITIVE_INFINITY;
    this.#cancel();
  }

  /** `joinsAfter`: the coin's trades will come after this one; null when that is not known yet */
  follow(symbol: string, joinsAfter: TradePlace | null = null): CoinHistory {
    const { clock, counters } = this.#options;
    const fill = new CoinFill({ symbol, clock, counters, onPlanned: () => this.#pump() });
    this.#fills.set(symbol, fill);
    if (joinsAfter) fill.coin.minutes.joinAfter(joinsAfter);
    fill.plan();
    return fill.coin;
  }

  /** The coin's alerts use these metrics from now on. */
  use(symbol: string, metrics: readonly WindowedMetric[]): void {
    this.#fills.get(symbol)?.use(metrics);
  }

  /** A job that is being run for it has no effect any more. */
  unfollow(symbol: string): void {
    this.#fills.delete(symbol);
  }

  /** The values of these metrics in the coin's present minute are final, or nothing is left to do for them. */
  areFinal(symbol: string, metrics: Iterable<WindowedMetric>): boolean {
    const fill = this.#fills.get(symbol);
    if (!fill) return true;
    const wanted = [...metrics];
    if (!fill.coin.minutes.join && fill.coin.minutes.covers(wanted)) return true;
    return !fill.hasWorkFor(stageNeededBy(wanted));
  }

  coins(): CoinHistory[] {
    return [...this.#fills.values()].map(({ coin }) => coin);
  }

  #turn(): void {
    const { clock, isClockKnown, exchangeNow } = this.#options;
    this.#isRunning ||= isClockKnown() || clock.elapsed() - this.#startedAt >= CLOCK_WAIT_MS;
    const now = exchangeNow();
    for (const fill of this.#fills.values()) fill.planEndedDays(now);
    this.#pump();
    this.#reportProgress();
  }

  #pump(): void {
    while (this.#isRunning && this.#busy < MAX_JOBS_AT_ONCE) {
      const next = this.#next();
      if (!next || (next.job.stage >= STAGES.past && this.#busy > 0)) return;
      void this.#run(next.fill, next.job);
    }
  }

  /** The first job of the earliest stage, of a coin that has none under way. */
  #next(): { fill: CoinFill; job: Job } | null {
    const { clock, isWatchable } = this.#options;
    const now = clock.elapsed();
    const mayAsk = now >= this.#gate.closedUntil;
    let next: { fill: CoinFill; job: Job } | null = null;
    for (const fill of this.#fills.values()) {
      const job = isWatchable(fill.coin.symbol) ? fill.next(now, mayAsk) : null;
      if (job && (!next || job.stage < next.job.stage)) next = { fill, job };
      if (next?.job.stage === STAGES.stored) break;
    }
    return next;
  }

  async #run(fill: CoinFill, job: Job): Promise<void> {
    this.#busy += 1;
    fill.begin(job);
    try {
      const missing = await this.#options.steps.run(fill.coin, job.step);
      fill.failures = 0;
      if (job.step.kind !== 'stored') this.#gate.answered();
      // what is late today is asked for again minute by minute
      if (missing.length > 0 && job.step.kind !== 'today') this.#late(fill, job, missing[0]);
      else this.#done(fill, job);
    } catch (error) {
      this.#failed(fill, job, error);
    }
    fill.running = null;
    this.#busy -= 1;
    this.#options.onFilled(fill.coin.symbol);
    this.#pump();
  }

  #done(fill: CoinFill, { step }: Job): void {
    if (step.kind === 'stored' && !fill.hasPlannedDays) fill.planDays(this.#options.exchangeNow());
    const { minutes, repairFrom } = fill.coin;
    // minutes may have ended while the day was fetched
    if (step.kind === 'today' && minutes.unknownSince(repairFrom).length > 0) fill.repair();
  }

  #late(fill: CoinFill, job: Job, missing: unknown): void {
    const { clock, log } = this.#options;
    job.attempts += 1;
    if (job.attempts > MAX_ATTEMPTS_FOR_LATE) {
      const { symbol } = fill.coin;
      log.warn('minutes stay unknown: the exchange has no candles of them', { symbol, missing });
      return;
    }
    const shortMs = job.step.kind === 'day' ? DAY_RETRY_MS : REPAIR_DELAY_MS;
    job.notBefore = clock.elapsed() + (job.attempts < MAX_ATTEMPTS_FOR_LATE ? shortMs : SETTLED_MS);
    fill.put(job);
  }

  #failed(fill: CoinFill, job: Job, error: unknown): void {
    const { clock, log } = this.#options;
    if (error instanceof ShareSpentError) this.#gate.closeFor(error.retryAfterMs);
    else if (error instanceof ExchangeError && !error.concernsOneCoin) this.#gate.refused(error);
    else {
      const now = clock.elapsed();
      fill.failures += 1;
      fill.notBefore = now + jitteredDelay(STEP_RETRY, fill.failures, clock.random());
      const { symbol } = fill.coin;
      if (this.#errorLines.allows(now)) log.warn('history not filled yet', { symbol, error: reasonOf(error) });
    }
    fill.put(job);
  }

  #reportProgress(): void {
    const { counters, isWatchable } = this.#options;
    const fills = [...this.#fills.values()].filter(({ coin }) => isWatchable(coin.symbol));
    const filled = fills.filter((fill) => fill.isPast(STAGES.windows));
    const stored = filled.filter((fill) => fill.isPast(STAGES.priceHistory));
    for (const fill of filled) {
      if (!fill.isCounted) counters.filledCoins += 1;
      fill.isCounted = true;
    }
    this.#progress.report({ coins: fills.length, filled: filled.length, stored: stored.length });
  }
}
