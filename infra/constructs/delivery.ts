import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { concurrencyOf } from '../concurrency.ts';
import type { Config } from '../config.ts';
import { addDeliveryAlarms } from './alarms/delivery-alarms.ts';
import type { Database } from './database.ts';
import { LambdaFunction } from './lambda-function.ts';
import type { LiveSocket } from './live-socket.ts';
import type { MailSender } from './mail-sender.ts';
import type { QuarantineQueue } from './quarantine-queue.ts';
import { WorkQueue } from './work-queue.ts';

/** Shorter than a claim in the delivery log (40 s), so that no claim ends while its sender runs. A send waits 10 s for SES, less for a webhook. */
const SENDER_TIMEOUT = Duration.seconds(20);
/**
 * A sender wakes itself up through its queue, for as long as something waits (0021). Lambda stops such a chain after 16 invocations unless
 * it is allowed. It ends by itself: what waits is given up after 48 hours (mails) or 24 (webhooks).
 */
const WAKES_ITSELF = RecursiveLoop.ALLOW;
/** One job an invocation, so that a slow send neither delays nor repeats another. */
const ONE_AT_A_TIME = 1;
/** Wake-ups. One invocation waits for all their receivers at once. */
const WEBHOOKS_AT_A_TIME = 10;
/** Events come in bursts: each mail has one for its send and one for its delivery. */
const EVENTS_AT_A_TIME = 10;

export interface DeliveryProps {
  readonly database: Database;
  readonly quarantine: QuarantineQueue;
  readonly mail: MailSender;
  readonly live: LiveSocket;
  readonly config: Config;
  /** base address of the links in mails, without a slash at the end */
  readonly publicUrl: string;
  /** shows how full the queues are */
  readonly operator: LambdaFunction;
}

interface DeliveryDeps extends DeliveryProps {
  readonly mails: WorkQueue;
  readonly webhooks: WorkQueue;
  readonly mailEvents: WorkQueue;
}

/**
 * From a fire, an expiry or an outage to the person (0012): each function with its queue and its grants, and the alarms of all.
 * In the stack's own scope: people read these names in logs, so they are short.
 */
export function addDelivery(scope: Construct, props: DeliveryProps): void {
  const { SendMails, CallWebhooks, RecordMailEvents } = concurrencyOf(props.config);
  const deps: DeliveryDeps = {
    ...props,
    mails: new WorkQueue(scope, 'Mails', { batchSize: ONE_AT_A_TIME, maxConcurrency: SendMails.atOnce }),
    webhooks: new WorkQueue(scope, 'Webhooks', { batchSize: WEBHOOKS_AT_A_TIME, maxConcurrency: CallWebhooks.atOnce }),
    mailEvents: new WorkQueue(scope, 'MailEvents', {
      batchSize: EVENTS_AT_A_TIME,
      maxConcurrency: RecordMailEvents.atOnce,
    }),
  };
  const streamReaders = [addDispatchMessages(scope, deps), addNotifyOutages(scope, deps)];
  addSendMails(scope, deps);
  addCallWebhooks(scope, deps);
  addRecordMailEvents(scope, deps);
  showQueues(deps);
  addDeliveryAlarms(scope, { ...deps, streamReaders });
}

function addDispatchMessages(scope: Construct, deps: DeliveryDeps): LambdaFunction {
  const { database, live } = deps;
  const dispatchMessages = new LambdaFunction(scope, 'DispatchMessages', {
    entry: 'functions/dispatch-messages/handler.ts',
    environment: {
      ...outboxEnvironment(deps),
      ALERTS_TABLE: database.alerts.tableName,
      MARKET_TABLE: database.market.tableName,
      CONNECTIONS_TABLE: database.connections.tableName,
      LIVE_CALLBACK_URL: live.callbackUrl,
      MAX_FIRES_PER_HOUR: String(deps.config.maxFiresPerHour),
    },
  });
  database.feedAlertChanges(dispatchMessages);
  database.grantDispatch(dispatchMessages);
  database.grantPushAlerts(dispatchMessages);
  live.grantPost(dispatchMessages);
  grantOutbox(deps, dispatchMessages);
  return dispatchMessages;
}

