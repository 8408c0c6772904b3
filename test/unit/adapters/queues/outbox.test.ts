import { expect, test } from 'vitest';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { queuedDelivery } from '../../../../domain/messages/delivery.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const trigger = buildTrigger({
  deliveries: {
    email: queuedDelivery('email', 1),
    'webhook:a1': queuedDelivery('webhook:a1', 1),
    'webhook:b2': queuedDelivery('webhook:b2', 1),
  },
});

function setUp(stored: Message | null = null) {
  const happened: string[] = [];
  const channel = (name: string) => ({
    add: async ({ id }: Message, key: string) => void happened.push(`${name}: ${key} of ${id === trigger.id}`),
  });
  const deliveryLog = {
    add: async (message: Message) => {
      happened.push('row');
      return stored ?? message;
    },
  };
  const channels = { email: channel('mails'), webhook: channel('webhooks'), push: channel('pushes') };
  return { happened, channels, outbox: createOutbox({ deliveryLog, channels }) };
}

test('the row comes before what waits, and each delivery waits for the sender of its channel', async () => {
  const { happened, outbox } = setUp();
  await outbox.put(trigger);
  expect(happened).toEqual([
    'row',
    'mails: email of true',
    'webhooks: webhook:a1 of true',
    'webhooks: webhook:b2 of true',
  ]);
});

test('of a message that is stored already, the deliveries of its row wait', async () => {
  const { happened, outbox } = setUp({ ...trigger, deliveries: { email: queuedDelivery('email', 1) } });
  await outbox.put(trigger);
  expect(happened).toEqual(['row', 'mails: email of true']);
});

test.each(['suppressed', 'sent', 'delivered', 'failed'] as const)(
  'a delivery that is done (%s) neither waits nor wakes a sender',
  async (state) => {
    const deliveries = { ...trigger.deliveries, email: { ...queuedDelivery('email', 1), state } };
    const { happened, outbox } = setUp({ ...trigger, deliveries });
    await outbox.put(trigger);
    expect(happened).toEqual(['row', 'webhooks: webhook:a1 of true', 'webhooks: webhook:b2 of true']);
  },
);

test('one that may not have been sent waits again: its dispatch is repeated when it was cut short', async () => {
  const deliveries = { email: { ...queuedDelivery('email', 1), state: 'uncertain' as const } };
  const { happened, outbox } = setUp({ ...trigger, deliveries });
  await outbox.put(trigger);
  expect(happened).toEqual(['row', 'mails: email of true']);
});

test('without its row nothing waits', async () => {
  const { happened, channels } = setUp();
  const deliveryLog = { add: () => Promise.reject(new Error('the table did not answer')) };
  await expect(createOutbox({ deliveryLog, channels }).put(trigger)).rejects.toThrow('did not answer');
  expect(happened).toEqual([]);
});

test('a key that no channel has is refused, not sent to another channel', async () => {
  const { happened, outbox } = setUp({ ...trigger, deliveries: { 'pager:1': queuedDelivery('pager:1', 1) } });
  await expect(outbox.put(trigger)).rejects.toThrow('pager:1 is no key of a channel');
  expect(happened).toEqual(['row']);
});
