import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';

const count = z.coerce.number().int().min(0);
const attributesSchema = z.object({
  ApproximateNumberOfMessages: count,
  ApproximateNumberOfMessagesNotVisible: count,
  ApproximateNumberOfMessagesDelayed: count,
});
const NAMES = Object.keys(attributesSchema.shape) as (keyof z.infer<typeof attributesSchema>)[];

/** How many messages are in a queue: waiting, put off, or with a function just now. Nearly exact, and some seconds old. */
export function createQueueDepths(client: SQSClient) {
  return {
    async read(queueUrl: string): Promise<number> {
      const { Attributes } = await client.send(
        new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: NAMES }),
      );
      return Object.values(attributesSchema.parse(Attributes)).reduce((sum, each) => sum + each, 0);
    },
  };
}

export type QueueDepths = ReturnType<typeof createQueueDepths>;
