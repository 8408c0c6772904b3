import type { SQSEvent } from 'aws-lambda';
import type * as z from 'zod';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { NoSuchDeliveryError } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { errorFields } from '../../adapters/log.ts';
import { EMAIL_KEY } from '../../domain/channels/email-channel.ts';
import { isDone } from '../../domain/messages/delivery.ts';
import { mailJobSchema } from '../../domain/messages/delivery-job.ts';
import { happenedAt, personOf } from '../../domain/messages/message.ts';
import type { MailDeps } from './mail-deps.ts';
import { sendWaitingMessages } from './send-waiting-messages.ts';

/**
 * Runs each job of the batch by itself. A job that fails or can't be read goes back to the queue, which tries it again and in the
 * end moves it to the dead letters.
 */
export function runMailJobs(event: SQSEvent, deps: MailDeps): Promise<BatchResponse> {
  return processEach(event.Records, {
    maxAtOnce: 1,
    log: deps.log,
    process: async ({ body }) => runJob(mailJobSchema.parse(JSON.parse(body)), deps),
    onFailure: (error, { id }) =>
      deps.log.error('delivery failed, will be tried again', { job: id, ...errorFields(error) }),
  });
}

/**
 * A job is only a reminder: the delivery log and the person's waiting messages say what there is to do. Those that name a message are
 * from earlier versions.
 */
async function runJob(job: z.infer<typeof mailJobSchema>, deps: MailDeps): Promise<void> {
  if ('person' in job) {
    await deps.wakeUps.recordArrived({ person: job.person }, job.at);
    return sendWaitingMessages(job.person, deps);
  }
  const { messageId, channel } = job;
  const message = await deps.deliveryLog.read(messageId);
  const delivery = message?.deliveries[channel];
  if (!message || !delivery || channel !== EMAIL_KEY)
    throw new NoSuchDeliveryError(`${messageId}: has no mail to send`);
  const person = personOf(message);
  if (!isDone(delivery)) {
    await deps.waiting.add(person, { messageId, firedAt: happenedAt(message), since: deps.now() });
  }
  // a message that is done may still be among the waiting ones: its sender died before it could remove it
  await sendWaitingMessages(person, deps);
}
