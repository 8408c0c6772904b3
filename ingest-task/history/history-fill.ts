import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import { intervalOf } from '../../domain/market/candle.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { jitteredDelay } from '../exchange/exchange-feed.ts';
import { RestFault, type RestFaultKind } from '../exchange/rest-client.ts';
import { ShareSpentError } from './candle-source.ts';
import { CoinHistory } from './coin-history.ts';
import type { TradePlace } from './coin-minutes.ts';
import {
  type FillLine,
  hasWorkFor,
  isPast,
  type Job,
  MAX_ATTEMPTS_FOR_LATE,
  putOnce,
  STAGES,
  STORED_DAYS,
  stageOfDay,
} from './fill-jobs.ts';
import { FillProgress } from './fill-progress.ts';
import { DAY_MS, type FillStep, type FillSteps, FRESH_MS, SETTLED_MS } from './fill-steps.ts';

/** Steps under way at once, of as many coins; what no window needs goes on one by one, in the background. */
export const MAX_STEPS_AT_ONCE = 4;
/** Candles may lag a little behind the trades: a minute that ended unknown is asked for after this long, and again. */
export const REPAIR_DELAY_MS = 5_000;
const DAY_RETRY_MS = 60_000;
/** A day's last hour is stored by then; the coins' days are folded over the time after it, not all at once. */
export const FOLD_DELAY_MS = 120_000;
export const FOLD_SPREAD_MS = 600_000;

/** Own clock could be far off; if the exchange's can't be read for so long, it has to do. */
export const CLOCK_WAIT_MS = 30_000;
const TURN_MS = 1_000;
const MAX_FAULT_LINES_PER_MINUTE = 10;
const STEP_RETRY = { firstMs: 2_000, maxMs: 300_000 };
const EXCHANGE_RETRY = { firstMs: 1_000, maxMs: 60_000 };

/** Faults that say nothing of the coin that was asked for: nobody is asked for a while. */
const NOBODY: ReadonlySet<RestFaultKind> = new Set([
  'region',
  'firewall',
  'limited',
  'banned',
  'server',
  'unreachable',
]);

export interface HistoryFillOptions {
  readonly steps: Pick<FillSteps, 'run'>;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** `exchangeNow` is measured. */
  readonly isClockKnown: () => boolean;
  /** The exchange knows the coin and trades it, or trades of it wait for their windows. */
  readonly isWatchable: (symbol: string) => boolean;
  /** Values of the coin may have become known, or final. */
  readonly onFilled: (symbol: string) => void;
}

/**
 * Brings the past of every followed coin: few steps at once, each of one coin and soon over, so that no coin waits long
 * for another. What fails is tried again, later each time; when the exchange refuses, nobody is asked until it may have
 * changed its mind. Trades wait for no more of it than the windows of their alerts (`areFinal`).
 */
export class HistoryFill {
  readonly #settings: HistoryFillOptions;
  readonly #lines = new Map<string, FillLine>();
  readonly #progress: FillProgress;
  readonly #faultLines = new LineLimit(MAX_FAULT_LINES_PER_MINUTE);
  #startedAt = Number.POSITIVE_INFINITY;
  #isRunning = false;
  #busy = 0;
  #askAgainAt = Number.NEGATIVE_INFINITY;
  #refusals = 0;
  #lastRefusal = '';
  #cancel: Cancel = () => undefined;

  constructor(settings: HistoryFillOptions) {
    this.#settings = settings;
    this.#progress = new FillProgress(settings);
  }

  /** Which minutes are missing is told by the exchange's clock: nothing is done before it is known. */
  start(): void {
    const { clock } = this.#settings;
    this.#startedAt = clock.elapsed();
    this.#cancel = repeat(clock, TURN_MS, () => this.#turn());
    this.#turn();
  }

  stop(): void {
    this.#isRunning = false;
    this.#startedAt = Number.POSITIVE_INFINITY;
    this.#cancel();
  }

