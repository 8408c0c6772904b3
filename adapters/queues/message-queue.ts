import { createHash } from 'node:crypto';
import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { encodeJob, type WakeUpJob } from '../../domain/messages/delivery-job.ts';

/** SQS delays no message for longer. For a longer wait, the job sends itself again when it comes too early. */
export const MAX_DELAY_MS = 15 * 60_000;

/** A queue of jobs. */
export function createMessageQueue(client: SQSClient, queueUrl: string) {
  return {
    /** `delayMs`: not before; bounded by `MAX_DELAY_MS`, in whole seconds, rounded up. */
    async send(job: WakeUpJob, delayMs = 0): Promise<void> {
      const DelaySeconds = Math.ceil(Math.min(Math.max(delayMs, 0), MAX_DELAY_MS) / 1_000);
      const message = { MessageBody: encodeJob(job), DelaySeconds, MessageGroupId: messageGroupOf(job.person) };
      await client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...message }));
    },
  };
}

/**
 * The tenant of SQS's fair queues: one who has many jobs gets what the others leave. It may have 128 characters, and an id of a person
 * more.
 */
export function messageGroupOf(person: string): string {
  return createHash('sha256').update(person).digest('base64url');
}

export type MessageQueue = ReturnType<typeof createMessageQueue>;
