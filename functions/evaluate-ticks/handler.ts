import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from 'aws-lambda';
import { createAlertBook } from '../adapters/alert-book.ts';
import { makeDocumentClient, makeQueueClient } from '../adapters/clients.ts';
import { log } from '../adapters/log.ts';
import { createSetAsideQueue } from '../adapters/set-aside-queue.ts';
import { environmentSchema } from './environment.ts';
import { evaluateRecords } from './evaluate-records.ts';
import { TickEvaluator } from './tick-evaluator.ts';

const environment = environmentSchema.parse(process.env);
const book = createAlertBook(makeDocumentClient(), environment.ALERTS_TABLE);
const setAsideQueue = createSetAsideQueue(makeQueueClient(), environment.SET_ASIDE_QUEUE_URL);
const evaluator = new TickEvaluator({ book, log, now: Date.now });

/** Kept free at the end of an invocation, for the step that is under way and the answer. */
const RESERVE_MS = 5_000;

export const handler = (event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> => {
  const deadline = Date.now() + context.getRemainingTimeInMillis() - RESERVE_MS;
  return evaluateRecords(event, { evaluator, setAsideQueue, log, deadline });
};
