import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { expect, test } from 'vitest';
import { createQueueDepths } from '../../../../adapters/queues/queue-depths.ts';

test('what waits, what is put off and what a function has just now is all in the queue', async () => {
  const sqs = mockClient(SQSClient);
  sqs.on(GetQueueAttributesCommand, { QueueUrl: 'https://sqs.example/mails' }).resolves({
    Attributes: {
      ApproximateNumberOfMessages: '3',
      ApproximateNumberOfMessagesNotVisible: '2',
      ApproximateNumberOfMessagesDelayed: '4',
    },
  });
  expect(await createQueueDepths(SQSClient.prototype).read('https://sqs.example/mails')).toBe(9);
});
