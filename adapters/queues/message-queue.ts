import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type DeliveryJob, encodeJob, type WakeUpJob } from '../../domain/messages/delivery-job.ts';

/** SQS delays no message for longer. For a longer wait, the job sends itself again when it comes too early. */
export const MAX_DELAY_MS = 15 * 60_000;

/** A queue of jobs. */
export function createMessageQueue(client: SQSClient, queueUrl: string) {
  return {
    /** `delayMs`: not before; bounded by `MAX_DELAY_MS`, in whole seconds, rounded up. */
    async send(job: DeliveryJob | WakeUpJob, delayMs = 0): Promise<void> {
      const DelaySeconds = Math.ceil(Math.min(Math.max(delayMs, 0), MAX_DELAY_MS) / 1_000);
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: encodeJob(job), DelaySeconds }));
    },
  };
}

export type MessageQueue = ReturnType<typeof createMessageQueue>;
