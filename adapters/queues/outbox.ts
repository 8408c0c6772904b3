import type { DeliveryOrder } from '../../domain/messages/delivery.ts';
import type { Message } from '../../domain/messages/message.ts';
import type { Ledger } from '../dynamodb/messages/delivery-log.ts';

interface OrderQueue {
  send(order: DeliveryOrder): Promise<void>;
}

export interface OutboxParts {
  readonly ledger: Pick<Ledger, 'add'>;
  readonly mails: OrderQueue;
  readonly webhooks: OrderQueue;
}

/**
 * Puts a message into the ledger and orders its deliveries: the row first, so that an order always finds it. Again is no
 * change: ordered is what the row holds, also when the message would have other channels by now.
 */
export function createOutbox({ ledger, mails, webhooks }: OutboxParts) {
  return {
    async put(message: Message): Promise<void> {
      const { deliveries } = await ledger.add(message);
      for (const channel of Object.keys(deliveries)) {
        await (channel === 'email' ? mails : webhooks).send({ messageId: message.id, channel });
      }
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
