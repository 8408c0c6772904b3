import type { OperatorView } from '../../contract/operator-view.ts';

type State = keyof OperatorView['hours'][number]['deliveries'];

/** A message goes from left to right. A state without a place is a type error. */
const PLACES: Readonly<Record<State, true>> = {
  queued: true,
  sending: true,
  sent: true,
  delivered: true,
  uncertain: true,
  failed: true,
  bounced: true,
  complained: true,
  suppressed: true,
};

/** The states that any of the hours has; `sent` always. */
export function columnsOf(hours: OperatorView['hours']): readonly State[] {
  const order = Object.keys(PLACES) as State[];
  return order.filter((state) => state === 'sent' || hours.some(({ deliveries }) => deliveries[state] !== undefined));
}
