import { wordMail } from '../../domain/mail.ts';
import type { DeliveryOrder, Trigger } from '../../domain/trigger.ts';
import type { EmailSender } from '../adapters/email-sender.ts';
import type { TriggerTable } from '../adapters/trigger-table.ts';

/**
 * Longer than the function may run, so that a claim never ends under a sender that is still at it; shorter than the queue
 * hides an order, so that an order whose sender has ended can be claimed when it comes back.
 */
export const CLAIM_MS = 40_000;

export interface DeliverNeeds {
  readonly triggers: TriggerTable;
  readonly people: { readEmail(person: string): Promise<string | null> };
  readonly email: EmailSender;
  /** own clock, ms */
  readonly now: () => number;
}

/** The delivery can not be made now; the queue brings the order again. */
export class NotDelivered extends Error {
  override readonly name = 'NotDelivered';
}

/**
 * Claims the delivery, sends, records. The claim comes before the send, so two senders never send at once. A sender that
 * ends between the send and the record leaves a claim that runs out, and the mail is then sent again: the one window in
 * which a person can get a trigger's mail twice, chosen over losing it.
 *
 * @throws NotDelivered when a later try makes sense
 */
export async function deliverTrigger(order: DeliveryOrder, needs: DeliverNeeds): Promise<void> {
  const now = needs.now();
  const claim = await needs.triggers.claim(order, now, now + CLAIM_MS);
  if (claim === 'done') return;
  if (claim === 'held') throw new NotDelivered(`${order.triggerId}: another sender holds the claim`);
  const trigger = await needs.triggers.read(order.triggerId);
  if (!trigger) throw new NotDelivered(`${order.triggerId}: is not in the table`);
  const { state, detail } = await send(trigger, needs);
  await needs.triggers.record(order, { state, detail, at: needs.now() });
  if (state === 'queued') throw new NotDelivered(`${order.triggerId}: ${detail}`);
}

async function send(trigger: Trigger, { people, email }: DeliverNeeds) {
  const to = await people.readEmail(trigger.owner);
  if (to === null) return { state: 'failed', detail: 'the person has no verified address' } as const;
  const headers = { 'X-Pricebell-Trigger': encodeURIComponent(trigger.id) };
  const sent = await email.send({ to, ...wordMail(trigger), headers });
  switch (sent.outcome) {
    case 'sent':
      return { state: 'sent', detail: sent.messageId } as const;
    case 'refused':
      return { state: 'failed', detail: sent.detail } as const;
    case 'not-now':
      return { state: 'queued', detail: sent.detail } as const;
  }
}