/** Where to write a message, where it waits, the wake-ups of its senders, and records that can't be read. */
function outboxEnvironment({ database, quarantine, mails, webhooks }: DeliveryDeps): Record<string, string> {
  return {
    TRIGGERS_TABLE: database.triggers.tableName,
    PEOPLE_TABLE: database.people.tableName,
    MAILS_QUEUE_URL: mails.queue.queueUrl,
    WEBHOOKS_QUEUE_URL: webhooks.queue.queueUrl,
    SET_ASIDE_QUEUE_URL: quarantine.queue.queueUrl,
  };
}

function grantOutbox({ mails, webhooks, quarantine }: DeliveryDeps, grantee: IGrantable): void {
  for (const queue of [mails, webhooks, quarantine]) queue.grantSend(grantee);
}

function addNotifyOutages(scope: Construct, deps: DeliveryDeps): LambdaFunction {
  const { database } = deps;
  const notifyOutages = new LambdaFunction(scope, 'NotifyOutages', {
    entry: 'functions/notify-outages/handler.ts',
    // every person can have alerts on the coin
    timeout: Duration.seconds(60),
    environment: {
      ALERTS_TABLE: database.alerts.tableName,
      COINS_TABLE: database.coins.tableName,
      ...outboxEnvironment(deps),
    },
  });
  database.feedOutages(notifyOutages);
  database.grantNotifyOutages(notifyOutages);
  grantOutbox(deps, notifyOutages);
  return notifyOutages;
}

function addSendMails(scope: Construct, { database, mail, mails, quarantine, publicUrl }: DeliveryDeps): void {
  const sendMails = new LambdaFunction(scope, 'SendMails', {
    entry: 'functions/send-mails/handler.ts',
    timeout: SENDER_TIMEOUT,
    recursiveLoop: WAKES_ITSELF,
    environment: {
      TRIGGERS_TABLE: database.triggers.tableName,
      PEOPLE_TABLE: database.people.tableName,
      CANDLES_TABLE: database.candles.tableName,
      MARKET_TABLE: database.market.tableName,
      MAILS_QUEUE_URL: mails.queue.queueUrl,
      SET_ASIDE_QUEUE_URL: quarantine.queue.queueUrl,
      MAIL_FROM: mail.from,
      MAIL_REPLY_TO: mail.replyTo,
      CONFIGURATION_SET: mail.configurationSet.configurationSetName,
      PUBLIC_URL: publicUrl,
    },
  });
  mails.feed(sendMails);
  for (const queue of [mails, quarantine]) queue.grantSend(sendMails);
  database.grantDeliver(sendMails);
  mail.grantSend(sendMails);
}

/** Calls hosts of other people: it may neither send mail nor read an alert. */
function addCallWebhooks(scope: Construct, deps: DeliveryDeps): void {
  const callWebhooks = new LambdaFunction(scope, 'CallWebhooks', {
    entry: 'functions/call-webhooks/handler.ts',
    timeout: SENDER_TIMEOUT,
    recursiveLoop: WAKES_ITSELF,
    environment: { ...outboxEnvironment(deps), PUSH_CONTACT: deps.mail.contact, PUBLIC_URL: deps.publicUrl },
  });
  deps.webhooks.feed(callWebhooks);
  grantOutbox(deps, callWebhooks);
  deps.database.grantCallWebhooks(callWebhooks);
}

function addRecordMailEvents(scope: Construct, { database, mail, mailEvents }: DeliveryDeps): void {
  const recordMailEvents = new LambdaFunction(scope, 'RecordMailEvents', {
    entry: 'functions/record-mail-events/handler.ts',
    timeout: SENDER_TIMEOUT,
    environment: { TRIGGERS_TABLE: database.triggers.tableName, PEOPLE_TABLE: database.people.tableName },
  });
  mail.reportTo(mailEvents);
  mailEvents.feed(recordMailEvents);
  database.grantRecordMailEvents(recordMailEvents);
}

function showQueues({ operator, mails, webhooks, mailEvents, quarantine }: DeliveryDeps): void {
  for (const [name, { queue, deadLetters }] of Object.entries({
    MAILS: mails,
    WEBHOOKS: webhooks,
    MAIL_EVENTS: mailEvents,
  })) {
    operator.addEnvironment(`${name}_QUEUE_URL`, queue.queueUrl);
    operator.addEnvironment(`${name}_DEAD_QUEUE_URL`, deadLetters.queueUrl);
  }
  operator.addEnvironment('SET_ASIDE_QUEUE_URL', quarantine.queue.queueUrl);
  for (const queue of [mails, webhooks, mailEvents, quarantine]) queue.grantDepth(operator);
}
