import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import type { Message } from '../../domain/messages/message.ts';
import type { DeliveryLog } from '../dynamodb/messages/delivery-log.ts';

interface JobQueue {
  send(order: DeliveryJob): Promise<void>;
}

export interface OutboxParts {
  readonly deliveryLog: Pick<DeliveryLog, 'add'>;
  readonly mails: JobQueue;
  readonly webhooks: JobQueue;
}

/**
 * Puts a message into the delivery log and orders its deliveries: the row first, so that an order always finds it. Again is no
 * change: ordered is what the row holds, also when the message would have other channels by now.
 */
export function createOutbox({ deliveryLog, mails, webhooks }: OutboxParts) {
  return {
    async put(message: Message): Promise<void> {
      const { deliveries } = await deliveryLog.add(message);
      for (const channel of Object.keys(deliveries)) {
        await (channel === 'email' ? mails : webhooks).send({ messageId: message.id, channel });
      }
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
