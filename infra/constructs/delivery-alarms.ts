import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { MailSender } from './mail-sender.ts';
import type { QuarantineQueue } from './quarantine-queue.ts';
import type { WorkQueue } from './work-queue.ts';

const PERIOD = Duration.minutes(5);
/** A scheduled wake-up for a later mail waits in the queue for up to 15 minutes. What is older is stuck. */
const MAIL_IS_LATE_S = 20 * 60;
/** Lambda reads streams four times a second. A record of this age is being retried. */
const STREAM_IS_LATE_MS = 5 * 60_000;
/** At these rates AWS reviews an account. At twice the bounces or five times the complaints it stops the account's mail. */
const MAX_BOUNCE_RATE = 0.05;
const MAX_COMPLAINT_RATE = 0.001;
/** AWS publishes both rates a few times a day. It does not say over how many mails. */
const RATE_PERIOD = Duration.hours(1);

export interface DeliveryAlarmsProps {
  readonly mails: WorkQueue;
  readonly webhooks: WorkQueue;
  readonly mailEvents: WorkQueue;
  readonly quarantine: QuarantineQueue;
  readonly mail: MailSender;
  /** the functions that read streams */
  readonly streamReaders: readonly IFunction[];
  /** the functions that read queues */
  readonly queueReaders: readonly IFunction[];
  /** the emulator has no alarms on metric math */
  readonly emulator: boolean;
}

interface AlarmRule {
  readonly metric: IMetric;
  /** at this value the alarm goes off */
  readonly threshold: number;
  readonly periods: number;
  readonly alarmDescription: string;
}

/** Each name says what to do; docs/runbook.md explains it. `AlarmMails` sends the mails. */
export function addDeliveryAlarms(scope: Construct, props: DeliveryAlarmsProps): void {
  const { mails, webhooks, mailEvents, quarantine, streamReaders, queueReaders } = props;
  const rules: Readonly<Record<string, AlarmRule>> = {
    RedriveMails: anyIn(mails.deadLetters, 'Mail jobs are in the dead-letter queue: they are not sent.'),
    RedriveWebhooks: anyIn(webhooks.deadLetters, 'Webhook jobs are in the dead-letter queue: they are not sent.'),
    RedriveMailEvents: anyIn(mailEvents.deadLetters, 'Mail events are in the dead-letter queue: nothing records them.'),
    ReadSetAside: anyIn(quarantine.queue, 'Records that could not be read are in the quarantine queue.'),
    MailsAreLate: {
      metric: mails.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
      threshold: MAIL_IS_LATE_S,
      periods: 1,
      alarmDescription: 'A mail job has been in the queue for more than 20 minutes.',
    },
    StreamsAreLate: {
      metric: over({ functions: streamReaders, name: 'IteratorAge', operator: 'MAX', statistic: Stats.MAXIMUM }),
      threshold: STREAM_IS_LATE_MS,
      periods: 1,
      alarmDescription: 'A fire, an expiry or an outage has waited for more than 5 minutes to be dispatched.',
    },
    ReadFunctionLogs: {
      metric: over({
        functions: [...streamReaders, ...queueReaders],
        name: 'Errors',
        operator: 'SUM',
        statistic: Stats.SUM,
      }),
      threshold: 1,
      periods: 3,
      alarmDescription: 'Delivery functions have been failing for 15 minutes.',
    },
    ...reputation(props.mail),
  };
  for (const [id, rule] of Object.entries(rules)) {
    if (!(props.emulator && rule.metric instanceof MathExpression)) addAlarm(scope, id, rule);
  }
}

function addAlarm(scope: Construct, id: string, { metric, threshold, periods, alarmDescription }: AlarmRule): void {
  new Alarm(scope, id, {
    metric,
    comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    evaluationPeriods: periods,
    // an idle queue or function publishes nothing
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription,
  });
}

function anyIn(queue: IQueue, alarmDescription: string): AlarmRule {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
  return { metric, threshold: 1, periods: 1, alarmDescription };
}

interface FunctionsMetric {
  readonly functions: readonly IFunction[];
  readonly name: string;
  readonly operator: 'MAX' | 'SUM';
  readonly statistic: string;
}

/** One metric over several functions. */
function over({ functions, name, operator, statistic }: FunctionsMetric): IMetric {
  const metrics = functions.map((one) => [nameOf(one), one.metric(name, { period: PERIOD, statistic })] as const);
  return new MathExpression({
    expression: `${operator}(METRICS())`,
    usingMetrics: Object.fromEntries(metrics),
    label: name,
    period: PERIOD,
  });
}

/** Names in metric math begin with a small letter. */
function nameOf({ node: { id } }: IFunction): string {
  return id.charAt(0).toLowerCase() + id.slice(1);
}

function reputation({ configurationSet }: MailSender): Record<string, AlarmRule> {
  const dimensionsMap = { 'ses:configuration-set': configurationSet.configurationSetName };
  const rate = (metricName: string) =>
    new Metric({ namespace: 'AWS/SES', metricName, dimensionsMap, period: RATE_PERIOD, statistic: Stats.MAXIMUM });
  return {
    StopAndLookAtBounces: {
      metric: rate('Reputation.BounceRate'),
      threshold: MAX_BOUNCE_RATE,
      periods: 1,
      alarmDescription:
        'One mail in twenty bounces: AWS reviews the account from this rate on, and stops its mail at one in ten.',
    },
    StopAndLookAtComplaints: {
      metric: rate('Reputation.ComplaintRate'),
      threshold: MAX_COMPLAINT_RATE,
      periods: 1,
      alarmDescription: 'One mail in a thousand is marked as spam: AWS reviews the account from this rate on.',
    },
  };
}
