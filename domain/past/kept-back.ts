import { MINUTE_MS } from '../market/tick.ts';
import type { Fact } from './fact.ts';
import type { PastState, StateSpan } from './state-span.ts';

/** Of more times than this the newest are shown. */
const MAX_KEPT_BACK = 100;

/** A time in which the rule was met and the alert did not fire. */
export interface KeptBack {
  /** it was met in each minute from the one to the other, ms */
  readonly from: number;
  readonly to: number;
  /** what the alert was then: while it watches, what was met had been met before, or was not reached in the way that the rule asks for */
  readonly because: PastState | { readonly name: 'hold-broken' };
}

export interface MetMinutes {
  readonly states: readonly StateSpan[];
  /** starts of minutes in which the rule was met, ascending */
  readonly metMinutes: readonly number[];
  readonly fires: readonly Pick<Fact, 'at'>[];
  /** when a hold ended before its time, ms, ascending */
  readonly brokenHolds: readonly number[];
}

/** Oldest first. */
export function keptBack({ states, metMinutes, fires, brokenHolds }: MetMinutes): KeptBack[] {
  const fired = new Set(fires.map(({ at }) => minuteStart(at)));
  const minutes = metMinutes.filter((minute) => !fired.has(minute));
  const whileIn = states.flatMap((span): KeptBack[] => {
    // a hold is on its way to a fire
    if (span.state.name === 'holding') return [];
    const met = minutes.filter((minute) => minute >= span.from && minute + MINUTE_MS <= span.to);
    return runsOf(met).map((run) => ({ ...run, because: span.state }));
  });
  const [begin, end] = [states[0]?.from ?? 0, states.at(-1)?.to ?? 0];
  const broken = brokenHolds
    .filter((at) => at > begin && at <= end)
    .map((at): KeptBack => ({ from: at - MINUTE_MS, to: at, because: { name: 'hold-broken' } }));
  return [...whileIn, ...broken].sort((a, b) => a.from - b.from).slice(-MAX_KEPT_BACK);
}

/** Minutes that follow each other, as one time. */
function runsOf(minutes: readonly number[]): Omit<KeptBack, 'because'>[] {
  const runs: { from: number; to: number }[] = [];
  for (const minute of minutes) {
    const last = runs.at(-1);
    if (last?.to === minute) last.to += MINUTE_MS;
    else runs.push({ from: minute, to: minute + MINUTE_MS });
  }
  return runs;
}

function minuteStart(instant: number): number {
  return Math.floor(instant / MINUTE_MS) * MINUTE_MS;
}
