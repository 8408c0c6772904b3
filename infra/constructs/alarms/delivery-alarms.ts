import { Duration } from 'aws-cdk-lib';
import { type IMetric, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { Config } from '../../config.ts';
import type { MailSender } from '../mail-sender.ts';
import type { QuarantineQueue } from '../quarantine-queue.ts';
import type { WorkQueue } from '../work-queue.ts';
import { type AlarmRule, type AlarmRules, addAlarms } from './add-alarm.ts';
import { functionsMetric } from './functions-metric.ts';
import { programMetric } from './program-metric.ts';

const PERIOD = Duration.minutes(5);
/** A sender reports a late mail at each attempt. While SES takes none, attempts are up to 15 minutes apart. */
const MAIL_IS_LATE_MS = 20 * 60_000;
const ATTEMPTS = { minutes: 5, periods: 4, datapointsToAlarm: 1 };
/** Wake-ups that are scheduled for later are delayed messages: neither visible nor in flight. */
const QUEUE_IS_BUSY_PERIODS = 6;
/** Lambda reads streams four times a second. A record of this age is being retried. */
const STREAM_IS_LATE_MS = 5 * 60_000;
/** At these rates AWS reviews an account. At twice the bounces or five times the complaints it stops the account's mail. */
const MAX_BOUNCE_RATE = 0.05;
const MAX_COMPLAINT_RATE = 0.001;
/** AWS publishes both rates a few times a day. It does not say over how many mails. */
const RATE_PERIOD = Duration.hours(1);

export interface DeliveryAlarmsProps {
  readonly config: Config;
  readonly mails: WorkQueue;
  readonly webhooks: WorkQueue;
  readonly mailEvents: WorkQueue;
  readonly quarantine: QuarantineQueue;
  readonly mail: MailSender;
  /** the functions that read streams */
  readonly streamReaders: readonly IFunction[];
}

/** A fire, an expiry or an outage does not reach the person. */
export function addDeliveryAlarms(scope: Construct, props: DeliveryAlarmsProps): void {
  const { config, mails, webhooks, mailEvents, quarantine, streamReaders } = props;
  addAlarms(scope, config, {
    RedriveMails: anyIn(mails.deadLetters, 'Mail jobs are in the dead-letter queue: they are not sent.'),
    RedriveWebhooks: anyIn(webhooks.deadLetters, 'Webhook jobs are in the dead-letter queue: they are not sent.'),
    RedriveMailEvents: anyIn(mailEvents.deadLetters, 'Mail events are in the dead-letter queue: nothing records them.'),
    ReadSetAside: anyIn(quarantine.queue, 'Records that could not be read are in the quarantine queue.'),
    MailsAreLate: {
      ...reported('mailLatenessMs', Stats.MAXIMUM),
      threshold: MAIL_IS_LATE_MS,
      description: 'A mail has waited for 20 minutes longer than the throttle, quiet hours and the digest wanted.',
    },
    MailsPileUp: {
      metric: waitingIn(mails.queue),
      threshold: 1,
      periods: QUEUE_IS_BUSY_PERIODS,
      description: 'The queue of mails has not been empty for half an hour: the function fails, or does not keep up.',
    },
    VerifyMailAddress: {
      ...reported('unverifiedMails', Stats.SUM),
      threshold: 1,
      description:
        'SES takes no mail before an address is verified: that of the sender, or in the sandbox of a recipient.',
    },
    LoopStopped: {
      metric: stoppedLoops(),
      threshold: 1,
      description:
        'Lambda took a function of this account for an endless loop, and did not call it: its work is not done.',
    },
    StreamsAreLate: {
      metric: functionsMetric({
        functions: streamReaders,
        name: 'IteratorAge',
        operator: 'MAX',
        statistic: Stats.MAXIMUM,
        period: PERIOD,
      }),
      threshold: STREAM_IS_LATE_MS,
      description: 'A fire, an expiry or an outage has waited for more than 5 minutes to be dispatched.',
    },
    ...reputation(props.mail),
  });
}

/** Goes off with one value, and ends when no attempt has reported any for twenty minutes. */
function reported(name: string, statistic: string): Omit<AlarmRule, 'threshold' | 'description'> {
  const { minutes, ...limits } = ATTEMPTS;
  return { metric: programMetric({ service: 'functions', name, statistic, minutes }), ...limits };
}

/** The fewest messages of a period that wait or are being handled. */
function waitingIn(queue: IQueue): IMetric {
  const usual = { period: PERIOD, statistic: Stats.MINIMUM };
  return new MathExpression({
    expression: 'visible + inFlight',
    usingMetrics: {
      visible: queue.metricApproximateNumberOfMessagesVisible(usual),
      inFlight: queue.metricApproximateNumberOfMessagesNotVisible(usual),
    },
    label: 'messages',
    period: PERIOD,
  });
}

/**
 * Of all functions of the account, since a query names one of them or all. It costs as much as the metrics that it finds, and there are
 * none before a loop was stopped.
 */
function stoppedLoops(): IMetric {
  return new MathExpression({
    expression: 'SELECT SUM(RecursiveInvocationsDropped) FROM SCHEMA("AWS/Lambda", FunctionName)',
    usingMetrics: {},
    label: 'RecursiveInvocationsDropped',
    period: PERIOD,
  });
}

function anyIn(queue: IQueue, description: string): AlarmRule {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
  return { metric, threshold: 1, description };
}

function reputation({ configurationSet }: MailSender): AlarmRules {
  const dimensionsMap = { 'ses:configuration-set': configurationSet.configurationSetName };
  const rate = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, dimensionsMap, period: RATE_PERIOD, statistic: Stats.MAXIMUM });
  return {
    StopAndLookAtBounces: {
      metric: rate('Reputation.BounceRate'),
      threshold: MAX_BOUNCE_RATE,
      description:
        'One mail in twenty bounces: AWS reviews the account from this rate on, and stops its mail at one in ten.',
    },
    StopAndLookAtComplaints: {
      metric: rate('Reputation.ComplaintRate'),
      threshold: MAX_COMPLAINT_RATE,
      description: 'One mail in a thousand is marked as spam: AWS reviews the account from this rate on.',
    },
  };
}
