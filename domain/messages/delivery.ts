import * as z from 'zod';

/**
 * - `queued`: on its way to the sender.
 * - `sending`: claimed by a sender; the claim ends at `claimedUntil`.
 * - `sent`: the channel accepted it.
 * - `delivered`, `bounced`, `complained`: what the channel reported later.
 * - `failed`: refused for good, `detail` says why.
 * - `suppressed`: the person's address or channel is switched off, or the alert was muted when it fired; `detail` says which.
 * - `uncertain`: a sender ended, or got no answer, between the send and its record.
 */
export const DELIVERY_STATES = [
  'queued',
  'sending',
  'sent',
  'delivered',
  'bounced',
  'complained',
  'failed',
  'suppressed',
  'uncertain',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

/** One message through one channel: its record in the delivery log. Times on our own clock, ms. */
export const deliverySchema = z.object({
  channel: z.string(),
  state: z.enum(DELIVERY_STATES),
  /** when it came into this state */
  at: z.number().int(),
  /** the channel's own id of what it accepted, or why it did not accept it */
  detail: z.string().nullable(),
  attempts: z.number().int().nonnegative(),
  /** how many of the attempts the receiver put off because it got too many messages */
  deferrals: z.number().int().nonnegative().default(0),
  claimedUntil: z.number().int().nullable(),
  /** the mail that holds the message, from the claim on; SES events name it */
  mailId: z.string().nullable().default(null),
  /** an attempt was `uncertain`: what is sent now may arrive a second time */
  isRepeat: z.boolean().default(false),
  /** what its person called the receiver then; absent where the channel says it */
  label: z.string().optional(),
});
export type Delivery = z.infer<typeof deliverySchema>;

/** A delivery that was never tried. */
export function queuedDelivery(channel: string, at: number): Delivery {
  const untried = { detail: null, attempts: 0, deferrals: 0, claimedUntil: null, mailId: null, isRepeat: false };
  return { channel, state: 'queued', at, ...untried };
}

/** A delivery that is never tried. */
export function suppressedDelivery(channel: string, at: number, detail: string): Delivery {
  return { ...queuedDelivery(channel, at), state: 'suppressed', detail };
}

/** It comes into another state in a moment. */
export function isUnderWay({ state }: Delivery): boolean {
  return state === 'queued' || state === 'sending';
}

/** True when nothing is left to do for a sender. */
export function isDone(delivery: Delivery): boolean {
  return !isUnderWay(delivery) && delivery.state !== 'uncertain';
}
