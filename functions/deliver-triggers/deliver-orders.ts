import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { deliveryOrderSchema } from '../../domain/trigger.ts';
import { errorFields, type Log } from '../adapters/log.ts';
import { type DeliverNeeds, deliverTrigger } from './deliver-trigger.ts';

/**
 * Each order of the batch by itself. One that fails, or is no order, goes back to the queue, which tries it again and
 * in the end sets it aside among the dead letters.
 */
export async function deliverOrders(event: SQSEvent, needs: DeliverNeeds & { log: Log }): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const record of event.Records) {
    try {
      await deliverTrigger(orderOf(record), needs);
    } catch (error) {
      needs.log.error('delivery failed, will be tried again', { message: record.messageId, ...errorFields(error) });
      failed.push(record.messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

function orderOf(record: SQSRecord) {
  return deliveryOrderSchema.parse(JSON.parse(record.body));
}
