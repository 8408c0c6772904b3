import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Config } from '../config.ts';
import type { Database } from './database.ts';
import { addDeliveryAlarms } from './delivery-alarms.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { MailSender } from './mail-sender.ts';
import type { QuarantineQueue } from './set-aside-queue.ts';
import { WorkQueue } from './work-queue.ts';

/** Less than a claim of the delivery log (40 s), so that a claim never ends under its sender. SES is waited for 10 s, a webhook less. */
const SENDER_TIMEOUT = Duration.seconds(20);
/** One order an invocation, so that a slow send neither holds up nor sends again any other. */
const ONE_AT_A_TIME = 1;
/** SES refuses what is over its rate, which in a new account is one a second. */
const MAIL_SENDERS = 2;
/** Their receivers are waited for at the same time. */
const WEBHOOKS_AT_A_TIME = 10;
/** A foreign host that lets us wait takes one of them for as long; an account of ten invocations at once has others to serve. */
const WEBHOOK_CALLERS = 4;
/** Events come in bursts, a send and its delivery for each mail. */
const EVENTS_AT_A_TIME = 10;
const EVENT_RECORDERS = 2;

export interface DeliveryProps {
  readonly database: Database;
  readonly quarantine: QuarantineQueue;
  readonly mail: MailSender;
  readonly config: Config;
  /** where links in mails lead; no slash at the end */
  readonly publicUrl: string;
}

interface Parts extends DeliveryProps {
  readonly mails: WorkQueue;
  readonly webhooks: WorkQueue;
  readonly mailEvents: WorkQueue;
}

/**
 * From a fire, an expiry or an outage to whom it is told (0012): each function with its queue and its rights, and the
 * alarms of them all. In the stack's own scope, as their names are read in logs and by people.
 */
export function addDelivery(scope: Construct, props: DeliveryProps): void {
  const parts: Parts = {
    ...props,
    mails: new WorkQueue(scope, 'Mails', { batchSize: ONE_AT_A_TIME, maxConcurrency: MAIL_SENDERS }),
    webhooks: new WorkQueue(scope, 'Webhooks', { batchSize: WEBHOOKS_AT_A_TIME, maxConcurrency: WEBHOOK_CALLERS }),
    mailEvents: new WorkQueue(scope, 'MailEvents', { batchSize: EVENTS_AT_A_TIME, maxConcurrency: EVENT_RECORDERS }),
  };
  const tellers = [addDispatchMessages(scope, parts), addNotifyOutages(scope, parts)];
  const senders = [addSendMails(scope, parts), addCallWebhooks(scope, parts), addRecordMailEvents(scope, parts)];
  addDeliveryAlarms(scope, { ...parts, tellers, senders, emulator: props.config.emulator });
}

function addDispatchMessages(scope: Construct, parts: Parts): LambdaFunction {
  const { database } = parts;
  const dispatchMessages = new LambdaFunction(scope, 'DispatchMessages', {
    entry: 'functions/dispatch-messages/handler.ts',
    environment: outboxOf(parts),
  });
  database.feedAlertNews(dispatchMessages);
  database.grantDispatch(dispatchMessages);
  grantOutbox(parts, dispatchMessages);
  return dispatchMessages;
}

/** Where a message is put down and its deliveries are ordered, and what can't be read set aside. */
function outboxOf({ database, quarantine, mails, webhooks }: Parts): Record<string, string> {
  return {
    TRIGGERS_TABLE: database.triggers.tableName,
    MAILS_QUEUE_URL: mails.queue.queueUrl,
    WEBHOOKS_QUEUE_URL: webhooks.queue.queueUrl,
    SET_ASIDE_QUEUE_URL: quarantine.queue.queueUrl,
  };
}

function grantOutbox({ mails, webhooks, quarantine }: Parts, grantee: IGrantable): void {
  for (const queue of [mails, webhooks, quarantine]) queue.grantSend(grantee);
}

function addNotifyOutages(scope: Construct, parts: Parts): LambdaFunction {
  const { database } = parts;
  const notifyOutages = new LambdaFunction(scope, 'NotifyOutages', {
    entry: 'functions/notify-outages/handler.ts',
    // a coin can have as many alerts as there are people
    timeout: Duration.seconds(60),
    environment: {
      ALERTS_TABLE: database.alerts.tableName,
      COINS_TABLE: database.coins.tableName,
      ...outboxOf(parts),
    },
  });
  database.feedOutages(notifyOutages);
  database.grantNotifyOutages(notifyOutages);
  grantOutbox(parts, notifyOutages);
  return notifyOutages;
}

function addSendMails(scope: Construct, { database, mail, mails, publicUrl }: Parts): LambdaFunction {
  const sendMails = new LambdaFunction(scope, 'SendMails', {
    entry: 'functions/send-mails/handler.ts',
    timeout: SENDER_TIMEOUT,
    environment: {
      TRIGGERS_TABLE: database.triggers.tableName,
      PEOPLE_TABLE: database.people.tableName,
      CANDLES_TABLE: database.candles.tableName,
      MARKET_TABLE: database.market.tableName,
      MAILS_QUEUE_URL: mails.queue.queueUrl,
      MAIL_FROM: mail.from,
      MAIL_REPLY_TO: mail.replyTo,
      CONFIGURATION_SET: mail.configurationSet.configurationSetName,
      PUBLIC_URL: publicUrl,
    },
  });
  mails.feed(sendMails);
  mails.grantSend(sendMails);
  database.grantDeliver(sendMails);
  mail.grantSend(sendMails);
  return sendMails;
}

/** It calls foreign hosts: it may neither send mail nor see an alert. */
function addCallWebhooks(scope: Construct, { database, mails, webhooks }: Parts): LambdaFunction {
  const callWebhooks = new LambdaFunction(scope, 'CallWebhooks', {
    entry: 'functions/call-webhooks/handler.ts',
    timeout: SENDER_TIMEOUT,
    environment: {
      TRIGGERS_TABLE: database.triggers.tableName,
      PEOPLE_TABLE: database.people.tableName,
      WEBHOOKS_QUEUE_URL: webhooks.queue.queueUrl,
      MAILS_QUEUE_URL: mails.queue.queueUrl,
    },
  });
  webhooks.feed(callWebhooks);
  for (const queue of [webhooks, mails]) queue.grantSend(callWebhooks);
  database.grantCallWebhooks(callWebhooks);
  return callWebhooks;
}

function addRecordMailEvents(scope: Construct, { database, mail, mailEvents }: Parts): LambdaFunction {
  const recordMailEvents = new LambdaFunction(scope, 'RecordMailEvents', {
    entry: 'functions/record-mail-events/handler.ts',
    timeout: SENDER_TIMEOUT,
    environment: { TRIGGERS_TABLE: database.triggers.tableName, PEOPLE_TABLE: database.people.tableName },
  });
  mail.reportTo(mailEvents);
  mailEvents.feed(recordMailEvents);
  database.grantRecordMailEvents(recordMailEvents);
  return recordMailEvents;
}
