import type { Webhook } from '../../domain/channel.ts';
import { type Delivery, type DeliveryOrder, isDone, queuedDelivery } from '../../domain/delivery.ts';
import { isNotice, type Message, readerOf } from '../../domain/message.ts';
import { type NoticeContent, noticeId, noticeName } from '../../domain/notice.ts';
import { writeBody } from '../../domain/webhook-body.ts';
import { judgeAnswer, MAX_REFUSALS, type WebhookDecision, waitOf } from '../../domain/webhook-retry.ts';
import type { Ledger } from '../adapters/ledger.ts';
import type { Log } from '../adapters/log.ts';
import type { WebhookCaller } from '../adapters/webhook-caller.ts';
import type { WebhookTable } from '../adapters/webhook-table.ts';
import { signedHeaders } from './sign-request.ts';

export interface CallNeeds {
  readonly ledger: Pick<Ledger, 'read' | 'change'>;
  readonly webhooks: Pick<WebhookTable, 'read' | 'secretOf' | 'disable' | 'countFailure' | 'forgetFailures'>;
  readonly caller: WebhookCaller;
  /** the queue that the order came from */
  readonly orders: { send(order: DeliveryOrder, delayMs: number): Promise<void> };
  readonly outbox: { put(message: Message): Promise<void> };
  readonly log: Log;
  /** own clock, ms */
  readonly now: () => number;
}

/** The order names what is not there, or no webhook: it is kept among the dead letters. */
export class BadOrder extends Error {
  override readonly name = 'BadOrder';
}

/**
 * Looks at the ledger, claims, calls, records. Whatever is left to do is ordered anew before this order ends; an order that
 * comes too early, or twice, is put off and changes nothing.
 * @throws what the tables and the queue throw: the queue brings the order again
 */
export async function callWebhook(order: DeliveryOrder, needs: CallNeeds): Promise<void> {
  const { message, delivery } = await find(order, needs);
  if (isDone(delivery)) return;
  const waitMs = waitOf(delivery, needs.now());
  if (waitMs > 0) return needs.orders.send(order, waitMs);
  const webhook = await needs.webhooks.read(readerOf(message), webhookIdOf(order));
  if (webhook?.state !== 'active') return switchOff(order, webhook, needs);
  const attempts = await claim(order, needs);
  if (attempts === null) return;
  const decision = await attempt({ message, webhook, attempts }, needs);
  await record(order, { message, webhook, decision }, needs);
}

async function find(order: DeliveryOrder, { ledger }: CallNeeds): Promise<{ message: Message; delivery: Delivery }> {
  webhookIdOf(order);
  const message = await ledger.read(order.messageId);
  const delivery = message?.deliveries[order.channel];
  if (message && delivery) return { message, delivery };
  throw new BadOrder(`${order.messageId}: no delivery by ${order.channel} in the ledger`);
}

function webhookIdOf({ channel }: DeliveryOrder): string {
  const [type, id] = channel.split(':');
  if (type === 'webhook' && id) return id;
  throw new BadOrder(`${channel} is no webhook`);
}

/** The number of the attempt; null when there is none to make: another sender holds the claim, or has done it. */
async function claim(order: DeliveryOrder, needs: CallNeeds): Promise<number | null> {
  const event = { kind: 'claim', mailId: null, waitMs: 0 } as const;
  const first = await needs.ledger.change(order, { ...event, at: needs.now() });
  // a webhook reports nothing later that could be waited for: receivers know a second one by its id
  const ranOut = first.reason === 'claim-ran-out';
  const { reason, delivery } = ranOut ? await needs.ledger.change(order, { ...event, at: needs.now() }) : first;
  if (reason === 'claimed') return delivery.attempts;
  // by another clock it may have become uncertain only in a moment
  const isLeft = reason === 'held' || reason === 'waits-for-an-event' || reason === 'claim-ran-out';
  if (isLeft) await needs.orders.send(order, waitOf(delivery, needs.now()));
  return null;
}

/** What was not told is suppressed; what may have been told stays uncertain. */
async function switchOff(order: DeliveryOrder, webhook: Webhook | null, needs: CallNeeds): Promise<void> {
  const detail = webhook
    ? `the webhook is switched off: ${webhook.detail ?? 'by its owner'}`
    : 'the webhook is not kept';
  const { reason, delivery } = await needs.ledger.change(order, { kind: 'switched-off', at: needs.now(), detail });
  if (reason === 'held') await needs.orders.send(order, waitOf(delivery, needs.now()));
}

interface Claimed {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly attempts: number;
}

async function attempt({ message, webhook, attempts }: Claimed, needs: CallNeeds): Promise<WebhookDecision> {
  const body = writeBody(message, webhook);
  const secret = await needs.webhooks.secretOf(readerOf(message));
  const now = needs.now();
  const headers = signedHeaders({ messageId: message.id, body, secret, now });
  const answer = await needs.caller.call({ url: webhook.url, headers, body }, now);
  const decision = judgeAnswer(answer, { attempts, ageMs: needs.now() - writtenAt(message) });
  const { kind, detail } = decision;
  needs.log.info('webhook called', { messageId: message.id, webhook: webhook.id, attempts, kind, detail });
  return decision;
}

/** Own clock, ms. */
function writtenAt(message: Message): number {
  return isNotice(message) ? message.at : message.dispatchedAt;
}

interface Judged {
  readonly message: Message;
  readonly webhook: Webhook;
  readonly decision: WebhookDecision;
}

/** What follows for the webhook comes before the record: a sender that ends in between finds all of it to do again. */
async function record(order: DeliveryOrder, { message, webhook, decision }: Judged, needs: CallNeeds): Promise<void> {
  const { detail } = decision;
  const change = (kind: 'taken' | 'refused' | 'not-now' | 'no-answer') =>
    needs.ledger.change(order, { kind, at: needs.now(), detail });
  switch (decision.kind) {
    case 'taken':
      await change('taken');
      if (webhook.failures > 0) await needs.webhooks.forgetFailures(readerOf(message), webhook.id);
      return;
    case 'refused': {
      const failures = await needs.webhooks.countFailure(readerOf(message), webhook.id);
      // 0: it was removed meanwhile, and there is nothing to switch off
      if (decision.isOver && failures > 0) await disable(message, { webhook, detail }, needs);
      else if (failures >= MAX_REFUSALS) {
        await disable(message, { webhook, detail: `${failures} refusals in a row: ${detail}` }, needs);
      }
      await change('refused');
      return;
    }
    case 'again':
      await change(decision.mayHaveIt ? 'no-answer' : 'not-now');
      await needs.orders.send(order, decision.delayMs);
  }
}

interface Disabling {
  readonly webhook: Webhook;
  readonly detail: string;
}

/** The notice comes first and is named by when the webhook was switched on: however often this happens, it is told once. */
async function disable(message: Message, { webhook, detail }: Disabling, needs: CallNeeds): Promise<void> {
  const person = readerOf(message);
  const at = needs.now();
  const { host } = new URL(webhook.url);
  const content: NoticeContent = { kind: 'channel-disabled', webhookId: webhook.id, host, detail };
  const id = noticeId(person, noticeName(content, webhook.at));
  await needs.outbox.put({ id, person, at, content, deliveries: { email: queuedDelivery('email', at) } });
  await needs.webhooks.disable(person, webhook, { at, detail });
  needs.log.warn('webhook switched off', { webhook: webhook.id, detail });
}
