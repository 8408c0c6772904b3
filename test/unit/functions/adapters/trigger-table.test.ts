import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import type { DeliveryState } from '../../../../domain/trigger.ts';
import { createTriggerTable, triggerKey } from '../../../../functions/adapters/trigger-table.ts';
import { ALERT_ID, buildTrigger } from '../../build/triggers.ts';

const documents = mockClient(DynamoDBDocumentClient);
const table = createTriggerTable(DynamoDBDocumentClient.prototype, 'triggers');
beforeEach(() => documents.reset());

const trigger = buildTrigger();
const key = { triggerId: trigger.id, channel: 'email' };
const refused = () => new ConditionalCheckFailedException({ message: 'no', $metadata: {} });

test('a trigger lies under its alert and firing position, listed by the instant it fired', async () => {
  documents.on(PutCommand).resolves({});
  await table.add(trigger);
  expect(documents.commandCalls(PutCommand)[0]?.args[0].input).toMatchObject({
    Item: { alertId: ALERT_ID, position: trigger.id.split('@')[1], firedAt: trigger.hops.evaluatedAt },
    ConditionExpression: 'attribute_not_exists(alertId)',
  });
  expect(() => triggerKey('BTCUSDT')).toThrow('not a trigger id');
});

test('a trigger that is there already stays as it is', async () => {
  documents.on(PutCommand).rejects(refused());
  await expect(table.add(trigger)).resolves.toBeUndefined();
});

test('only a queued delivery, or one whose claim ran out, is claimed', async () => {
  documents.on(UpdateCommand).resolves({});
  expect(await table.claim(key, 1_000, 61_000)).toBe('claimed');
  const input = documents.commandCalls(UpdateCommand)[0]?.args[0].input;
  expect(input?.ConditionExpression).toBe(
    '#deliveries.#channel.#state = :queued OR (#deliveries.#channel.#state = :sending AND #deliveries.#channel.claimedUntil < :now)',
  );
  expect(input?.ExpressionAttributeValues).toMatchObject({ ':now': 1_000, ':until': 61_000 });
});

test.each([
  ['sending', 'held'],
  ['sent', 'done'],
  ['failed', 'done'],
] as const)('a delivery that is %s is %s', async (state: DeliveryState, claim) => {
  documents.on(UpdateCommand).rejects(refused());
  const email = { channel: 'email', state, at: 1, detail: null, attempts: 1, claimedUntil: null };
  documents.on(GetCommand).resolves({ Item: { ...trigger, deliveries: { email } } });
  expect(await table.claim(key, 1_000, 61_000)).toBe(claim);
});

test('a claim on a trigger that is not there is an error, so the order comes again', async () => {
  documents.on(UpdateCommand).rejects(refused());
  documents.on(GetCommand).resolves({});
  await expect(table.claim(key, 1_000, 61_000)).rejects.toThrow(`no trigger ${trigger.id}`);
});
