import { type ChannelType, channelTypeOf } from '../../domain/channels/channel.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import { type Message, personOf } from '../../domain/messages/message.ts';
import type { DeliveryLog } from '../dynamodb/messages/delivery-log.ts';

export interface OutboxDeps {
  readonly deliveryLog: Pick<DeliveryLog, 'add'>;
  /** each channel's sender reads its own queue */
  readonly queues: Readonly<
    Record<ChannelType, { send(job: DeliveryJob, delayMs: number, person: string): Promise<void> }>
  >;
}

/**
 * Stores a message in the delivery log and queues its deliveries: the row first, so that a job always finds it. Putting it
 * again changes nothing: the jobs follow the stored row, also when the message would have other channels by now.
 */
export function createOutbox({ deliveryLog, queues }: OutboxDeps) {
  return {
    async put(message: Message): Promise<void> {
      const { deliveries } = await deliveryLog.add(message);
      for (const channel of Object.keys(deliveries)) {
        await queues[channelTypeOf(channel)].send({ messageId: message.id, channel }, 0, personOf(message));
      }
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
