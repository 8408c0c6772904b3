import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { createQuarantineQueue } from '../../../../adapters/queues/quarantine-queue.ts';

const sqs = mockClient(SQSClient);
const queue = createQuarantineQueue(new SQSClient({}), 'https://sqs.example/set-aside');

test('keeps all the content of a record, in numbered parts when it is long', async () => {
  sqs.on(SendMessageCommand).resolves({});
  const content = 'x'.repeat(450_000);
  await queue.quarantine({ source: 'ticks', record: '7', reason: 'symbol: is missing', content });
  const bodies = sqs.commandCalls(SendMessageCommand).map(({ args }) => JSON.parse(args[0].input.MessageBody ?? ''));
  expect(bodies.map(({ part, parts }) => [part, parts])).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
  expect(bodies.map((body) => body.content).join('')).toBe(content);
  expect(bodies[0]).toMatchObject({ source: 'ticks', record: '7', reason: 'symbol: is missing' });
});
