import type { Delivery, DeliveryState } from '../messages/delivery.ts';

const UNSENT: readonly DeliveryState[] = ['suppressed', 'failed', 'bounced', 'complained', 'uncertain'];

/** A delivery of which nobody can say that it arrived, and that nobody works on. */
export function isUnsent({ state }: Pick<Delivery, 'state'>): boolean {
  return UNSENT.includes(state);
}
