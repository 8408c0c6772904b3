import type { AlertView } from '../../../contract/alert-view.ts';
import type { ExplainView } from '../../../contract/explain-view.ts';
import type { PastStateName } from '../../../domain/past/state-span.ts';
import { formatExactly, formatValue } from '../../../text/format/format-metric.ts';
import { formatMoment } from '../../format/format-time.ts';

export type Suppressed = ExplainView['suppressed'][number];

interface StateText {
  /** what it was */
  readonly label: string;
  /** how the bar shows it: it could fire, it could not, or nobody knows */
  readonly tone: 'ready' | 'waiting' | 'off' | 'unseen';
  /** why it did not fire while its rule was met */
  readonly kept: string;
}

/** Every state of the past: a new one without words is a type error. */
export const STATE_TEXTS: Readonly<Record<PastStateName, StateText>> = {
  arming: { label: 'Arming', tone: 'waiting', kept: 'it was not armed yet' },
  watching: { label: 'Watching', tone: 'ready', kept: 'it was met already, or not in the way that the alert asks for' },
  holding: { label: 'On hold', tone: 'waiting', kept: 'it had not stayed so for long enough' },
  cooling: { label: 'Cooling down', tone: 'waiting', kept: 'it was cooling down' },
  retreating: { label: 'Waiting for a retreat', tone: 'waiting', kept: 'it had to go back first' },
  paused: { label: 'Paused', tone: 'off', kept: 'it was paused' },
  triggered: { label: 'Fired, over', tone: 'off', kept: 'it had fired and was over' },
  expired: { label: 'Expired', tone: 'off', kept: 'it had expired' },
  faulty: { label: 'Faulty', tone: 'off', kept: 'it could not be judged' },
  unwatched: { label: 'Not watched', tone: 'unseen', kept: 'the coin was not watched' },
  unknown: { label: 'Not known', tone: 'unseen', kept: 'nothing is known of it' },
};

/** `It was met, but it was cooling down until 21 Nov, 14:02.` */
export function describeSuppressed({ because, until, channel, detail }: Suppressed, zone: string): string {
  if (because === 'not-sent') {
    return `It fired, but nothing was sent by ${channel ?? 'one channel'}${detail === null ? '' : `: ${detail}`}.`;
  }
  const why = because === 'hold-broken' ? STATE_TEXTS.holding.kept : STATE_TEXTS[because].kept;
  return `It was met, but ${why}${until === null ? '' : ` until ${formatMoment(until, zone)}`}.`;
}

/** `at 29.8, level 30`. Which of several conditions a level is of is not said: then the numbers stand as they are. */
export function describeFound(
  { condition, quote }: Pick<AlertView, 'condition' | 'quote'>,
  { value, level }: Pick<ExplainView['fired'][number], 'value' | 'level'>,
): string {
  if (!condition) return `at ${value}, level ${level}`;
  const { metric } = condition;
  return `at ${formatValue(metric, value, { levels: [level], quote })}, level ${formatExactly(metric, level, { quote })}`;
}
