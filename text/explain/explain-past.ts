import { distanceTo } from '../../domain/alert-facts/alert-reading.ts';
import { goalRegion } from '../../domain/alert-facts/region.ts';
import { plainDecimal } from '../../domain/market/decimal.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import type { ClosestApproach } from '../../domain/past/condition-reach.ts';
import type { KeptBack } from '../../domain/past/kept-back.ts';
import type { Past } from '../../domain/past/look-back.ts';
import type { PastState, StateSpan } from '../../domain/past/state-span.ts';
import { isUnsent } from '../../domain/past/unsent.ts';
import { levelTextsOf } from '../../domain/rules/condition.ts';
import { formatFireValue } from '../format/format-fire.ts';
import { formatPresent, nameOf, type Quoted } from '../format/format-metric.ts';
import { formatDistance } from '../format/format-region.ts';

export interface PastAlert extends Quoted {
  /** ms, half-open */
  readonly from: number;
  readonly to: number;
  /** those of the time */
  readonly triggers: readonly Trigger[];
}

/** What an alert did in a time and what kept it from firing, in one sentence without a full stop. */
export function explainPast(past: Past, alert: PastAlert): string {
  const time = `between ${iso(alert.from)} and ${iso(alert.to)}`;
  const last = past.fires.at(-1)?.fired?.fire;
  const fault = past.states.map(({ state }) => state).find((state) => state.name === 'faulty');
  const unjudged = fault ? [`can't be judged: ${fault.fault}`] : [];
  if (fault && !last) return unjudged.join();
  const parts = last
    ? [
        `fired ${times(past.fires.length)} ${time}, ${lastWords(past)}at ${iso(firedAt(last))} with ${nameOf(last.metric)} at ${formatFireValue(last, alert)}`,
        ...explainUnsent(alert),
      ]
    : [`did not fire ${time}`, ...explainStates(past), ...explainClosest(past, alert)];
  return [...unjudged, ...parts, ...explainKept(past.keptBack), ...explainGaps(past)].join('; ');
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`;
}

function lastWords({ fires }: Past): string {
  return fires.length === 1 ? '' : 'last ';
}

function explainUnsent({ triggers }: PastAlert): string[] {
  const unsent = triggers.filter(({ deliveries }) => Object.values(deliveries).some(isUnsent));
  const delivery = Object.values(unsent.at(-1)?.deliveries ?? {}).find(isUnsent);
  if (!delivery) return [];
  const why = delivery.detail === null ? '' : `: ${delivery.detail}`;
  return [`${unsent.length} of ${triggers.length} not sent everywhere (${delivery.channel} ${delivery.state}${why})`];
}

/** When it was in one state all the time, and that state can't fire. */
function explainStates({ states: [only, ...more] }: Past): string[] {
  if (!only || more.length > 0) return [];
  const words = STATE_WORDS[only.state.name](only.state);
  return words === null ? [] : [`it ${words} all the time`];
}

const plain = (words: string) => () => words;

const STATE_WORDS: Readonly<Record<PastState['name'], (state: PastState) => string | null>> = {
  arming: plain('was arming'),
  watching: () => null,
  holding: (state) => `was on hold${untilWords(state)}`,
  cooling: (state) => `was cooling down${untilWords(state)}`,
  retreating: plain('had to retreat first'),
  paused: (state) =>
    state.name === 'paused' && state.because
      ? 'was paused, as its coin may be another one'
      : `was paused${untilWords(state)}`,
  triggered: plain('had fired, and was not armed again'),
  expired: plain('had expired'),
  faulty: plain('could not be judged'),
  unwatched: plain('was not watched'),
  unknown: plain('is not known what it did'),
};

function untilWords(state: PastState): string {
  return 'until' in state && state.until !== null ? ` until ${iso(state.until)}` : '';
}

function explainClosest({ closest: [only, ...more] }: Past, alert: Quoted): string[] {
  if (!only || more.length > 0) return [];
  const { condition, value, distance } = only;
  const { metric } = condition;
  const found = formatPresent(
    metric,
    { number: value, text: plainDecimal(value) },
    { ...alert, levels: levelTextsOf(condition) },
  );
  return [
    `${nameOf(metric)} came closest in the minute ${isoMinute(only.minute)}: ${found}${formatAway(only, distance)}`,
  ];
}

function formatAway({ condition, value }: ClosestApproach, distance: number): string {
  if (distance === 0) return ', which is there';
  const away = distanceTo(goalRegion(condition), condition.metric, value);
  return away ? `, ${formatDistance(away, condition.metric)}` : '';
}

/** Of the last one: `met at 12:03, but it was cooling down until 12:10`. */
function explainKept(kept: readonly KeptBack[]): string[] {
  const last = kept.at(-1);
  if (!last) return [];
  const { from, to, because } = last;
  const when =
    to - from <= MINUTE_MS ? `in the minute ${isoMinute(from)}` : `from ${isoMinute(from)} to ${isoMinute(to)}`;
  return [`its rule was met ${when}, but ${keptWords(because)}`];
}

function keptWords(because: KeptBack['because']): string {
  if (because.name === 'hold-broken') return 'not for long enough';
  if (because.name === 'watching') return 'it had been met before, or not in the way that the rule asks for';
  return `it ${STATE_WORDS[because.name](because) ?? 'did not wait for it'}`;
}

function explainGaps({ states, unknownMinutes }: Past): string[] {
  const unwatched = states.filter(({ state }) => state.name === 'unwatched');
  const [first] = unwatched;
  return [
    ...(first ? [`it was not watched ${unwatched.length === 1 ? spanWords(first) : `${unwatched.length} times`}`] : []),
    ...(unknownMinutes > 0
      ? [`${unknownMinutes} minute${unknownMinutes === 1 ? ' is' : 's are'} not stored, or not yet`]
      : []),
  ];
}

function spanWords({ from, to }: StateSpan): string {
  return `from ${iso(from)} to ${iso(to)}`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

/** `2026-01-05T12:04Z` */
function isoMinute(ms: number): string {
  return `${new Date(minuteOf(ms)).toISOString().slice(0, 16)}Z`;
}
