import { type AlertState, type PausedBecause, pausedUntil } from '../alerts/alert.ts';
import type { UnwatchedSpan } from '../market/coin.ts';

/** What an alert was for a while. The last three are no states of an alert: they say what is not known. */
export const PAST_STATES = [
  ...['arming', 'watching', 'holding', 'cooling', 'retreating', 'paused', 'triggered', 'expired', 'faulty'],
  ...['unwatched', 'unknown'],
] as const satisfies readonly string[];
export type PastStateName = (typeof PAST_STATES)[number];

/** `until`: ms, the end of a hold, a cooldown or a snooze as it was known then. */
export type PastState =
  | { readonly name: 'holding' | 'cooling'; readonly until: number }
  | { readonly name: 'paused'; readonly because: PausedBecause | null; readonly until: number | null }
  | { readonly name: 'faulty'; readonly fault: string }
  | { readonly name: 'unwatched'; readonly reason: UnwatchedSpan['reason'] }
  | { readonly name: 'arming' | 'watching' | 'retreating' | 'triggered' | 'expired' | 'unknown' };

/** Half-open, ms. */
export interface StateSpan {
  readonly from: number;
  readonly to: number;
  readonly state: PastState;
  /** its beginning and its state follow from facts alone; if not, it began within the minute before `from` */
  readonly isExact: boolean;
}

export function pastStateOf(state: AlertState): PastState {
  switch (state.status) {
    case 'active':
      return 'until' in state ? { name: state.phase, until: state.until } : { name: state.phase };
    case 'paused':
      return { name: 'paused', because: state.because ?? null, until: pausedUntil(state) };
    case 'faulty':
      return { name: 'faulty', fault: state.fault };
    case 'arming':
    case 'triggered':
    case 'expired':
      return { name: state.status };
  }
}

/** Whether a trade can move an alert that is so. */
export function waitsForTrades({ name }: PastState): boolean {
  return name === 'arming' || name === 'watching' || name === 'holding' || name === 'retreating';
}

type Beginning = Omit<StateSpan, 'to'>;

/** The states of an alert in the order in which they become known. */
export class SpanRecorder {
  readonly #beginnings: Beginning[] = [];

  /** From the instant on; what was recorded of later instants gives way. */
  begin(beginning: Beginning): void {
    while ((this.#beginnings.at(-1)?.from ?? Number.NEGATIVE_INFINITY) >= beginning.from) this.#beginnings.pop();
    const last = this.#beginnings.at(-1);
    if (!last || !isSameState(last.state, beginning.state)) this.#beginnings.push(beginning);
  }

  get last(): Beginning | null {
    return this.#beginnings.at(-1) ?? null;
  }

  /** What covers `from` to `to` without holes; unknown before the first beginning. */
  between(from: number, to: number): StateSpan[] {
    const unknown: Beginning = { from: Number.NEGATIVE_INFINITY, state: { name: 'unknown' }, isExact: true };
    return [unknown, ...this.#beginnings].flatMap((beginning, index) => {
      const end = this.#beginnings[index]?.from ?? Number.POSITIVE_INFINITY;
      const span = { ...beginning, from: Math.max(beginning.from, from), to: Math.min(end, to) };
      return span.from < span.to ? [span] : [];
    });
  }
}

function isSameState(a: PastState, b: PastState): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The intervals lie over every state in which a trade could have moved the alert. */
export function layUnwatched(spans: readonly StateSpan[], intervals: readonly UnwatchedSpan[]): StateSpan[] {
  const ascending = [...intervals].sort((a, b) => a.from - b.from);
  return spans.flatMap((span) => (waitsForTrades(span.state) ? cutOut(span, ascending) : [span]));
}

function cutOut(span: StateSpan, intervals: readonly UnwatchedSpan[]): StateSpan[] {
  const parts: StateSpan[] = [];
  let at = span.from;
  for (const { from, to, reason } of intervals) {
    const begin = Math.max(from, at);
    // an interval of a single trade ends where it begins
    const end = Math.min(Math.max(to, from + 1), span.to);
    if (begin >= end) continue;
    if (at < begin) parts.push({ ...span, from: at, to: begin });
    parts.push({ from: begin, to: end, state: { name: 'unwatched', reason }, isExact: true });
    at = end;
  }
  if (at < span.to) parts.push({ ...span, from: at });
  return parts;
}
