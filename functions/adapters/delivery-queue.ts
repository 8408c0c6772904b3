import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeliveryOrder } from '../../domain/trigger.ts';

/** The queue between the triggers and their senders. */
export function createDeliveryQueue(client: SQSClient, queueUrl: string) {
  return {
    async order(order: DeliveryOrder): Promise<void> {
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(order) }));
    },
  };
}

export type DeliveryQueue = ReturnType<typeof createDeliveryQueue>;
