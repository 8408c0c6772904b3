import type { KinesisStreamBatchResponse, KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { decodeTick, type Tick, TickFault } from '../../domain/tick.ts';
import { errorFields, type Log } from '../adapters/log.ts';
import type { SetAsideQueue } from '../adapters/set-aside-queue.ts';
import { OutOfTime } from './tick-evaluator.ts';

export interface EvaluateRecordsNeeds {
  readonly evaluator: { evaluate(tick: Tick, deadline: number): Promise<void> };
  readonly setAsideQueue: SetAsideQueue;
  readonly log: Log;
  /** own clock, ms: what is not done by then is left to the next invocation */
  readonly deadline: number;
}

/**
 * Judges the records of one shard in order. What is no tick is set aside with its content and the rest goes on; any
 * other failure stops here, and the stream delivers this record and all after it again, in order. So does a level at
 * which very many alerts fire: those that have fired are out of the book, and the next invocation goes on with the rest.
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
      if (error instanceof OutOfTime) needs.log.info('goes on in the next batch', { record: itemIdentifier });
      else needs.log.error('tick failed, will be tried again', { record: itemIdentifier, ...errorFields(error) });
      return { batchItemFailures: [{ itemIdentifier }] };
    }
  }
  return { batchItemFailures: [] };
}

async function evaluateRecord(record: KinesisStreamRecord, needs: EvaluateRecordsNeeds): Promise<void> {
  const tick = await tickOf(record, needs);
  if (tick) await needs.evaluator.evaluate(tick, needs.deadline);
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
