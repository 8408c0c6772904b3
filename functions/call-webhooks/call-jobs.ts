import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import { errorFields } from '../../adapters/log.ts';
import { type DeliveryOrder, deliveryOrderSchema } from '../../domain/messages/delivery.ts';
import type { CallNeeds } from './call-deps.ts';
import { callWebhook } from './call-webhook.ts';

/**
 * All orders of the batch at once: each waits mostly for its receiver, and none for that of another. One that fails, or
 * is no order, goes back to the queue alone, which tries it again and in the end sets it aside among the dead letters.
 */
export async function callOrders(event: SQSEvent, needs: CallNeeds): Promise<SQSBatchResponse> {
  const outcomes = await Promise.all(event.Records.map((record) => tryRecord(record, needs)));
  return { batchItemFailures: outcomes.flatMap((failed) => failed ?? []) };
}

async function tryRecord(record: SQSRecord, needs: CallNeeds): Promise<{ itemIdentifier: string } | null> {
  try {
    await callWebhook(orderOf(record), needs);
    return null;
  } catch (error) {
    needs.log.error('order failed, will be tried again', { message: record.messageId, ...errorFields(error) });
    return { itemIdentifier: record.messageId };
  }
}

function orderOf({ body }: SQSRecord): DeliveryOrder {
  return deliveryOrderSchema.parse(JSON.parse(body));
}
