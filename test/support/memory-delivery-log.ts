import { type DeliveryLog, NoSuchDeliveryError } from '../../adapters/dynamodb/messages/delivery-log.ts';
import type { Delivery } from '../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../domain/messages/delivery-job.ts';
import type { Message } from '../../domain/messages/message.ts';
import { type DeliveryEvent, nextDelivery } from '../../domain/messages/next-delivery.ts';

/** The delivery log in memory: the same transitions, without other writers. */
export function memoryDeliveryLog(
  messages: Map<string, Message>,
): DeliveryLog & { deliveryOf(job: DeliveryJob): Delivery } {
  const find = ({ messageId, channel }: DeliveryJob) => {
    const message = messages.get(messageId);
    const delivery = message?.deliveries[channel];
    if (!message || !delivery)
      throw new NoSuchDeliveryError(`${messageId}: no delivery by ${channel} in the delivery log`);
    return { message, delivery };
  };
  return {
    deliveryOf: (job) => find(job).delivery,
    read: async (messageId) => messages.get(messageId) ?? null,
    add: async (message) => {
      const stored = messages.get(message.id) ?? message;
      messages.set(message.id, stored);
      return stored;
    },
    change: async (job, event: DeliveryEvent) => {
      const { message, delivery } = find(job);
      const { next, reason } = nextDelivery(delivery, event);
      if (!next) return { message, delivery, reason };
      const changed = { ...message, deliveries: { ...message.deliveries, [job.channel]: next } };
      messages.set(message.id, changed);
      return { message: changed, delivery: next, reason };
    },
  };
}