  /** `joinsAfter`: the id behind which the coin's trades will come, where that is known already */
  follow(symbol: string, joinsAfter: TradePlace | null = null): CoinHistory {
    const coin = new CoinHistory({
      symbol,
      counters: this.#settings.counters,
      onUnknown: () => this.#addOnce(line, { kind: 'repair' }, STAGES.repair, REPAIR_DELAY_MS),
      onJoined: () => this.#addOnce(line, { kind: 'joined' }, STAGES.joined),
      onLost: (hour) => this.#lost(line, hour),
      onIdRestart: () => this.#plan(line),
    });
    const foldDelayMs = FOLD_DELAY_MS + this.#settings.clock.random() * FOLD_SPREAD_MS;
    const line: FillLine = {
      coin,
      jobs: [],
      running: null,
      failures: 0,
      notBefore: 0,
      dayAhead: null,
      foldDelayMs,
      isCounted: false,
    };
    this.#lines.set(symbol, line);
    if (joinsAfter) coin.minutes.joinAfter(joinsAfter);
    this.#plan(line);
    return coin;
  }

  /** What is under way for it is of no use any more. */
  unfollow(symbol: string): void {
    this.#lines.delete(symbol);
  }

  /** The values of these metrics in the coin's present minute are final, or nothing is left to do for them. */
  areFinal(symbol: string, metrics: Iterable<WindowedMetric>): boolean {
    const line = this.#lines.get(symbol);
    if (!line) return true;
    const wanted = [...metrics];
    if (!line.coin.minutes.join && line.coin.minutes.covers(wanted)) return true;
    return !hasWorkFor(line, wanted.includes('change-7d') ? STAGES.windows : STAGES.recent);
  }

  coins(): CoinHistory[] {
    return [...this.#lines.values()].map(({ coin }) => coin);
  }

  #plan(line: FillLine): void {
    line.jobs.length = 0;
    line.dayAhead = null;
    this.#addOnce(line, { kind: 'stored' }, STAGES.stored);
    if (line.coin.minutes.join) this.#addOnce(line, { kind: 'joined' }, STAGES.joined);
    this.#addOnce(line, { kind: 'today' }, STAGES.recent);
    this.#addOnce(line, { kind: 'hours' }, STAGES.recent);
    this.#pump();
  }

