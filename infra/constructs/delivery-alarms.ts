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
import type { QuarantineQueue } from './set-aside-queue.ts';
import type { WorkQueue } from './work-queue.ts';

const PERIOD = Duration.minutes(5);
/** A wake for a later mail waits in the queue for up to a quarter of an hour; what is older is stuck. */
const MAIL_IS_LATE_S = 20 * 60;
/** Streams are read four times a second; a record that is so old is tried again and again. */
const STREAM_IS_LATE_MS = 5 * 60_000;
/** Where AWS puts an account under review; at twice the bounces and five times the complaints it stops the account. */
const MAX_BOUNCE_RATE = 0.05;
const MAX_COMPLAINT_RATE = 0.001;
/** AWS counts both over a number of mails that it does not tell, and says them a few times a day. */
const RATE_PERIOD = Duration.hours(1);

export interface DeliveryAlarmsProps {
  readonly mails: WorkQueue;
  readonly webhooks: WorkQueue;
  readonly mailEvents: WorkQueue;
  readonly quarantine: QuarantineQueue;
  readonly mail: MailSender;
  /** read streams */
  readonly tellers: readonly IFunction[];
  /** take from queues */
  readonly senders: readonly IFunction[];
  /** which knows no alarm on several metrics at once */
  readonly emulator: boolean;
}

interface AlarmRule {
  readonly metric: IMetric;
  /** reached: it rings */
  readonly threshold: number;
  readonly periods: number;
  readonly alarmDescription: string;
}

/** Named for what to do; each is explained in docs/runbook.md. They ring nobody by themselves. */
export function addDeliveryAlarms(scope: Construct, props: DeliveryAlarmsProps): void {
  const { mails, webhooks, mailEvents, quarantine, tellers, senders } = props;
  const rules: Readonly<Record<string, AlarmRule>> = {
    RedriveMails: anyIn(mails.deadLetters, 'Orders of mails are among the dead letters: nobody sends them.'),
    RedriveWebhooks: anyIn(webhooks.deadLetters, 'Orders of webhooks are among the dead letters: nobody calls them.'),
    RedriveMailEvents: anyIn(
      mailEvents.deadLetters,
      'Events of mails are among the dead letters: nobody records them.',
    ),
    ReadSetAside: anyIn(quarantine.queue, 'Records that can not be read were set aside.'),
    MailsAreLate: {
      metric: mails.queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: Stats.MAXIMUM }),
      threshold: MAIL_IS_LATE_S,
      periods: 1,
      alarmDescription: 'An order of a mail is in the queue for more than 20 minutes.',
    },
    StreamsAreLate: {
      metric: over('MAX', tellers, 'IteratorAge', Stats.MAXIMUM),
      threshold: STREAM_IS_LATE_MS,
      periods: 1,
      alarmDescription: 'A fire, an expiry or an outage waits for more than 5 minutes to be told.',
    },
    ReadFunctionLogs: {
      metric: over('SUM', [...tellers, ...senders], 'Errors', Stats.SUM),
      threshold: 1,
      periods: 3,
      alarmDescription: 'Functions of the delivery have been ending with errors for 15 minutes.',
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
    // a queue or a function at rest says nothing
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription,
  });
}

function anyIn(queue: IQueue, alarmDescription: string): AlarmRule {
  const metric = queue.metricApproximateNumberOfMessagesVisible({ period: PERIOD, statistic: Stats.MAXIMUM });
  return { metric, threshold: 1, periods: 1, alarmDescription };
}

function over(operator: 'MAX' | 'SUM', functions: readonly IFunction[], name: string, statistic: string): IMetric {
  const metrics = functions.map((one) => [nameOf(one), one.metric(name, { period: PERIOD, statistic })] as const);
  return new MathExpression({
    expression: `${operator}(METRICS())`,
    usingMetrics: Object.fromEntries(metrics),
    label: name,
    period: PERIOD,
  });
}

/** In a metric's expression, names begin with a small letter. */
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
      alarmDescription: 'One mail in twenty bounces: AWS reviews accounts from there on, and stops them at one in ten.',
    },
    StopAndLookAtComplaints: {
      metric: rate('Reputation.ComplaintRate'),
      threshold: MAX_COMPLAINT_RATE,
      periods: 1,
      alarmDescription: 'One mail in a thousand is marked as spam: AWS reviews accounts from there on.',
    },
  };
}
