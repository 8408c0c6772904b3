import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import { METRIC_INTERVALS } from '../../domain/metrics/candle-reach.ts';
import type { WindowedMetric } from '../../domain/metrics/metric.ts';
import { candleReach, LISTED_REACH } from '../../domain/metrics/minute-values.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { CoinHistory } from './coin-history.ts';
import { PAST_INTERVALS, STORED_DAYS, sourceOf } from './fill-past.ts';
import { type FillStep, FRESH_MS, MINUTES_WINDOW_MS } from './fill-steps.ts';

const DAY_MS = INTERVAL_MS['1d'];
/**
 * Days before the present one that are fetched minute by minute for the windows; the price history follows. Hours are
 * fetched for the longest window, which begins up to 30 days and 5 hours before the last full hour.
 */
export const WINDOW_DAYS = Math.ceil(MINUTES_WINDOW_MS / DAY_MS);
/**
 * A minute whose candle is late is asked for so many times in a row, by when the minute after it is over too, and once more
 * much later.
 */
export const MAX_ATTEMPTS_FOR_LATE = 15;
/** Candles may lag a little behind the trades: a minute that ended unknown is asked for after this long, and again. */
export const REPAIR_DELAY_MS = 5_000;
/** A day's last hour is stored by then. The days of the coins are folded over the time after it, not all at once. */
export const FOLD_DELAY_MS = 120_000;
export const FOLD_SPREAD_MS = 600_000;

/**
 * The order of the work, an earlier stage of every coin before a later one: what is stored; the minute in which trades joined;
 * minutes that just ended unknown; the present and the last day's minutes and a month of hours; the week of the windows, and the
 * longer candles that alerts use; those of every coin; the month of the price history; days that have ended since.
 */
export const STAGES = {
  stored: 0,
  joined: 1,
  repair: 2,
  recent: 3,
  windows: 4,
  past: 5,
  priceHistory: 6,
  ended: 7,
} as const;

export interface Job {
  readonly step: FillStep;
  readonly stage: number;
  /** monotonic ms */
  notBefore: number;
  attempts: number;
}

export interface CoinFillOptions {
  readonly symbol: string;
  readonly clock: Pick<Clock, 'elapsed' | 'random'>;
  readonly counters: Counters;
  /** There may be a job to run. */
  readonly onPlanned: () => void;
}

/** One coin's history, and the jobs that are left to fill it. */
export class CoinFill {
  readonly coin: CoinHistory;
  /** the job that is being run */
  running: Job | null = null;
  /** errors in a row that concern this coin, and when (monotonic ms) the next job may be run */
  failures = 0;
  notBefore = 0;
  isCounted = false;
  readonly #clock: CoinFillOptions['clock'];
  readonly #onPlanned: () => void;
  readonly #jobs: Job[] = [];
  /** the day whose end is awaited, ms; null while the days are not planned */
  #dayAhead: number | null = null;
  /** how long after a day's end this coin's turn comes */
  readonly #foldDelayMs: number;

  constructor({ symbol, clock, counters, onPlanned }: CoinFillOptions) {
    this.#clock = clock;
    this.#onPlanned = onPlanned;
    this.#foldDelayMs = FOLD_DELAY_MS + clock.random() * FOLD_SPREAD_MS;
    this.coin = new CoinHistory({
      symbol,
      counters,
      onUnknown: () => this.repair(),
      onJoined: () => this.#add({ kind: 'joined' }, STAGES.joined),
      onLost: (hour) => this.#refetch(hour),
      onIdRestart: () => this.plan(),
    });
  }

  /** Plans everything, as for a coin of which nothing is known. */
  plan(): void {
    this.#jobs.length = 0;
    this.#dayAhead = null;
    this.#add({ kind: 'stored' }, STAGES.stored);
    if (this.coin.minutes.join) this.#add({ kind: 'joined' }, STAGES.joined);
    this.#add({ kind: 'today' }, STAGES.recent);
    this.#add({ kind: 'hours' }, STAGES.recent);
    const used = this.coin.minutes.usedCandles().map(sourceOf);
    for (const interval of PAST_INTERVALS)
      this.#add({ kind: 'past', interval }, used.includes(interval) ? STAGES.windows : STAGES.past);
    this.#onPlanned();
  }

  /** The coin's alerts use these metrics from now on: longer candles that only they need are kept and loaded while they do. */
  use(metrics: readonly WindowedMetric[]): void {
    const grown = this.coin.minutes.use(metrics);
    if (grown.length === 0) return;
    for (const interval of new Set(grown.map(sourceOf))) this.#add({ kind: 'past', interval }, STAGES.windows);
    this.#onPlanned();
  }

