import type { Context, KinesisStreamEvent } from 'aws-lambda';
import { makeDocumentClient, makeQueueClient } from '../../adapters/clients.ts';
import { createAlertIndex } from '../../adapters/dynamodb/alerts/alert-index.ts';
import { createJudgingTable } from '../../adapters/dynamodb/market/judging-table.ts';
import { createMarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import { log } from '../../adapters/log.ts';
import { createQuarantineQueue } from '../../adapters/queues/quarantine-queue.ts';
import { withRequestId } from '../../adapters/with-request-id.ts';
import { environmentSchema } from './environment.ts';
import { evaluateRecords } from './evaluate-records.ts';
import { JudgingReport } from './judging-report.ts';
import { RecordAttempts } from './record-attempts.ts';
import { TickEvaluator } from './tick-evaluator.ts';

const environment = environmentSchema.parse(process.env);
const documents = makeDocumentClient();
const judging = { table: createJudgingTable(documents, environment.MARKET_TABLE), log, now: Date.now };
const deps = {
  evaluator: new TickEvaluator({
    alertIndex: createAlertIndex(documents, environment.ALERTS_TABLE),
    log,
    now: Date.now,
  }),
  quarantineQueue: createQuarantineQueue(makeQueueClient(), environment.SET_ASIDE_QUEUE_URL),
  market: createMarketTable(documents, environment.MARKET_TABLE),
  attempts: new RecordAttempts(judging),
  report: new JudgingReport(judging),
  log,
};

/** Kept free at the end of an invocation, for the step that is under way and the answer. */
const RESERVE_MS = 5_000;

export const handler = withRequestId((event: KinesisStreamEvent, context: Context) => {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  return evaluateRecords(event, { ...deps, deadline });
});
