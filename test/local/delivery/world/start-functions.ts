import type { SESClient } from '@aws-sdk/client-ses';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDeliveryLog } from '../../../../adapters/dynamodb/messages/delivery-log.ts';
import { createFireHours } from '../../../../adapters/dynamodb/messages/fire-hours.ts';
import { createMailLog } from '../../../../adapters/dynamodb/messages/mail-log.ts';
import { createMailThrottleTable } from '../../../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createWaitingMessages } from '../../../../adapters/dynamodb/messages/waiting-messages.ts';
import { createPersonTable } from '../../../../adapters/dynamodb/people/person-table.ts';
import { createWebhookTable } from '../../../../adapters/dynamodb/people/webhook-table.ts';
import type { WebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import type { Log } from '../../../../adapters/log.ts';
import { createEmailSender } from '../../../../adapters/mail/email-sender.ts';
import { createMessageQueue } from '../../../../adapters/queues/message-queue.ts';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../../../adapters/queues/quarantine-queue.ts';
import { callJobs } from '../../../../functions/call-webhooks/call-jobs.ts';
import { dispatchRecords } from '../../../../functions/dispatch-messages/dispatch-records.ts';
import { recordEvents } from '../../../../functions/record-mail-events/record-events.ts';
import type { MailDeps } from '../../../../functions/send-mails/mail-deps.ts';
import { runMailJobs } from '../../../../functions/send-mails/run-mail-jobs.ts';

export interface FunctionOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly ses: SESClient;
  readonly queues: SQSClient;
  readonly triggersTable: string;
  readonly peopleTable: string;
  /** names within the world, or addresses */
  readonly queueUrls: Readonly<Record<'mails' | 'webhooks' | 'quarantine', string>>;
  readonly caller: WebhookCaller;
  readonly log: Log;
  readonly now: () => number;
  /** from 0 to 1 */
  readonly random: () => number;
  readonly makeMailId: () => string;
  readonly maxFiresPerHour: number;
}

export interface Functions {
  dispatchMessages(event: DynamoDBStreamEvent): Promise<DynamoDBBatchResponse>;
  sendMails(event: SQSEvent): Promise<SQSBatchResponse>;
  callWebhooks(event: SQSEvent): Promise<SQSBatchResponse>;
  recordMailEvents(event: SQSEvent): Promise<SQSBatchResponse>;
}

/** The functions, wired as in their handlers. Charts, precision and links are fixed. */
export function startFunctions(options: FunctionOptions): Functions {
  const { documents, ses, queues, triggersTable, peopleTable, queueUrls, caller, log, now, random, makeMailId } =
    options;
  const { maxFiresPerHour } = options;
  const deliveryLog = createDeliveryLog(documents, triggersTable);
  const mails = createMessageQueue(queues, queueUrls.mails);
  const mailLog = createMailLog(documents, triggersTable);
  const people = createPersonTable(documents, peopleTable);
  const jobs = createMessageQueue(queues, queueUrls.webhooks);
  const outbox = createOutbox({ deliveryLog, queues: { email: mails, webhook: jobs } });
  const webhooks = createWebhookTable(documents, peopleTable);
  const quarantineQueue = createQuarantineQueue(queues, queueUrls.quarantine);
  const mailDeps: MailDeps = {
    deliveryLog,
    throttle: createMailThrottleTable(documents, peopleTable),
    waiting: createWaitingMessages(documents, peopleTable),
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
  const fires = { fireHours: createFireHours(documents, peopleTable), maxFiresPerHour };
  return {
    dispatchMessages: (event) => dispatchRecords(event, { outbox, quarantineQueue, ...fires, log, now }),
    sendMails: (event) => runMailJobs(event, mailDeps),
    callWebhooks: (event) => callJobs(event, { deliveryLog, webhooks, caller, jobs, outbox, log, now, random }),
    recordMailEvents: (event) => recordEvents(event, { mails: mailLog, deliveryLog, people, log, now }),
  };
}
