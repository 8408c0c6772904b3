import { expect, test } from 'vitest';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { createPushOutbox } from '../../../../adapters/queues/push-outbox.ts';
import { type Device, newDevice } from '../../../../domain/channels/webhook.ts';
import { queuedDelivery, suppressedDelivery } from '../../../../domain/messages/delivery.ts';
import type { Message } from '../../../../domain/messages/message.ts';
import { memoryDeliveryLog } from '../../../support/memory-delivery-log.ts';
import { buildTrigger } from '../../../support/triggers.ts';

const device = (id: string, label: string): Device =>
  newDevice({ id, url: `https://fcm.googleapis.com/${id}`, browser: { label, p256dh: 'B', auth: 'A' } }, 1);

function setUp(...devices: readonly Device[]) {
  const kept = [...devices];
  const rows = new Map<string, Message>();
  const waiting: string[] = [];
  const channel = { add: async (_: Message, key: string) => void waiting.push(key) };
  const push = createPushOutbox({ webhooks: { listDevices: async () => kept }, webhookOutbox: channel });
  const deliveryLog = memoryDeliveryLog(rows);
  const outbox = createOutbox({ deliveryLog, channels: { email: channel, webhook: channel, push } });
  return { outbox, waiting, kept, deliveriesOf: ({ id }: Message) => rows.get(id)?.deliveries };
}

const trigger = buildTrigger({
  deliveries: { email: queuedDelivery('email', 5), push: queuedDelivery('push', 5) },
});

test('a message for the devices of a person becomes one delivery for each of them, with its name', async () => {
  const { outbox, waiting, deliveriesOf } = setUp(device('a1', 'Chrome on Linux'), device('b2', 'Safari on iPhone'));
  await outbox.put(trigger);
  expect(deliveriesOf(trigger)).toEqual({
    email: queuedDelivery('email', 5),
    'push:a1': { ...queuedDelivery('push:a1', 5), label: 'Chrome on Linux' },
    'push:b2': { ...queuedDelivery('push:b2', 5), label: 'Safari on iPhone' },
  });
  expect(waiting).toEqual(['email', 'push:a1', 'push:b2']);
});

test('put again it goes to the devices that were there first, however they changed', async () => {
  const { outbox, waiting, kept, deliveriesOf } = setUp(device('a1', 'Chrome on Linux'));
  await outbox.put(trigger);
  kept.splice(0, 1, device('b2', 'Safari on iPhone'));
  await outbox.put(trigger);
  expect(Object.keys(deliveriesOf(trigger) ?? {})).toEqual(['email', 'push:a1']);
  expect(waiting).toEqual(['email', 'push:a1', 'email', 'push:a1']);
});

test('without a device the delivery says so, and nothing waits for it', async () => {
  const { outbox, waiting, deliveriesOf } = setUp();
  await outbox.put(trigger);
  const detail = 'no device of yours was registered for notifications';
  expect(deliveriesOf(trigger)).toMatchObject({ push: suppressedDelivery('push', 5, detail) });
  expect(waiting).toEqual(['email']);
});

test('a delivery that is never tried stays one: a muted fire looks for no devices', async () => {
  const muted = buildTrigger({ deliveries: { push: suppressedDelivery('push', 5, 'muted') } });
  const { outbox, waiting, deliveriesOf } = setUp(device('a1', 'Chrome on Linux'));
  await outbox.put(muted);
  expect(deliveriesOf(muted)).toEqual(muted.deliveries);
  expect(waiting).toEqual([]);
});
