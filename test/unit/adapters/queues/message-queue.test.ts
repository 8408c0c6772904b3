import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createMessageQueue, messageGroupOf } from '../../../../adapters/queues/message-queue.ts';
import { mailJobSchema, webhookJobSchema } from '../../../../domain/messages/delivery-job.ts';

const sqs = mockClient(SQSClient);
const queue = createMessageQueue(SQSClient.prototype, 'https://sqs.example/mails');
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
});
const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

test('a job is sent as JSON, without a delay', async () => {
  await queue.send({ person: 'ada', at: 1 });
  expect(sent()).toEqual([
    {
      QueueUrl: 'https://sqs.example/mails',
      MessageBody: '{"wake":"ada","at":1}',
      DelaySeconds: 0,
      MessageGroupId: messageGroupOf('ada'),
    },
  ]);
});

test('a wake-up names its person in the field wake, and its webhook if it has one', async () => {
  await queue.send({ person: 'ada', at: 1 });
  await queue.send({ person: 'ada', webhookId: 'a1', at: 1 });
  expect(sent().map(({ MessageBody }) => MessageBody)).toEqual([
    '{"wake":"ada","at":1}',
    '{"wake":"ada","webhook":"a1","at":1}',
  ]);
  expect(mailJobSchema.parse({ wake: 'ada', at: 1 })).toEqual({ person: 'ada', at: 1 });
  expect(webhookJobSchema.parse({ wake: 'ada', webhook: 'a1', at: 1 })).toEqual({
    ...{ person: 'ada', webhookId: 'a1', at: 1 },
  });
});

test('the jobs of earlier versions are read: a delivery each, with or without its turn', () => {
  const mail = { messageId: 'a@1', channel: 'email' };
  const call = { messageId: 'a@1', channel: 'webhook:a1' };
  expect(mailJobSchema.parse(mail)).toEqual(mail);
  expect(webhookJobSchema.parse({ ...call, slotAt: 5 })).toEqual(call);
  expect(webhookJobSchema.safeParse({ wake: 'ada', at: 1 }).success).toBe(false);
});

test.each([
  [-5, 0],
  [1, 1],
  [5_000, 5],
  [5_001, 6],
  [15 * 60_000, 900],
  [24 * 3_600_000, 900],
])('a delay of %i ms is one of %i s: never too early, never more than SQS allows', async (delayMs, seconds) => {
  await queue.send({ person: 'ada', at: 1 }, delayMs);
  expect(sent()[0]?.DelaySeconds).toBe(seconds);
});

test('a job that the queue does not accept is an error', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('the queue did not answer'));
  await expect(queue.send({ person: 'ada', at: 1 })).rejects.toThrow('the queue did not answer');
});

test('each person is a group of their own, by a name that SQS takes however long their id is', () => {
  const [ada, bob, long] = ['https://issuer.example#ada', 'https://issuer.example#bob', 'x'.repeat(2_000)].map(
    messageGroupOf,
  );
  expect(new Set([ada, bob, long]).size).toBe(3);
  for (const group of [ada, bob, long]) expect(group).toMatch(/^[\w-]{1,128}$/);
});
