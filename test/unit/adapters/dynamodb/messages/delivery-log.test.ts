import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createDeliveryLog, NoSuchDeliveryError } from '../../../../../adapters/dynamodb/messages/delivery-log.ts';
import { type Delivery, queuedDelivery } from '../../../../../domain/messages/delivery.ts';
import type { DeliveryEvent } from '../../../../../domain/messages/next-delivery.ts';
import type { Notice } from '../../../../../domain/messages/notice.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';

const documents = mockClient(DynamoDBDocumentClient);
const deliveryLog = createDeliveryLog(DynamoDBDocumentClient.prototype, 'triggers');
beforeEach(() => documents.reset());

const trigger = buildTrigger();
const order = { messageId: trigger.id, channel: 'email' };
const claim: DeliveryEvent = { kind: 'claim', at: 2_000, mailId: 'mail-1', waitMs: 90_000 };
const refused = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });
const rowWith = (email: Delivery) => ({ Item: { ...trigger, deliveries: { email } } });
const sentByOther: Delivery = { ...queuedDelivery('email', 1_500), state: 'sent', attempts: 1, mailId: 'mail-0' };

test('a trigger is stored under its alert and firing position, and listed by the instant it was judged', async () => {
  documents.on(PutCommand).resolves({});
  await deliveryLog.add(trigger);
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    TableName: 'triggers',
    Item: { alertId: ALERT_ID, position: trigger.id.split('@')[1], firedAt: trigger.hops.evaluatedAt },
    ConditionExpression: 'attribute_not_exists(alertId)',
  });
});

test('a notice is stored under its person and its name, and in no list of triggers', async () => {
  documents.on(PutCommand).resolves({});
  const rest = { device: null, undelivered: null, newAddress: null };
  const content = { kind: 'channel-disabled', webhookId: 'w1', host: 'example.com', detail: '410', ...rest } as const;
  const notice: Notice = {
    id: 'notice#https://issuer.example#ada@channel-disabled:w1:5',
    ...{ person: 'https://issuer.example#ada', at: 5, content, deliveries: {} },
  };
  await deliveryLog.add(notice);
  const item = documents.commandCalls(PutCommand)[0]?.args[0].input.Item;
  expect(item).toMatchObject({ alertId: 'notice#https://issuer.example#ada', position: 'channel-disabled:w1:5' });
  expect(item).not.toHaveProperty('firedAt');
  expect(item).not.toHaveProperty('owner');
});

test('a message that is stored already stays as it is', async () => {
  const Item = marshall({ ...trigger, deliveries: { email: sentByOther } }, { removeUndefinedValues: true });
  const there = new ConditionalCheckFailedException({ message: 'no', $metadata: {}, Item });
  documents.on(PutCommand).rejects(there);
  expect(await deliveryLog.add(trigger)).toEqual({ ...trigger, deliveries: { email: sentByOther } });
});

test('a stored row that can not be read does not stop the stream: the message to add is returned', async () => {
  const there = new ConditionalCheckFailedException({ message: 'no', $metadata: {}, Item: marshall({ alertId: 1 }) });
  documents.on(PutCommand).rejects(there);
  expect(await deliveryLog.add(trigger)).toEqual(trigger);
});

test('a row that could not be written is an error', async () => {
  documents.on(PutCommand).rejects(new Error('the table did not answer'));
  await expect(deliveryLog.add(trigger)).rejects.toThrow('the table did not answer');
});

test('an event is written on the condition that nobody has changed the delivery since it was read', async () => {
  documents.on(GetCommand).resolves(rowWith(queuedDelivery('email', 1_130)));
  documents.on(UpdateCommand).resolves({});
  expect(await deliveryLog.change(order, claim)).toMatchObject({ reason: 'claimed', delivery: { state: 'sending' } });
  expect(documents.commandCalls(GetCommand)[0]?.args[0].input.ConsistentRead).toBe(true);
  const input = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(input?.ConditionExpression).toBe(
    '#deliveries.#channel.#state = :state AND #deliveries.#channel.#at = :at AND #deliveries.#channel.attempts = :attempts',
  );
  expect(input?.ExpressionAttributeValues).toMatchObject({
    ...{ ':state': 'queued', ':at': 1_130, ':attempts': 0 },
    ':after': { state: 'sending', at: 2_000, attempts: 1, claimedUntil: 42_000, mailId: 'mail-1' },
  });
});

test('after a lost race the delivery is read again, and there may be nothing left to do', async () => {
  documents
    .on(GetCommand)
    .resolvesOnce(rowWith(queuedDelivery('email', 1_130)))
    .resolves(rowWith(sentByOther));
  documents.on(UpdateCommand).rejects(refused());
  expect(await deliveryLog.change(order, claim)).toMatchObject({ reason: 'done', delivery: { mailId: 'mail-0' } });
  expect(documents.commandCalls(UpdateCommand)).toHaveLength(1);
});

test('an event that changes nothing is not written', async () => {
  documents.on(GetCommand).resolves(rowWith(sentByOther));
  expect(await deliveryLog.change(order, claim)).toMatchObject({ reason: 'done' });
  expect(documents.commandCalls(UpdateCommand)).toHaveLength(0);
});

test('a claim whose answer was lost, and whose retry was refused because of the first write, is ours', async () => {
  const ours: Delivery = {
    ...{ channel: 'email', state: 'sending', at: 2_000, detail: null, attempts: 1, deferrals: 0 },
    ...{ claimedUntil: 42_000, mailId: 'mail-1', isRepeat: false },
  };
  documents
    .on(GetCommand)
    .resolvesOnce(rowWith(queuedDelivery('email', 1_130)))
    .resolves(rowWith(ours));
  documents.on(UpdateCommand).rejects(refused());
  expect(await deliveryLog.change(order, claim)).toMatchObject({ reason: 'claimed', delivery: ours });
});

test('the claim of another mail at the same instant is not ours', async () => {
  const theirs: Delivery = {
    ...{ channel: 'email', state: 'sending', at: 2_000, detail: null, attempts: 1, deferrals: 0 },
    ...{ claimedUntil: 42_000, mailId: 'mail-2', isRepeat: false },
  };
  documents
    .on(GetCommand)
    .resolvesOnce(rowWith(queuedDelivery('email', 1_130)))
    .resolves(rowWith(theirs));
  documents.on(UpdateCommand).rejects(refused());
  expect(await deliveryLog.change(order, claim)).toMatchObject({ reason: 'held' });
});

test('a lost race is tried again a bounded number of times, and then it is an error', async () => {
  documents.on(GetCommand).resolves(rowWith(queuedDelivery('email', 1_130)));
  documents.on(UpdateCommand).rejects(refused());
  await expect(deliveryLog.change(order, claim)).rejects.toThrow('was written by others 8 times');
});

test('a delivery that is not in the log can not change', async () => {
  documents
    .on(GetCommand)
    .resolvesOnce({})
    .resolves({ Item: { ...trigger, deliveries: {} } });
  await expect(deliveryLog.change(order, claim)).rejects.toThrow(NoSuchDeliveryError);
  await expect(deliveryLog.change(order, claim)).rejects.toThrow(NoSuchDeliveryError);
  await expect(deliveryLog.change({ ...order, messageId: 'BTCUSDT' }, claim)).rejects.toThrow(
    'not the id of a message',
  );
});

test('a row that can not be read is an error', async () => {
  documents.on(GetCommand).resolves({ Item: { ...trigger, note: 7 } });
  await expect(deliveryLog.read(trigger.id)).rejects.toThrow('note');
});
