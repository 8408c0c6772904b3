import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorFields } from '../../adapters/log.ts';
import { type DeliveryJob, deliveryJobSchema } from '../../domain/messages/delivery.ts';
import type { CallDeps } from './call-deps.ts';
import { callWebhook } from './call-webhook.ts';

/**
 * All orders of the batch at once: each waits mostly for its receiver, and none for that of another. One that fails, or
 * is no order, goes back to the queue alone, which tries it again and in the end sets it aside among the dead letters.
 */
export async function callJobs(event: SQSEvent, deps: CallDeps): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(event.Records.map((record) => tryRecord(record, deps)));
  return { batchItemFailures: outcomes.flatMap((failed) => failed ?? []) };
}

async function tryRecord(record: SQSRecord, deps: CallDeps): Promise<{ itemIdentifier: string } | null> {
  try {
    await callWebhook(orderOf(record), deps);
    return null;
  } catch (error) {
    deps.log.error('order failed, will be tried again', { message: record.messageId, ...errorFields(error) });
    return { itemIdentifier: record.messageId };
  }
}

function orderOf({ body }: SQSRecord): DeliveryJob {
  return deliveryJobSchema.parse(JSON.parse(body));
}
