import { channelKey } from '../../domain/channels/channel.ts';
import { queuedDelivery, suppressedDelivery } from '../../domain/messages/delivery.ts';
import type { WebhookTable } from '../dynamodb/people/webhook-table.ts';
import type { ChannelOutbox } from './outbox.ts';

const NO_DEVICE = 'no device of yours was registered for notifications';

export interface PushOutboxDeps {
  readonly webhooks: Pick<WebhookTable, 'listDevices'>;
  /** a device is a webhook, and its messages wait where those of webhooks do */
  readonly webhookOutbox: ChannelOutbox;
}

/** Adds messages to those that wait for a person's devices. */
export function createPushOutbox({ webhooks, webhookOutbox }: PushOutboxDeps) {
  return {
    add: webhookOutbox.add,

    /** One for each device that the person has now. Without any, the one that says so. */
    async deliveriesTo(person, at) {
      const devices = await webhooks.listDevices(person);
      if (devices.length === 0) return [suppressedDelivery('push', at, NO_DEVICE)];
      return devices.map(({ id, browser }) => ({
        ...queuedDelivery(channelKey({ type: 'push', id }), at),
        label: browser.label,
      }));
    },
  } satisfies ChannelOutbox;
}
