import type { SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { NoSuchDeliveryError } from '../../adapters/dynamodb/messages/delivery-log.ts';
import { errorFields } from '../../adapters/log.ts';
import { isDone } from '../../domain/messages/delivery.ts';
import { deliveryJobSchema, wakeUpJobSchema } from '../../domain/messages/delivery-job.ts';
import { happenedAt, personOf } from '../../domain/messages/message.ts';
import type { MailDeps } from './mail-deps.ts';
import { sendWaitingMessages } from './send-waiting-messages.ts';

const orderSchema = z.union([wakeUpJobSchema, deliveryJobSchema]);

/**
 * Each order of the batch by itself. One that fails, or is no order, goes back to the queue, which tries it again and
 * in the end sets it aside among the dead letters.
 */
export function runMailJobs(event: SQSEvent, deps: MailDeps): Promise<BatchResponse> {
  return processEach(event.Records, {
    maxAtOnce: 1,
    process: async ({ body }) => carryOut(orderSchema.parse(JSON.parse(body)), deps),
    onFailure: (error, { id }) =>
      deps.log.error('delivery failed, will be tried again', { message: id, ...errorFields(error) }),
  });
}

/** An order is only a reminder: what is to be done stands in the delivery log and among the person's waiting messages. */
async function carryOut(order: z.infer<typeof orderSchema>, deps: MailDeps): Promise<void> {
  if ('wake' in order) {
    await deps.throttle.recordArrivedWakeUp(order.wake, order.at);
    return sendWaitingMessages(order.wake, deps);
  }
  const { messageId, channel } = order;
  const message = await deps.deliveryLog.read(messageId);
  const delivery = message?.deliveries[channel];
  if (!message || !delivery || channel !== 'email') throw new NoSuchDeliveryError(`${messageId}: has no mail to send`);
  const person = personOf(message);
  if (!isDone(delivery)) {
    await deps.throttle.addWaiting(person, { messageId, firedAt: happenedAt(message), since: deps.now() });
  }
  // one that is done may still lie among the waiting: its sender ended before it could drop it
  await sendWaitingMessages(person, deps);
}
