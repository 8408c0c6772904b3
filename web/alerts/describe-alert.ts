import type { AlertView } from '../../contract/alert-view.ts';
import { levelTextsOf } from '../../domain/rules/condition.ts';
import { formatCondition, formatDuration, formatSubject, formatTerm } from '../../text/format/format-metric.ts';
import { conditionsOfView } from './alert-filter.ts';

type Ruled = Pick<
  AlertView,
  'symbol' | 'quote' | 'condition' | 'all' | 'repeat' | 'holdSeconds' | 'confirm' | 'rearmPercent'
>;

/** `BTCUSDT crosses above 65,000`; of several conditions `BTCUSDT above 65,000 and change-1h above 5 %`. */
export function alertSentence(alert: Ruled): string {
  const [first, ...more] = conditionsOfView(alert);
  if (!first) return `${alert.symbol}, with a rule that can't be read`;
  const rest = more.map((it) => ` and ${formatCondition(it, alert)}`);
  const subject = formatSubject(alert.symbol, first.metric, levelTextsOf(first));
  return `${subject} ${formatTerm(first, alert)}${rest.join('')}`;
}

/** `Once`, `Every time, at most once in 5 minutes, held for 1 minute`. */
export function alertOptions({ repeat, holdSeconds, confirm, rearmPercent }: Omit<Ruled, 'symbol' | 'quote'>): string {
  const cooldown = repeat?.mode === 'every-time' ? repeat.cooldownSeconds : null;
  const step = repeat?.mode === 'every-time' ? repeat.step : undefined;
  return [
    repeat?.mode === 'every-time' ? 'Every time' : 'Once',
    cooldown === null ? '' : `at most once in ${formatDuration(cooldown)}`,
    step === undefined ? '' : `then at ${step} from the price that fired`,
    holdSeconds === null ? '' : `held for ${formatDuration(holdSeconds)}`,
    confirm === 'minute-close' ? 'at minute closes' : '',
    rearmPercent === null ? '' : `after a retreat of ${rearmPercent} %`,
  ]
    .filter((part) => part !== '')
    .join(', ');
}

/** What a person calls the alert, or what it waits for. */
export function alertTitle(alert: Ruled & Pick<AlertView, 'name'>): string {
  return alert.name ?? alertSentence(alert);
}

/** What its row says elsewhere: the rule, where the value was, and that and when it fired. */
const SAID_ELSEWHERE = /^(?:fires when|at \d{4}-|as of |paused$|expired on )/;

/** The part of the explanation that its row does not say already; '' where there is none. */
export function notableReason(explanation: string): string {
  return explanation
    .split('; ')
    .flatMap((clause) => {
      const fired = /^fired on \S+ (at .*)$/.exec(clause)?.[1];
      if (fired !== undefined) return [fired];
      return SAID_ELSEWHERE.test(clause) ? [] : [clause];
    })
    .join('; ');
}

/** Since when it is what its status says; null where nobody knows. */
export function statusSince(alert: AlertView): string | null {
  switch (alert.status) {
    case 'active':
      return alert.watchedFrom?.time ?? alert.updatedAt;
    case 'triggered':
      return alert.lastTrigger?.firedAt ?? alert.updatedAt;
    case 'expired':
      return alert.expiresAt;
    case 'arming':
    case 'paused':
    case 'faulty':
      return alert.updatedAt;
  }
}
