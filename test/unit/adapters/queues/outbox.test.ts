import { expect, test } from 'vitest';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { queuedDelivery } from '../../../../domain/messages/delivery.ts';
import type { DeliveryJob } from '../../../../domain/messages/delivery-job.ts';
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
  const queue = (name: string) => ({
    send: async ({ channel }: DeliveryJob) => void happened.push(`${name}: ${channel}`),
  });
  const deliveryLog = {
    add: async (message: Message) => {
      happened.push('row');
      return stored ?? message;
    },
  };
  return {
    happened,
    outbox: createOutbox({ deliveryLog, queues: { email: queue('mails'), webhook: queue('webhooks') } }),
  };
}

test('the row comes before its jobs, and each job goes to the queue of its channel', async () => {
  const { happened, outbox } = setUp();
  await outbox.put(trigger);
  expect(happened).toEqual(['row', 'mails: email', 'webhooks: webhook:a1', 'webhooks: webhook:b2']);
});

test('of a message that is stored already, the deliveries of its row are queued', async () => {
  const { happened, outbox } = setUp({ ...trigger, deliveries: { email: queuedDelivery('email', 1) } });
  await outbox.put(trigger);
  expect(happened).toEqual(['row', 'mails: email']);
});

test('without its row nothing is queued', async () => {
  const { happened } = setUp();
  const queue = { send: async () => void happened.push('job') };
  const deliveryLog = { add: () => Promise.reject(new Error('the table did not answer')) };
  await expect(createOutbox({ deliveryLog, queues: { email: queue, webhook: queue } }).put(trigger)).rejects.toThrow(
    'did not answer',
  );
  expect(happened).toEqual([]);
});

test('a key that no channel has is refused, not sent to another channel', async () => {
  const { happened, outbox } = setUp({ ...trigger, deliveries: { 'pager:1': queuedDelivery('pager:1', 1) } });
  await expect(outbox.put(trigger)).rejects.toThrow('pager:1 is no key of a channel');
  expect(happened).toEqual(['row']);
});
