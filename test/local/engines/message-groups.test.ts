import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateQueueCommand, ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createMessageQueue, messageGroupOf } from '../../../adapters/queues/message-queue.ts';
import { localQueueUrl } from '../../../local/engines/queue-url.ts';
import { startQueues } from '../../../local/engines/queues.ts';
import { CREDENTIALS, REGION } from '../../../local/local-account.ts';

const PERSONS = ['https://issuer.example#ada', 'https://issuer.example#bob'];
const folder = mkdtempSync(join(tmpdir(), 'pricebell-groups-'));
let engine: Awaited<ReturnType<typeof startQueues>>;
let client: SQSClient;
let QueueUrl: string;
beforeAll(async () => {
  engine = await startQueues(folder);
  client = new SQSClient({ region: REGION, credentials: CREDENTIALS, endpoint: engine.url });
  const { QueueUrl: made = '' } = await client.send(new CreateQueueCommand({ QueueName: 'mails' }));
  QueueUrl = await localQueueUrl(client, made);
});
afterAll(async () => {
  client.destroy();
  await engine.stop();
  rmSync(folder, { recursive: true });
});

async function receive(WaitTimeSeconds: number) {
  const MessageSystemAttributeNames = ['MessageGroupId' as const];
  const command = new ReceiveMessageCommand({
    QueueUrl,
    WaitTimeSeconds,
    MaxNumberOfMessages: 10,
    MessageSystemAttributeNames,
  });
  return (await client.send(command)).Messages ?? [];
}

it('a standard queue takes a job of a group with a delay, and returns it with its group when it is due', async () => {
  const queue = createMessageQueue(client, QueueUrl);
  const startedAt = Date.now();
  for (const person of PERSONS) await queue.send({ person, at: 1 }, 1_000);
  expect(await receive(0)).toEqual([]);
  const received = [...(await receive(20))];
  while (received.length < PERSONS.length) received.push(...(await receive(20)));
  expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1_000);
  const groups = new Map(
    received.map(({ Body = '', Attributes }) => [JSON.parse(Body).wake, Attributes?.MessageGroupId]),
  );
  expect(groups).toEqual(new Map(PERSONS.map((person) => [person, messageGroupOf(person)])));
});
