import type { SESClient } from '@aws-sdk/client-ses';
import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { createDeliveryLog } from '../../../../adapters/dynamodb/messages/delivery-log.ts';
import { createFireHours } from '../../../../adapters/dynamodb/messages/fire-hours.ts';
import { createMailLog } from '../../../../adapters/dynamodb/messages/mail-log.ts';
import { createMailThrottleTable } from '../../../../adapters/dynamodb/messages/mail-throttle-table.ts';
import { createWaitingCalls } from '../../../../adapters/dynamodb/messages/waiting-calls.ts';
import { createWaitingMessages } from '../../../../adapters/dynamodb/messages/waiting-messages.ts';
import { createWakeUpTable } from '../../../../adapters/dynamodb/messages/wake-up-table.ts';
import { createGroupFires } from '../../../../adapters/dynamodb/people/group-fires.ts';
import { createGroupTable } from '../../../../adapters/dynamodb/people/group-table.ts';
import { createPersonTable } from '../../../../adapters/dynamodb/people/person-table.ts';
import { createWebhookTable } from '../../../../adapters/dynamodb/people/webhook-table.ts';
import type { WebhookCaller } from '../../../../adapters/http/webhook-caller.ts';
import type { Log } from '../../../../adapters/log.ts';
import { createEmailSender } from '../../../../adapters/mail/email-sender.ts';
import { createChannelOutboxes } from '../../../../adapters/queues/channel-outboxes.ts';
import { createMessageQueue } from '../../../../adapters/queues/message-queue.ts';
import { createOutbox } from '../../../../adapters/queues/outbox.ts';
import { createQuarantineQueue } from '../../../../adapters/queues/quarantine-queue.ts';
import { createWakeUps } from '../../../../adapters/queues/wake-ups.ts';
import type { CallDeps } from '../../../../functions/call-webhooks/call-deps.ts';
import { callJobs } from '../../../../functions/call-webhooks/call-jobs.ts';
import { dispatchRecords } from '../../../../functions/dispatch-messages/dispatch-records.ts';
import { recordEvents } from '../../../../functions/record-mail-events/record-events.ts';
import type { MailDeps } from '../../../../functions/send-mails/mail-deps.ts';
import { runMailJobs } from '../../../../functions/send-mails/run-mail-jobs.ts';
import { buildPushSender } from '../../../support/memory-push-key.ts';
import { noCanary } from '../../../support/no-canary.ts';
import { noNews } from '../../../support/no-news.ts';

import { SENDER } from './fault.ts';

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
  const { documents, ses, queues, triggersTable, peopleTable, queueUrls, caller, log, now, makeMailId } = options;
  const { maxFiresPerHour } = options;
  const deliveryLog = createDeliveryLog(documents, triggersTable);
  const mailLog = createMailLog(documents, triggersTable);
  const people = createPersonTable(documents, peopleTable);
  const environment = {
    PEOPLE_TABLE: peopleTable,
    MAILS_QUEUE_URL: queueUrls.mails,
    WEBHOOKS_QUEUE_URL: queueUrls.webhooks,
  };
  const makeChannels = () => createChannelOutboxes({ documents, queues, environment, now });
  const outboxBy = (channels: ReturnType<typeof makeChannels>) => createOutbox({ deliveryLog, channels });
  const wakeUpTable = createWakeUpTable(documents, peopleTable);
  const webhooks = createWebhookTable(documents, peopleTable);
  const push = buildPushSender();
  const quarantineQueue = createQuarantineQueue(queues, queueUrls.quarantine);
  const mailDeps: MailDeps = {
    deliveryLog,
    throttle: createMailThrottleTable(documents, peopleTable),
    waiting: createWaitingMessages(documents, peopleTable),
    people,
    mailLog,
    email: createEmailSender(ses, { from: SENDER, replyTo: '', configurationSet: 'mails' }),
    wakeUps: createWakeUps({ table: wakeUpTable, queue: createMessageQueue(queues, queueUrls.mails), now }),
    market: { decimalsOf: async () => null },
    candles: { read: async () => [] },
    makeLink: async () => 'token',
    publicUrl: 'https://pricebell.dev',
    makeMailId,
    quarantineQueue,
    log,
    now,
  };
  // no alert of the worlds is a member of a group: its own tests are in test/local/functions
  const groupMembers = { end: async () => undefined };
  const groupParts = {
    groupFires: createGroupFires(documents, peopleTable),
    groups: createGroupTable(documents, peopleTable),
    groupMembers,
  };
  const fires = {
    fireHours: createFireHours(documents, peopleTable),
    ...groupParts,
    maxFiresPerHour,
    createNews: () => noNews,
  };
  // a killed invocation ends its process, and what its outbox shares is gone
  const makeCallDeps = (): CallDeps => {
    const channels = makeChannels();
    const calls = createWaitingCalls(documents, peopleTable);
    const common = { deliveryLog, webhooks, push, calls, wakeUps: wakeUpTable, caller, quarantineQueue, log, now };
    const { publicUrl } = mailDeps;
    return { ...common, publicUrl, webhookOutbox: channels.webhook, outbox: outboxBy(channels) };
  };
  return {
    dispatchMessages: (event) =>
      dispatchRecords(event, {
        outbox: outboxBy(makeChannels()),
        quarantineQueue,
        ...fires,
        canaryTable: noCanary,
        log,
        now,
      }),
    sendMails: (event) => runMailJobs(event, mailDeps),
    callWebhooks: (event) => callJobs(event, makeCallDeps()),
    recordMailEvents: (event) => recordEvents(event, { mails: mailLog, deliveryLog, people, log, now }),
  };
}
