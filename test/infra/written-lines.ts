import { marshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import { vi } from 'vitest';
import * as z from 'zod';
import type { Log } from '../../adapters/log.ts';
import { pauseAfterError } from '../../adapters/queues/pause-after-error.ts';
import { encodeTick } from '../../domain/market/tick.ts';
import { dispatchRecords } from '../../functions/dispatch-messages/dispatch-records.ts';
import { evaluateRecords } from '../../functions/evaluate-ticks/evaluate-records.ts';
import { TickEvaluator } from '../../functions/evaluate-ticks/tick-evaluator.ts';
import { notifyOutages } from '../../functions/notify-outages/notify-outages.ts';
import { runMailJobs } from '../../functions/send-mails/run-mail-jobs.ts';
import { createCounters } from '../../ingest-task/counters.ts';
import { startIngest } from '../../ingest-task/run/start-ingest.ts';
import { MalformedFrames } from '../../ingest-task/sequencing/malformed-frames.ts';
import { UnwatchedReporter } from '../../ingest-task/sequencing/unwatched-reporter.ts';
import { OutageWatch } from '../../ingest-task/watching/outage-watch.ts';
import { buildRecord } from '../support/kinesis-records.ts';
import { manualClock } from '../support/manual-clock.ts';
import { buildRule } from '../support/market-events.ts';
import { MemoryAlertIndex } from '../support/memory-alert-index.ts';
import { memoryFireHours } from '../support/memory-fire-hours.ts';
import { memoryFiredGroups } from '../support/memory-groups.ts';
import { memoryMail } from '../support/memory-mail.ts';
import { noCanary } from '../support/no-canary.ts';
import { noNews } from '../support/no-news.ts';
import { buildQueueEvent } from '../support/queue-event.ts';
import { recordedLog } from '../support/recorded-log.ts';
import { FAST, keepTrades, recordedRun, taskEnvironment } from '../support/recorded-run.ts';
import { startScriptedExchange } from '../support/scripted-exchange.ts';
import { buildTick, buildTrade } from '../support/ticks.ts';
import { ALERT_ID, buildTrigger } from '../support/triggers.ts';
import { buildWantedCoin } from '../support/wanted-coins.ts';
import { setUp as setUpCalls } from '../unit/functions/call-webhooks/call-world.ts';

export type WrittenLine = Readonly<Record<string, unknown>>;

const quarantineQueue = { quarantine: async () => undefined };
const outbox = { put: async () => undefined };

/** Lines of log that the programs themselves have written, of every kind that a saved query reads. */
export async function writtenLines(): Promise<WrittenLine[]> {
  const log = recordedLog();
  await judge(log);
  await dispatch(log);
  await deliver(log);
  await miss(log);
  const run = await publishLate();
  const called = await callWebhook();
  const kept = [log, run, called].flatMap(({ lines }) => lines);
  return kept.map(({ fields, ...line }) => ({ ...line, ...fields }));
}

/** An alert fires, and ticks that can't be read or judged. */
async function judge(log: Log): Promise<void> {
  const alertIndex = new MemoryAlertIndex();
  const condition = { metric: 'price', op: 'crosses-above', level: '100' } as const;
  alertIndex.create(ALERT_ID, buildRule({ condition }), { armAfter: 0, bookVersion: 0 });
  const evaluator = new TickEvaluator({ alertIndex, log, now: () => 99 });
  const trades = ['99', '101'].map((price, index) => buildTrade({ id: index + 1, price }));
  await evaluator.evaluate(buildTick(trades));
  const attempts = { begin: async () => undefined, mayTry: async () => false, failed: async () => undefined };
  const market = { addUnwatched: async () => undefined };
  const payloads = ['no tick', encodeTick(buildTick(trades))];
  const Records = payloads.map((payload, index) => buildRecord(`seq-${index}`, Date.now(), payload));
  const report = { judged: async () => undefined };
  await evaluateRecords({ Records }, { evaluator, log, quarantineQueue, report, attempts, market, deadline: Infinity });
}

/** A fire, a change and an outage that can't be read. */
async function dispatch(log: Log): Promise<void> {
  const { alertId: id, dispatchedAt, owner, symbol, quote, rule, note, channels, ...lastTrigger } = buildTrigger();
  const alert = { id, owner, symbol, quote, rule, note, channels, rev: 3, lastTrigger };
  const Records = [alert, { ...alert, owner: 7 }].map(streamRecord);
  const now = () => dispatchedAt;
  const fires = { fireHours: memoryFireHours(), ...memoryFiredGroups(), maxFiresPerHour: 60, createNews: () => noNews };
  await dispatchRecords({ Records }, { ...fires, canaryTable: noCanary, outbox, quarantineQueue, log, now });
  const coins = { get: async () => null };
  const alerts = { ofCoin: async () => [] };
  const notified = { add: async () => undefined, list: async () => [] };
  const outage = { kind: 'outage', name: 'x', symbol: 7 };
  await notifyOutages(
    { Records: [streamRecord(outage)] },
    { coins, alerts, notified, outbox, quarantineQueue, log, now },
  );
}

function streamRecord(item: object): DynamoDBRecord {
  // the SDK's attribute values and Lambda's are the same JSON
  const NewImage = marshall(item) as never;
  return { eventSourceARN: 'arn', dynamodb: { SequenceNumber: '1', NewImage } };
}

/** A mail, and a row that can't be read. */
async function deliver(log: Log): Promise<void> {
  const trigger = buildTrigger();
  const { deps } = memoryMail([trigger]);
  const job = { messageId: trigger.id, channel: 'email' };
  await runMailJobs(buildQueueEvent([JSON.stringify(job)]), { ...deps, log });
  const unreadable = z.object({ owner: z.string() }).safeParse({}).error;
  await pauseAfterError(unreadable, { ...job, since: 0 }, { quarantineQueue, log, now: Date.now });
}

async function callWebhook(): Promise<ReturnType<typeof recordedLog>> {
  const { deps, give, job } = setUpCalls();
  await give(job);
  return deps.log;
}

/** What a coin misses. */
async function miss(log: Log): Promise<void> {
  const clock = manualClock();
  const deps = { clock, log, counters: createCounters() };
  new MalformedFrames(deps).quarantine('{', 'no JSON');
  const marketTable = { addUnwatched: async () => undefined };
  const interval = { from: 1, to: 2, reason: 'too-late', firstTradeId: 1, lastTradeId: 2 } as const;
  new UnwatchedReporter({ ...deps, marketTable, onStored: () => undefined }).report('BTCUSDT', interval);
  const outageTable = { begin: async () => true, end: async () => true };
  const dark = { symbol: 'BTCUSDT', state: 'dark', published: null, wasHalted: false, listedFrom: null } as const;
  const coins = { coinStatuses: () => [dark], earlier: null };
  const watch = new OutageWatch({ ...deps, ...coins, outageTable, exchangeNow: clock.now, outageAfterMs: 1_000 });
  watch.start();
  await clock.advance(10_000);
  watch.stop();
}

/** A run whose exchange sends a trade of long ago. Its minute takes three seconds. */
async function publishLate(): Promise<ReturnType<typeof recordedLog>> {
  const exchange = await startScriptedExchange();
  keepTrades(exchange, []);
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  const ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, clock: FAST }, 'first');
  try {
    await ingest.ready;
    exchange.trade('BTCUSDT', 7);
    await vi.waitFor(() => run.log.messages().includes('trades of a coin were published late') || fail(), 20_000);
  } finally {
    await ingest.stop();
    await exchange.close();
  }
  return run.log;
}

function fail(): never {
  throw new Error('not yet');
}
