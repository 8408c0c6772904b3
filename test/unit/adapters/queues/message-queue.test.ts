import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, expect, test } from 'vitest';
import { createMessageQueue, messageGroupOf } from '../../../../adapters/queues/message-queue.ts';
import { mailJobSchema } from '../../../../domain/messages/delivery-job.ts';

const sqs = mockClient(SQSClient);
const queue = createMessageQueue(SQSClient.prototype, 'https://sqs.example/mails');
beforeEach(() => {
  sqs.reset();
  sqs.on(SendMessageCommand).resolves({});
});
const sent = () => sqs.commandCalls(SendMessageCommand).map(({ args }) => args[0].input);

test('a job is sent as JSON, without a delay', async () => {
  await queue.send({ messageId: 'a@1', channel: 'email' }, 0, 'ada');
  expect(sent()).toEqual([
    {
      QueueUrl: 'https://sqs.example/mails',
      MessageBody: '{"messageId":"a@1","channel":"email"}',
      DelaySeconds: 0,
      MessageGroupId: messageGroupOf('ada'),
    },
  ]);
});

test('a wake-up names its person in the field wake', async () => {
  await queue.send({ person: 'ada', at: 1 }, 0, 'ada');
  expect(sent()[0]?.MessageBody).toBe('{"wake":"ada","at":1}');
  expect(mailJobSchema.parse({ wake: 'ada', at: 1 })).toEqual({ person: 'ada', at: 1 });
});

test.each([
  [-5, 0],
  [1, 1],
  [5_000, 5],
  [5_001, 6],
  [15 * 60_000, 900],
  [24 * 3_600_000, 900],
])('a delay of %i ms is one of %i s: never too early, never more than SQS allows', async (delayMs, seconds) => {
  await queue.send({ person: 'ada', at: 1 }, delayMs, 'ada');
  expect(sent()[0]?.DelaySeconds).toBe(seconds);
});

test('a job that the queue does not accept is an error', async () => {
  sqs.on(SendMessageCommand).rejects(new Error('the queue did not answer'));
  await expect(queue.send({ person: 'ada', at: 1 }, 0, 'ada')).rejects.toThrow('the queue did not answer');
});

test('each person is a group of their own, by a name that SQS takes however long their id is', () => {
  const [ada, bob, long] = ['https://issuer.example#ada', 'https://issuer.example#bob', 'x'.repeat(2_000)].map(
    messageGroupOf,
  );
  expect(new Set([ada, bob, long]).size).toBe(3);
  for (const group of [ada, bob, long]) expect(group).toMatch(/^[\w-]{1,128}$/);
});
