import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { errorFields } from '../../adapters/log.ts';
import { type DeliveryJob, deliveryJobSchema } from '../../domain/messages/delivery-job.ts';
import type { CallDeps } from './call-deps.ts';
import { callWebhook } from './call-webhook.ts';

/**
 * All jobs of the batch at once: each mostly waits for its receiver, and none for another's. A job that fails or can't be
 * read goes back to the queue alone, which brings it again and in the end moves it to the dead letters.
 */
export function callJobs(event: SQSEvent, deps: CallDeps): Promise<BatchResponse> {
  return processEach(event.Records, {
    maxAtOnce: Number.POSITIVE_INFINITY,
    process: async (record) => callWebhook(jobOf(record), deps),
    onFailure: (error, { id }) =>
      deps.log.error('job failed, will be tried again', { message: id, ...errorFields(error) }),
  });
}

function jobOf({ body }: SQSRecord): DeliveryJob {
  return deliveryJobSchema.parse(JSON.parse(body));
}
