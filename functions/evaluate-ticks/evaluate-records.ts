import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { decodeTick, type Tick, TickFault } from '../../domain/tick.ts';
import { errorFields, type Log } from '../adapters/log.ts';
import type { SetAsideQueue } from '../adapters/set-aside-queue.ts';

export interface EvaluateRecordsNeeds {
  readonly evaluator: { evaluate(tick: Tick): Promise<void> };
  readonly setAsideQueue: SetAsideQueue;
  readonly log: Log;
}

/**
 * Judges the records of one shard in order. What is no tick is set aside with its content and the rest goes on; any
 * other failure stops here, and the stream delivers this record and all after it again, in order.
 */
export async function evaluateRecords(
  event: KinesisStreamEvent,
  needs: EvaluateRecordsNeeds,
): Promise<KinesisStreamBatchResponse> {
  for (const record of event.Records) {
    try {
      await evaluateRecord(record, needs);
    } catch (error) {
      const itemIdentifier = record.kinesis.sequenceNumber;
      needs.log.error('tick failed, will be tried again', { record: itemIdentifier, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}

async function evaluateRecord(record: KinesisStreamRecord, needs: EvaluateRecordsNeeds): Promise<void> {
  const tick = await tickOf(record, needs);
  if (tick) await needs.evaluator.evaluate(tick);
}

async function tickOf(record: KinesisStreamRecord, { setAsideQueue, log }: EvaluateRecordsNeeds): Promise<Tick | null> {
  const { data, sequenceNumber } = record.kinesis;
  try {
    return decodeTick(Buffer.from(data, 'base64').toString('utf8'));
  } catch (error) {
    if (!(error instanceof TickFault)) throw error;
    log.error('record is no tick, set aside', { record: sequenceNumber, fault: error.message });
    // as it came, in base64: it may not be text at all
    const about = { source: record.eventSourceARN, record: sequenceNumber, reason: error.message };
    await setAsideQueue.setAside({ ...about, content: data });
    return null;
  }
}
