import type { SESClient } from '@aws-sdk/client-ses';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createEmailSender } from '../../../../functions/adapters/email-sender.ts';
import { createLedger } from '../../../../functions/adapters/ledger.ts';
import type { Log } from '../../../../functions/adapters/log.ts';
import { createMailLane } from '../../../../functions/adapters/mail-lane.ts';
import { createMailLog } from '../../../../functions/adapters/mail-log.ts';
import { createMessageQueue } from '../../../../functions/adapters/message-queue.ts';
import { createOutbox } from '../../../../functions/adapters/outbox.ts';
import { createPersonTable } from '../../../../functions/adapters/person-table.ts';
import { createSetAsideQueue } from '../../../../functions/adapters/set-aside-queue.ts';
import type { WebhookCaller } from '../../../../functions/adapters/webhook-caller.ts';
import { createWebhookTable } from '../../../../functions/adapters/webhook-table.ts';
import { callOrders } from '../../../../functions/call-webhooks/call-orders.ts';
import { deliverOrders } from '../../../../functions/deliver-triggers/deliver-orders.ts';
import type { MailNeeds } from '../../../../functions/deliver-triggers/mail-needs.ts';
import { dispatchRecords } from '../../../../functions/dispatch-triggers/dispatch-records.ts';
import { recordEvents } from '../../../../functions/record-mail-events/record-events.ts';

export interface FunctionParts {
  readonly documents: DynamoDBDocumentClient;
  readonly ses: SESClient;
  readonly queues: SQSClient;
  readonly triggersTable: string;
  readonly peopleTable: string;
  /** names that the world gives them, or addresses */
  readonly queueUrls: Readonly<Record<'mails' | 'webhooks' | 'setAside', string>>;
  readonly caller: WebhookCaller;
  readonly log: Log;
  readonly now: () => number;
  /** from 0 to 1 */
  readonly random: () => number;
  readonly makeMailId: () => string;
}

export interface Functions {
  dispatchTriggers(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse>;
  deliverTriggers(event: SQSEvent): Promise<SQSBatchResponse>;
  callWebhooks(event: SQSEvent): Promise<SQSBatchResponse>;
  recordMailEvents(event: SQSEvent): Promise<SQSBatchResponse>;
}

/** The functions wired as their handlers wire them. Chart, precision and links, which a mail goes without or signs, are given. */
export function startFunctions(parts: FunctionParts): Functions {
  const { documents, ses, queues, triggersTable, peopleTable, queueUrls, caller, log, now, random, makeMailId } = parts;
  const ledger = createLedger(documents, triggersTable);
  const mails = createMessageQueue(queues, queueUrls.mails);
  const mailLog = createMailLog(documents, triggersTable);
  const people = createPersonTable(documents, peopleTable);
  const orders = createMessageQueue(queues, queueUrls.webhooks);
  const outbox = createOutbox({ ledger, mails, webhooks: orders });
  const webhooks = createWebhookTable(documents, peopleTable);
  const setAsideQueue = createSetAsideQueue(queues, queueUrls.setAside);
  const mailNeeds: MailNeeds = {
    ledger,
    lane: createMailLane(documents, peopleTable),
    people,
    mailLog,
    email: createEmailSender(ses, { from: 'bell@pricebell.dev', replyTo: '', configurationSet: 'mails' }),
    queue: mails,
    market: { decimalsOf: async () => null },
    candles: { read: async () => [] },
    makeLink: async () => 'token',
    publicUrl: 'https://pricebell.dev',
    makeMailId,
    log,
    now,
  };
  return {
    dispatchTriggers: (event) => dispatchRecords(event, { outbox, setAsideQueue, log, now }),
    deliverTriggers: (event) => deliverOrders(event, mailNeeds),
    callWebhooks: (event) => callOrders(event, { ledger, webhooks, caller, orders, outbox, log, now, random }),
    recordMailEvents: (event) => recordEvents(event, { mails: mailLog, ledger, people, log, now }),
  };
}
