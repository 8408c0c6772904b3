import { type Ledger, NoSuchDelivery } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { type Delivery, type DeliveryEvent, type DeliveryOrder, nextDelivery } from '../../domain/messages/delivery.ts';
import type { Message } from '../../domain/messages/message.ts';

/** The ledger kept in memory: the same transitions, nobody else writing. */
export function memoryLedger(messages: Map<string, Message>): Ledger & { deliveryOf(order: DeliveryOrder): Delivery } {
  const find = ({ messageId, channel }: DeliveryOrder) => {
    const message = messages.get(messageId);
    const delivery = message?.deliveries[channel];
    if (!message || !delivery) throw new NoSuchDelivery(`${messageId}: no delivery by ${channel} in the ledger`);
    return { message, delivery };
  };
  return {
    deliveryOf: (order) => find(order).delivery,
    read: async (messageId) => messages.get(messageId) ?? null,
    add: async (message) => {
      const stored = messages.get(message.id) ?? message;
      messages.set(message.id, stored);
      return stored;
    },
    change: async (order, event: DeliveryEvent) => {
      const { message, delivery } = find(order);
      const { next, reason } = nextDelivery(delivery, event);
      if (!next) return { message, delivery, reason };
      const changed = { ...message, deliveries: { ...message.deliveries, [order.channel]: next } };
      messages.set(message.id, changed);
      return { message: changed, delivery: next, reason };
    },
  };
}
