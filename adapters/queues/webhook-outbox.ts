import { webhookIdOf } from '../../domain/channels/channel.ts';
import type { Webhook } from '../../domain/channels/webhook.ts';
import { turnAt } from '../../domain/channels/webhook-turn.ts';
import { happenedAt, personOf, writtenAt } from '../../domain/messages/message.ts';
import type { CallTarget, WaitingCalls } from '../dynamodb/messages/waiting-calls.ts';
import type { WakeUpTable } from '../dynamodb/messages/wake-up-table.ts';
import { shareRuns } from '../share-runs.ts';
import type { ChannelOutbox } from './outbox.ts';
import { CLOSING_PAUSE_MS, unlessUnreadable, type WakeUps } from './wake-ups.ts';

export interface WebhookOutboxDeps {
  readonly calls: Pick<WaitingCalls, 'add'>;
  readonly webhooks: { read(person: string, id: string): Promise<Webhook | null> };
  readonly wakeUpTable: Pick<WakeUpTable, 'read'>;
  readonly wakeUps: Pick<WakeUps, 'schedule'>;
  /** own clock, ms */
  readonly now: () => number;
}

/** Adds messages to those that wait for a webhook. Messages of one webhook that come together share a wake-up. */
export function createWebhookOutbox({ calls, webhooks, wakeUpTable, wakeUps, now }: WebhookOutboxDeps) {
  /** When the receiver may get a call that is due at `dueAt`; null when it gets none. */
  async function callTime({ person, webhookId }: CallTarget, dueAt: number): Promise<number | null> {
    const webhook = await webhooks.read(person, webhookId);
    return webhook?.state === 'active' ? Math.max(dueAt, turnAt(webhook, now())) : null;
  }

  /** Makes sure that a sender wakes up for a call that is due at `dueAt`, when the receiver may get it. */
  async function wake(target: CallTarget, dueAt: number): Promise<void> {
    const [at, wakeUpAt] = await Promise.all([
      unlessUnreadable(() => callTime(target, dueAt)),
      unlessUnreadable(() => wakeUpTable.read(target)),
    ]);
    await wakeUps.schedule(target, { at: at ?? dueAt + CLOSING_PAUSE_MS, wakeUpAt: wakeUpAt ?? 0 });
  }

  const share = shareRuns();
  return {
    wake,

    async add(message, channel) {
      const webhookId = webhookIdOf(channel);
      if (webhookId === null) throw new RangeError(`${channel} is no webhook`);
      const person = personOf(message);
      const target = { person, webhookId };
      const firedAt = happenedAt(message);
      // the same however often it is added; the exchange's clock may be ahead of ours
      const dueAt = Math.min(firedAt, writtenAt(message));
      await calls.add(target, { messageId: message.id, firedAt, dueAt });
      await share(`${webhookId} ${person}`, () => wake(target, now()));
    },
  } satisfies ChannelOutbox & { wake: typeof wake };
}

export type WebhookOutbox = ReturnType<typeof createWebhookOutbox>;
