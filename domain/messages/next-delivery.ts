import { type Delivery, type DeliveryState, isDone } from './delivery.ts';

/**
 * Longer than a sender may run, so that no claim ends while its sender is still at work. Shorter than the queue hides a job, so
 * that a job whose sender has died can be claimed when it comes back.
 */
export const CLAIM_MS = 40_000;
/** An SES event usually settles an uncertain mail within seconds. After this long the mail is sent again. */
export const UNCERTAIN_WAIT_MS = 90_000;

/**
 * What happened to a delivery, each at an instant `at` (own clock, ms).
 * - `claim`: a sender wants to send it, in the mail `mailId` or, by a webhook, null. `waitMs`: how long an uncertain delivery
 *   waits for the channel's report.
 * - `taken`, `refused`, `not-now`, `no-answer`: the channel's answer to the sender; `deferred`: the receiver gets too many
 *   messages and wants this one later.
 * - `switched-off`: the channel is off. What was never tried is suppressed; what is uncertain stays uncertain.
 * - `reported`: the channel's later report on a mail.
 */
export type DeliveryEvent =
  | { readonly kind: 'claim'; readonly at: number; readonly mailId: string | null; readonly waitMs: number }
  | {
      readonly kind: 'taken' | 'refused' | 'not-now' | 'deferred' | 'no-answer';
      readonly at: number;
      readonly detail: string;
    }
  | { readonly kind: 'switched-off'; readonly at: number; readonly detail: string }
  | {
      readonly kind: 'reported';
      readonly at: number;
      readonly state: 'sent' | 'delivered' | 'bounced' | 'complained' | 'failed';
      readonly mailId: string;
      readonly detail: string;
    };

/** `next` null: the event changes nothing. `reason` says why, or what the event did. */
export interface DeliveryDecision {
  readonly next: Delivery | null;
  readonly reason:
    | 'claimed'
    | 'done'
    | 'held'
    | 'claim-ran-out'
    | 'waits-for-an-event'
    | 'recorded'
    | 'not-ours'
    | 'known';
}

/** The states that a report can lead to. A later report wins over an earlier one, in whatever order they arrive. */
const REPORTABLE: Readonly<Record<DeliveryState, readonly DeliveryState[]>> = {
  queued: [],
  sending: ['sent', 'delivered', 'bounced', 'complained', 'failed'],
  uncertain: ['sent', 'delivered', 'bounced', 'complained', 'failed'],
  sent: ['delivered', 'bounced', 'complained', 'failed'],
  delivered: ['bounced', 'complained'],
  bounced: ['complained'],
  complained: [],
  failed: [],
  suppressed: [],
};

const unchanged = (reason: DeliveryDecision['reason']): DeliveryDecision => ({ next: null, reason });

/** The one transition function of the delivery log. */
export function nextDelivery(delivery: Delivery, event: DeliveryEvent): DeliveryDecision {
  switch (event.kind) {
    case 'claim':
      return claim(delivery, event);
    case 'taken':
      return answered(delivery, { state: 'sent', at: event.at, detail: event.detail });
    case 'refused':
      return answered(delivery, { state: 'failed', at: event.at, detail: event.detail });
    case 'not-now':
      return answered(delivery, { state: 'queued', at: event.at, detail: event.detail });
    case 'deferred': {
      const deferrals = delivery.deferrals + 1;
      return answered(delivery, { state: 'queued', at: event.at, detail: event.detail, deferrals });
    }
    case 'no-answer':
      return answered(delivery, { state: 'uncertain', at: event.at, detail: event.detail, isRepeat: true });
    case 'switched-off':
      return switchOff(delivery, event);
    case 'reported':
      return report(delivery, event);
  }
}

function claim(delivery: Delivery, event: Extract<DeliveryEvent, { kind: 'claim' }>): DeliveryDecision {
  if (isDone(delivery)) return unchanged('done');
  const { state, at } = delivery;
  if (state === 'sending') return claimOfAnother(delivery, event.at);
  if (state === 'uncertain' && event.at < at + event.waitMs) return unchanged('waits-for-an-event');
  const next: Delivery = {
    ...delivery,
    state: 'sending',
    at: event.at,
    attempts: delivery.attempts + 1,
    claimedUntil: event.at + CLAIM_MS,
    mailId: event.mailId,
  };
  return { next, reason: 'claimed' };
}

/** The other sender is still at work, or has died. */
function claimOfAnother(delivery: Delivery, now: number): DeliveryDecision {
  const { claimedUntil } = delivery;
  if (claimedUntil !== null && claimedUntil >= now) return unchanged('held');
  const detail = 'a sender ended without saying what became of it';
  const next: Delivery = { ...delivery, state: 'uncertain', at: now, detail, claimedUntil: null, isRepeat: true };
  return { next, reason: 'claim-ran-out' };
}

function switchOff(
  delivery: Delivery,
  { at, detail }: Extract<DeliveryEvent, { kind: 'switched-off' }>,
): DeliveryDecision {
  if (delivery.state === 'sending') return claimOfAnother(delivery, at);
  if (delivery.state !== 'queued') return unchanged('done');
  // an earlier attempt may have been accepted
  const state = delivery.isRepeat ? 'uncertain' : 'suppressed';
  return { next: { ...delivery, state, at, detail }, reason: 'recorded' };
}

function answered(
  delivery: Delivery,
  change: Pick<Delivery, 'state' | 'at' | 'detail'> & Partial<Delivery>,
): DeliveryDecision {
  if (delivery.state !== 'sending') return unchanged('known');
  return { next: { ...delivery, ...change, claimedUntil: null }, reason: 'recorded' };
}

function report(delivery: Delivery, event: Extract<DeliveryEvent, { kind: 'reported' }>): DeliveryDecision {
  if (delivery.mailId !== event.mailId) return unchanged('not-ours');
  if (!REPORTABLE[delivery.state].includes(event.state)) return unchanged('known');
  const { state, at, detail } = event;
  return { next: { ...delivery, state, at, detail, claimedUntil: null }, reason: 'recorded' };
}
