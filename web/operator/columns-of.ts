import type { OperatorView } from '../../contract/operator-view.ts';

type State = keyof OperatorView['hours'][number]['deliveries'];

/** A message goes from left to right. */
const ORDER: readonly State[] = ['sent', 'delivered', 'uncertain', 'failed', 'bounced', 'complained', 'suppressed'];

/** The states that any of the hours has; `sent` always. */
export function columnsOf(hours: OperatorView['hours']): readonly State[] {
  return ORDER.filter((state) => state === 'sent' || hours.some(({ deliveries }) => deliveries[state] !== undefined));
}