  get hasPlannedDays(): boolean {
    return this.#dayAhead !== null;
  }

  /** Plans the days before the present one. `now`: exchange clock, ms */
  planDays(now: number): void {
    const today = intervalOf(now - FRESH_MS, DAY_MS);
    const joinDay = intervalOf(this.coin.joinedAt ?? today, DAY_MS);
    this.#dayAhead = today;
    for (let back = 1; back <= STORED_DAYS; back += 1) {
      const day = today - back * DAY_MS;
      const stage = stageOfDay((joinDay - day) / DAY_MS);
      const delayMs = Math.max(0, day + DAY_MS + FOLD_DELAY_MS - now);
      this.#add({ kind: 'day', day }, stage, delayMs);
    }
  }

  /** Plans the days that have ended since. `now`: exchange clock, ms */
  planEndedDays(now: number): void {
    while (this.#dayAhead !== null && now >= this.#dayAhead + DAY_MS + this.#foldDelayMs) {
      this.#add({ kind: 'day', day: this.#dayAhead }, STAGES.ended);
      this.#dayAhead += DAY_MS;
    }
  }

  repair(): void {
    this.#add({ kind: 'repair' }, STAGES.repair, REPAIR_DELAY_MS);
  }

  /** Behind the jobs of its stage. A step that waits already is not added again, unless it waits for a later stage or a very late candle. */
  put(job: Job): void {
    const place = this.#jobs.findIndex(({ step }) => isSame(step, job.step));
    const waiting = this.#jobs[place];
    if (waiting && waiting.stage <= job.stage && waiting.attempts < MAX_ATTEMPTS_FOR_LATE) return;
    if (waiting) this.#jobs.splice(place, 1);
    this.#jobs.push(job);
    this.#jobs.sort((a, b) => a.stage - b.stage);
  }

  /** The first job that may be run; none while one is. `now`: monotonic ms; `mayAsk`: requests to the exchange may be made */
  next(now: number, mayAsk: boolean): Job | null {
    if (this.running || this.notBefore > now) return null;
    const isDue = ({ stage, notBefore }: Job) => notBefore <= now && (mayAsk || stage === STAGES.stored);
    return this.#jobs.find(isDue) ?? null;
  }

  begin(job: Job): void {
    this.running = job;
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
  }

  /** Jobs up to this stage can still complete the windows. Candles that the exchange does not have are not waited for. */
  hasWorkFor(stage: number): boolean {
    if (this.#dayAhead === null) return true;
    return this.#left().some((job) => job.stage <= stage && job.attempts < MAX_ATTEMPTS_FOR_LATE);
  }

  /** No job up to this stage is left, but for repairs. */
  isPast(stage: number): boolean {
    if (this.#dayAhead === null) return false;
    return !this.#left().some((job) => job.stage !== STAGES.repair && job.stage <= stage);
  }

  /** Minutes became known after their hour was stored without them: the hour is fetched and stored again. */
  #refetch(hour: number): void {
    const day = intervalOf(hour, DAY_MS);
    const isOver = this.#dayAhead !== null && day < this.#dayAhead;
    this.coin.folded?.delete(day);
    this.#add(isOver ? { kind: 'day', day } : { kind: 'today' }, STAGES.recent, REPAIR_DELAY_MS);
  }

  #add(step: FillStep, stage: number, delayMs = 0): void {
    this.put({ step, stage, notBefore: this.#clock.elapsed() + delayMs, attempts: 0 });
  }

  #left(): Job[] {
    return this.running ? [...this.#jobs, this.running] : this.#jobs;
  }
}

/** The stage after which everything that these metrics are computed from is there. */
export function stageNeededBy(metrics: readonly WindowedMetric[]): number {
  const { minutes, candles } = candleReach(metrics);
  const isListed = METRIC_INTERVALS.every((interval) => candles[interval] <= LISTED_REACH.candles[interval]);
  return isListed && minutes * MINUTE_MS <= DAY_MS ? STAGES.recent : STAGES.windows;
}

/** `back`: how many days it lies before the one in which trades join. */
function stageOfDay(back: number): number {
  if (back <= 1) return STAGES.recent;
  return back <= WINDOW_DAYS ? STAGES.windows : STAGES.priceHistory;
}

function isSame(a: FillStep, b: FillStep): boolean {
  if (a.kind === 'day' && b.kind === 'day') return a.day === b.day;
  if (a.kind === 'past' && b.kind === 'past') return a.interval === b.interval;
  return a.kind === b.kind;
}
