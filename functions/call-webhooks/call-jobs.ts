import type { SQSEvent, SQSRecord } from 'aws-lambda';
import { type BatchResponse, processEach } from '../../adapters/batch.ts';
import { limitEachKey } from '../../adapters/limit-each-key.ts';
import { errorFields } from '../../adapters/log.ts';
import { webhookIdOf } from '../../domain/channels/channel.ts';
import { isDone } from '../../domain/messages/delivery.ts';
import { type DeliveryJob, webhookJobSchema } from '../../domain/messages/delivery-job.ts';
import { deliveryTo } from '../../domain/messages/message.ts';
import type { CallDeps } from './call-deps.ts';
import { type CallBounds, callWaiting } from './call-waiting.ts';

/** To one receiver host, by all webhooks of all persons in this invocation. */
const MAX_CALLS_A_HOST = 8;
/** No call begins later in an invocation: the slowest takes six seconds, and the function ends after twenty. */
const LATEST_CALL_MS = 8_000;

/** The job names a delivery that is not there, or no webhook. It ends among the dead letters. */
export class BadJobError extends Error {
  override readonly name = 'BadJobError';
}

/**
 * All jobs of the batch at once: each mostly waits for its receiver, and none for another's. A job that fails or can't be
 * read goes back to the queue alone, which brings it again and in the end moves it to the dead letters.
 */
export function callJobs(event: SQSEvent, deps: CallDeps): Promise<BatchResponse> {
  const bounds = { limitHost: limitEachKey(MAX_CALLS_A_HOST), latestAt: deps.now() + LATEST_CALL_MS };
  return processEach(event.Records, {
    maxAtOnce: Number.POSITIVE_INFINITY,
    log: deps.log,
    process: (record) => runJob(record, bounds, deps),
    onFailure: (error, { id }) => deps.log.error('job failed, will be tried again', { job: id, ...errorFields(error) }),
  });
}

async function runJob({ body }: SQSRecord, bounds: CallBounds, deps: CallDeps): Promise<void> {
  const job = webhookJobSchema.parse(JSON.parse(body));
  if ('messageId' in job) return addToWaiting(job, deps);
  return callWaiting(job, bounds, deps);
}

/** Earlier versions queued each delivery. */
async function addToWaiting({ messageId, channel }: DeliveryJob, deps: CallDeps): Promise<void> {
  const webhookId = webhookIdOf(channel);
  if (webhookId === null) throw new BadJobError(`${channel} is no webhook`);
  const message = await deps.deliveryLog.read(messageId);
  const delivery = message && deliveryTo(webhookId, message);
  if (!delivery) throw new BadJobError(`${messageId}: no delivery by ${channel} in the delivery log`);
  if (!isDone(delivery)) await deps.webhookOutbox.add(message, delivery.channel);
}
