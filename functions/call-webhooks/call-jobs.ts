import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { errorFields } from '../../adapters/log.ts';
import { type DeliveryJob, deliveryJobSchema } from '../../domain/messages/delivery-job.ts';
import type { CallDeps } from './call-deps.ts';
import { callWebhook } from './call-webhook.ts';

/**
 * All orders of the batch at once: each waits mostly for its receiver, and none for that of another. One that fails, or
 * is no order, goes back to the queue alone, which tries it again and in the end sets it aside among the dead letters.
 */
export function callJobs(event: SQSEvent, deps: CallDeps): Promise<BatchResponse> {
  return processEach(event.Records, {
    maxAtOnce: Number.POSITIVE_INFINITY,
    process: async (record) => callWebhook(orderOf(record), deps),
    onFailure: (error, { id }) =>
      deps.log.error('order failed, will be tried again', { message: id, ...errorFields(error) }),
  });
}

function orderOf({ body }: SQSRecord): DeliveryJob {
  return deliveryJobSchema.parse(JSON.parse(body));
}
