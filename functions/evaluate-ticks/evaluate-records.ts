import type { KinesisStreamEvent, KinesisStreamRecord } from 'aws-lambda';
import { type BatchResponse, type FailedRecord, processInOrder } from '../../adapters/batch.ts';
import type { MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { errorFields, type Log } from '../../adapters/log.ts';
import type { QuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { decodeTick, type Tick, TickError, tradeAt } from '../../domain/market/tick.ts';
import type { JudgingReport } from './judging-report.ts';
import type { RecordAttempts } from './record-attempts.ts';
import { OutOfTimeError } from './tick-evaluator.ts';

export interface EvaluateRecordsDeps {
  readonly evaluator: { evaluate(tick: Tick, deadline: number): Promise<void> };
  readonly quarantineQueue: QuarantineQueue;
  readonly market: Pick<MarketTable, 'addUnwatched'>;
  readonly attempts: Pick<RecordAttempts, 'begin' | 'mayTry' | 'failed'>;
  readonly report: Pick<JudgingReport, 'judged'>;
  readonly log: Log;
  /** own clock, ms: no read or write begins after it; the next invocation continues */
  readonly deadline: number;
}

/**
 * Judges the records of one shard in order. A record that is no tick, or that failed in every attempt, is quarantined with
 * its content, and the rest goes on. Any other failure stops here: the stream delivers this record and all after it again,
 * in order. So does running out of time when very many alerts fire: those that have fired are done, and the next invocation
 * goes on with the rest.
 */
export async function evaluateRecords(
  { Records }: KinesisStreamEvent,
  deps: EvaluateRecordsDeps,
): Promise<BatchResponse> {
  const { attempts, report, log } = deps;
  let judgedCount = Records.length;
  const onFailure = async (error: unknown, { record, id, index }: FailedRecord<KinesisStreamRecord>) => {
    judgedCount = index;
    if (error instanceof OutOfTimeError) log.info('goes on in the next batch', { record: id });
    else log.error('tick failed, will be tried again', { record: id, ...errorFields(error) });
    await attempts.failed(record, error, index === 0);
  };
  await attempts.begin(Records);
  const response = await processInOrder(Records, {
    log,
    process: (record) => evaluateRecord(record, deps),
    onFailure,
    // alerts were moved: the next invocation has less to do
    isTrouble: (error) => !(error instanceof OutOfTimeError && error.hasMoved),
  });
  const lastJudged = Records[judgedCount - 1];
  if (lastJudged) await report.judged(lastJudged);
  return response;
}

async function evaluateRecord(record: KinesisStreamRecord, deps: EvaluateRecordsDeps): Promise<void> {
  const tick = await tickOf(record, deps);
  if (!tick) return;
  if (await deps.attempts.mayTry(record)) await deps.evaluator.evaluate(tick, deps.deadline);
  else await giveUp(record, tick, deps);
}

async function tickOf(record: KinesisStreamRecord, deps: EvaluateRecordsDeps): Promise<Tick | null> {
  const { data, sequenceNumber } = record.kinesis;
  try {
    return decodeTick(Buffer.from(data, 'base64').toString('utf8'));
  } catch (error) {
    if (!(error instanceof TickError)) throw error;
    deps.log.error('record is no tick, quarantined', { record: sequenceNumber, fault: error.message });
    await quarantine(record, error.message, deps);
    return null;
  }
}

/** The tick's trades will not be judged: the coin gets an unwatched interval. */
async function giveUp(record: KinesisStreamRecord, tick: Tick, deps: EvaluateRecordsDeps): Promise<void> {
  const { symbol, seq, trades } = tick;
  deps.log.error('tick can not be judged, quarantined', { record: record.kinesis.sequenceNumber, symbol, seq });
  await quarantine(record, 'can not be judged: every attempt has ended without a result', deps);
  if (trades.id.length === 0) return;
  const [first, last] = [tradeAt(trades, 0), tradeAt(trades, trades.id.length - 1)];
  const ids = { firstTradeId: first.id, lastTradeId: last.id };
  await deps.market.addUnwatched(symbol, { from: first.time, to: last.time, reason: 'not-judged', ...ids });
}

async function quarantine(
  { kinesis: { data, sequenceNumber }, eventSourceARN }: KinesisStreamRecord,
  reason: string,
  { quarantineQueue }: EvaluateRecordsDeps,
): Promise<void> {
  // as it came, in base64: it may not be text at all
  await quarantineQueue.quarantine({ source: eventSourceARN, record: sequenceNumber, reason, content: data });
}
