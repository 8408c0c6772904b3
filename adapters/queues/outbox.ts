import pMap from 'p-map';
import { type ChannelType, channelTypeOf, webhookIdOf } from '../../domain/channels/channel.ts';
import { type Delivery, isDone } from '../../domain/messages/delivery.ts';
import { type Message, personOf } from '../../domain/messages/message.ts';
import type { DeliveryLog } from '../dynamodb/messages/delivery-log.ts';

const MAX_ADDS_AT_ONCE = 5;

/** Where the messages of a kind of channel wait for their sender. */
export interface ChannelOutbox {
  /** Stores that the message waits, and makes sure that a sender wakes up for it. Adding it again changes nothing. */
  add(message: Message, channel: string): Promise<void>;
  /** of a channel that stands for several receivers: a delivery for each, made at `at` (own clock, ms) */
  deliveriesTo?(person: string, at: number): Promise<readonly Delivery[]>;
}

export interface OutboxDeps {
  readonly deliveryLog: Pick<DeliveryLog, 'add'>;
  readonly channels: Readonly<Record<ChannelType, ChannelOutbox>>;
}

/**
 * Stores a message in the delivery log, then where it waits for each channel: the row first, so that a sender always finds it. Putting
 * it again changes nothing: the stored row counts, also when the message would have other channels by now. A delivery that is done
 * neither waits nor wakes a sender. A channel that stands for several receivers becomes a delivery for each, as they are then.
 */
export function createOutbox({ deliveryLog, channels }: OutboxDeps) {
  async function deliveriesOf(message: Message, delivery: Delivery): Promise<readonly Delivery[]> {
    const { channel, at } = delivery;
    if (isDone(delivery) || webhookIdOf(channel) !== null) return [delivery];
    return (await channels[channelTypeOf(channel)].deliveriesTo?.(personOf(message), at)) ?? [delivery];
  }

  async function toEachReceiver<Put extends Message>(message: Put): Promise<Put> {
    const each = await Promise.all(Object.values(message.deliveries).map((one) => deliveriesOf(message, one)));
    return { ...message, deliveries: Object.fromEntries(each.flat().map((one) => [one.channel, one])) };
  }

  return {
    async put(message: Message): Promise<void> {
      const stored = await deliveryLog.add(await toEachReceiver(message));
      const open = Object.entries(stored.deliveries).filter(([, delivery]) => !isDone(delivery));
      const addTo = ([channel]: (typeof open)[number]) => channels[channelTypeOf(channel)].add(stored, channel);
      await pMap(open, addTo, { concurrency: MAX_ADDS_AT_ONCE });
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