  /** Which days there are is known only once the exchange's clock is. */
  #planDays(line: FillLine): void {
    const now = this.#settings.exchangeNow();
    const today = intervalOf(now - FRESH_MS, DAY_MS);
    const joinDay = intervalOf(line.coin.joinedAt ?? today, DAY_MS);
    line.dayAhead = today;
    for (let back = 1; back <= STORED_DAYS; back += 1) {
      const day = today - back * DAY_MS;
      const stage = stageOfDay((joinDay - day) / DAY_MS);
      const delayMs = Math.max(0, day + DAY_MS + FOLD_DELAY_MS - now);
      this.#addOnce(line, { kind: 'day', day }, stage, delayMs);
    }
  }

  #addOnce(line: FillLine, step: FillStep, stage: number, delayMs = 0): void {
    const notBefore = this.#settings.clock.elapsed() + delayMs;
    putOnce(line.jobs, { step, stage, notBefore, attempts: 0 });
  }

  /** An hour is stored without minutes that are known by now: what they held is fetched and stored once more. */
  #lost(line: FillLine, hour: number): void {
    const day = intervalOf(hour, DAY_MS);
    const isOver = line.dayAhead !== null && day < line.dayAhead;
    line.coin.folded?.delete(day);
    this.#addOnce(line, isOver ? { kind: 'day', day } : { kind: 'today' }, STAGES.recent, REPAIR_DELAY_MS);
  }

  #turn(): void {
    const { clock, isClockKnown, exchangeNow } = this.#settings;
    this.#isRunning ||= isClockKnown() || clock.elapsed() - this.#startedAt >= CLOCK_WAIT_MS;
    const now = exchangeNow();
    for (const line of this.#lines.values()) {
      while (line.dayAhead !== null && now >= line.dayAhead + DAY_MS + line.foldDelayMs) {
        this.#addOnce(line, { kind: 'day', day: line.dayAhead }, STAGES.ended);
        line.dayAhead += DAY_MS;
      }
    }
    this.#pump();
    this.#tellProgress();
  }

  #pump(): void {
    while (this.#isRunning && this.#busy < MAX_STEPS_AT_ONCE) {
      const next = this.#next();
      if (!next || (next.job.stage >= STAGES.priceHistory && this.#busy > 0)) return;
      void this.#run(next.line, next.job);
    }
  }

  /** The first job of the earliest stage, of a coin that has none under way. */
  #next(): { line: FillLine; job: Job } | null {
    const elapsed = this.#settings.clock.elapsed();
    const mayAsk = elapsed >= this.#askAgainAt;
    let next: { line: FillLine; job: Job } | null = null;
    for (const line of this.#lines.values()) {
      if (line.running || line.notBefore > elapsed || !this.#settings.isWatchable(line.coin.symbol)) continue;
      const job = line.jobs.find(({ stage, notBefore }) => notBefore <= elapsed && (mayAsk || stage === STAGES.stored));
      if (job && (!next || job.stage < next.job.stage)) next = { line, job };
      if (next?.job.stage === STAGES.stored) break;
    }
    return next;
  }

  async #run(line: FillLine, job: Job): Promise<void> {
    this.#busy += 1;
    line.running = job;
    line.jobs.splice(line.jobs.indexOf(job), 1);
    try {
      const missing = await this.#settings.steps.run(line.coin, job.step);
      line.failures = 0;
      if (job.step.kind !== 'stored') this.#answered();
      // what is late today is asked for again minute by minute
      if (missing.length > 0 && job.step.kind !== 'today') this.#late(line, job, missing[0]);
      else this.#done(line, job);
    } catch (error) {
      this.#failed(line, job, error);
    }
    line.running = null;
    this.#busy -= 1;
    this.#settings.onFilled(line.coin.symbol);
    this.#pump();
  }

  #answered(): void {
    const { log } = this.#settings;
    if (this.#refusals > 0) log.info('the exchange gives candles again');
    this.#refusals = 0;
    this.#lastRefusal = '';
  }

  #done(line: FillLine, { step }: Job): void {
    if (step.kind === 'stored' && line.dayAhead === null) this.#planDays(line);
    const { minutes, repairFrom } = line.coin;
    // minutes that ended while the day was fetched
    const hasUnknown = step.kind === 'today' && minutes.unknownSince(repairFrom).length > 0;
    if (hasUnknown) this.#addOnce(line, { kind: 'repair' }, STAGES.repair, REPAIR_DELAY_MS);
  }

  #late(line: FillLine, job: Job, missing: unknown): void {
    const { clock, log } = this.#settings;
    job.attempts += 1;
    if (job.attempts > MAX_ATTEMPTS_FOR_LATE) {
      log.warn('minutes stay unknown: the exchange has no candles of them', { symbol: line.coin.symbol, missing });
      return;
    }
    const shortMs = job.step.kind === 'day' ? DAY_RETRY_MS : REPAIR_DELAY_MS;
    job.notBefore = clock.elapsed() + (job.attempts < MAX_ATTEMPTS_FOR_LATE ? shortMs : SETTLED_MS);
    putOnce(line.jobs, job);
  }

  #failed(line: FillLine, job: Job, error: unknown): void {
    const { clock, log } = this.#settings;
    const elapsed = clock.elapsed();
    if (error instanceof ShareSpentError) this.#askAgainAt = Math.max(this.#askAgainAt, elapsed + error.retryAfterMs);
    else if (error instanceof RestFault && NOBODY.has(error.kind)) this.#refused(error);
    else {
      line.failures += 1;
      line.notBefore = elapsed + jitteredDelay(STEP_RETRY, line.failures, clock.random());
      const { symbol } = line.coin;
      if (this.#faultLines.allows(elapsed)) log.warn('history not filled yet', { symbol, fault: reasonOf(error) });
    }
    putOnce(line.jobs, job);
  }

  #refused(fault: RestFault): void {
    const { clock, log } = this.#settings;
    this.#refusals += 1;
    const delayMs = Math.max(fault.retryAfterMs, jitteredDelay(EXCHANGE_RETRY, this.#refusals, clock.random()));
    this.#askAgainAt = Math.max(this.#askAgainAt, clock.elapsed() + delayMs);
    if (fault.kind === this.#lastRefusal) return;
    this.#lastRefusal = fault.kind;
    log.warn('the exchange gives no candles', { fault: fault.message, delayMs: Math.round(delayMs) });
  }

  #tellProgress(): void {
    const { counters, isWatchable } = this.#settings;
    const lines = [...this.#lines.values()].filter(({ coin }) => isWatchable(coin.symbol));
    const filled = lines.filter((line) => isPast(line, STAGES.windows));
    const stored = filled.filter((line) => isPast(line, STAGES.priceHistory));
    for (const line of filled) {
      if (!line.isCounted) counters.filledCoins += 1;
      line.isCounted = true;
    }
    this.#progress.tell({ coins: lines.length, filled: filled.length, stored: stored.length });
  }
}
