import type { CoinHistory } from './coin-history.ts';
import type { FillStep } from './fill-steps.ts';

/**
 * Days before the present one that are fetched minute by minute: of the windows first, then of the price history. Their
 * hours are those of the longest window, which begins up to 30 days and 5 hours before the last full hour.
 */
export const WINDOW_DAYS = 8;
export const STORED_DAYS = 31;
/** A minute that its candle comes late for is asked for so many times in a row (the minute after it is over by then), and once more much later. */
export const MAX_ATTEMPTS_FOR_LATE = 15;

/**
 * The order of the work, every coin's before any later one: what is stored, the minute in which trades joined, what ended
 * unknown just now, a day of minutes and a month of hours, the week of the windows, the month of the price history, days that have ended since.
 */
export const STAGES = { stored: 0, joined: 1, repair: 2, recent: 3, windows: 4, priceHistory: 5, ended: 6 } as const;

export interface Job {
  readonly step: FillStep;
  readonly stage: number;
  /** monotonic ms */
  notBefore: number;
  attempts: number;
}

/** One coin's work that is left. */
export interface FillLine {
  readonly coin: CoinHistory;
  readonly jobs: Job[];
  running: Job | null;
  /** steps that failed in a row, for reasons of this coin, and when (monotonic ms) the next one may be made */
  failures: number;
  notBefore: number;
  /** the day whose end is awaited, and how long after it this coin's turn is */
  dayAhead: number | null;
  readonly foldDelayMs: number;
  isCounted: boolean;
}

/** `back`: how many days it lies before the one in which trades join. */
export function stageOfDay(back: number): number {
  if (back <= 1) return STAGES.recent;
  return back <= WINDOW_DAYS ? STAGES.windows : STAGES.priceHistory;
}

/** What up to this stage can still complete the windows. Minutes that the exchange has no candle of are not waited for. */
export function hasWorkFor({ jobs, running, dayAhead }: FillLine, stage: number): boolean {
  if (dayAhead === null) return true;
  const left = running ? [...jobs, running] : jobs;
  return left.some((job) => job.stage <= stage && job.attempts < MAX_ATTEMPTS_FOR_LATE);
}

/** Behind those of its stage. A step that waits already is not added again, unless it waits for what hardly comes. */
export function putOnce(jobs: Job[], job: Job): void {
  const place = jobs.findIndex(({ step }) => isSame(step, job.step));
  if (place >= 0 && (jobs[place]?.attempts ?? 0) < MAX_ATTEMPTS_FOR_LATE) return;
  if (place >= 0) jobs.splice(place, 1);
  jobs.push(job);
  jobs.sort((a, b) => a.stage - b.stage);
}

function isSame(a: FillStep, b: FillStep): boolean {
  return a.kind === b.kind && (a.kind !== 'day' || b.kind !== 'day' || a.day === b.day);
}

/** No job up to this stage is left; what ended unknown just now is no matter of filling. */
export function isPast({ jobs, running, dayAhead }: FillLine, stage: number): boolean {
  if (dayAhead === null) return false;
  const left = running ? [...jobs, running] : jobs;
  return !left.some((job) => job.stage !== STAGES.repair && job.stage <= stage);
}
