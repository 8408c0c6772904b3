import type { Webhook } from './webhook.ts';
import { paceOf } from './webhook-retry.ts';

/** The first instant, from `now` on, at which the receiver may get a message; own clock, ms. */
export function turnAt(webhook: Webhook, now: number): number {
  const pace = paceOf(webhook, now);
  const turn = pace ? webhook.nextSlotAt - (pace.burst - 1) * pace.gapMs : 0;
  return Math.max(now, webhook.restsUntil, turn);
}
