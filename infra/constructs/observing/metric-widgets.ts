import { Duration } from 'aws-cdk-lib';
import { GraphWidget, type IMetric, type IWidget, MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { Function as CdkFunction } from 'aws-cdk-lib/aws-lambda';
import type { IConstruct } from 'constructs';
import { programMetric } from '../alarms/program-metric.ts';
import { nameOf, type StackResources } from './resources-of.ts';

/** Three in a row. */
const WIDTH = 8;
const HEIGHT = 6;
const MINUTE = { period: Duration.minutes(1) };
const FIVE_MINUTES = { period: Duration.minutes(5) };
const SUM = { ...FIVE_MINUTES, statistic: Stats.SUM };
const MOST = { ...FIVE_MINUTES, statistic: Stats.MAXIMUM };

/** A dashboard has fifty metrics at most. What the page alone needs is missed at once by whoever looks on, and a deploy says itself how it went. */
const NOT_SHOWN = ['LiveSocket', 'PushPrices', 'DatabaseConnections', 'Devices', 'Operator', 'PublishPage'];

function isShown(resource: IConstruct): boolean {
  return !NOT_SHOWN.includes(nameOf(resource));
}

interface Axes {
  readonly left: readonly IMetric[];
  /** in another unit */
  readonly right?: readonly IMetric[];
}

/** By row. */
export function metricWidgets(resources: StackResources): IWidget[][] {
  return [
    [ticks(resources), ingest('Coins', ['coinsSeen', 'coinsUnseen'], Stats.MAXIMUM), lags(resources)],
    [troubleOfIngest(), troubleOfFunctions(), errors(resources)],
    [requests(resources), latency(resources), queues(resources)],
    [concurrency(), mails(), tableWrites(resources)],
  ];
}

function graph(title: string, { left, right = [] }: Axes): IWidget {
  return new GraphWidget({
    title,
    left: [...left],
    right: [...right],
    width: WIDTH,
    height: HEIGHT,
    leftYAxis: { min: 0 },
  });
}

/** A PUT unit holds 25 KB: one of a tick, nearly always. */
function ticks({ streams }: StackResources): IWidget {
  const rates = streams.map((stream) => {
    const records = stream.metricIncomingRecords({ ...MINUTE, statistic: Stats.SUM });
    return new MathExpression({
      expression: 'records / PERIOD(records)',
      usingMetrics: { records },
      label: 'ticks a second',
      ...MINUTE,
    });
  });
  return graph('Ticks', { left: rates });
}

function ingest(title: string, names: readonly string[], statistic: string): IWidget {
  return graph(title, { left: names.map((name) => programMetric({ service: 'ingest', name, statistic })) });
}

/** The exchange to the task, and each stream to its function. */
function lags({ streamReaders }: StackResources): IWidget {
  const ofExchange = programMetric({ service: 'ingest', name: 'lagMs', statistic: Stats.MAXIMUM });
  // for a coin that joins groups later nobody waits
  const awaited = streamReaders.filter((reader) => isShown(reader) && nameOf(reader) !== 'JoinGroups');
  const ages = awaited.map((reader) => reader.metric('IteratorAge', { ...MOST, label: `${nameOf(reader)} behind` }));
  return graph('Lag of the exchange, age of what streams hold (ms)', { left: [ofExchange, ...ages] });
}

function troubleOfIngest(): IWidget {
  const names = ['holes', 'reconnects', 'backfilledTrades'];
  return ingest('Ingest: missed, reconnected, fetched again', names, Stats.SUM);
}

function troubleOfFunctions(): IWidget {
  const of = (name: string, statistic: string) =>
    programMetric({ service: 'functions', name, statistic, minutes: FIVE_MINUTES.period.toMinutes() });
  return graph('Functions: what they report; ms', {
    left: ['failedRecords', 'unverifiedMails'].map((name) => of(name, Stats.SUM)),
    right: ['canaryDecisionMs', 'canaryDispatchMs', 'mailLatenessMs'].map((name) => of(name, Stats.MAXIMUM)),
  });
}

function errors({ functions }: StackResources): IWidget {
  const left = functions.filter(isShown).map((one) => one.metricErrors({ ...SUM, label: nameOf(one) }));
  return graph('Invocations that failed or timed out', { left });
}

function requests({ apis }: StackResources): IWidget {
  const left = apis.flatMap((api) => [
    api.metricCount({ ...SUM, label: 'requests' }),
    api.metricClientError({ ...SUM, label: '4xx' }),
    api.metricServerError({ ...SUM, label: '5xx' }),
  ]);
  return graph('API: requests', { left });
}

function latency({ apis }: StackResources): IWidget {
  const options = { ...FIVE_MINUTES, statistic: Stats.percentile(90), label: 'p90' };
  return graph('API: latency of nine requests in ten (ms)', { left: apis.map((api) => api.metricLatency(options)) });
}

function queues(resources: StackResources): IWidget {
  const left = resources.queues.map((queue) =>
    queue.metricApproximateNumberOfMessagesVisible({ ...MOST, label: nameOf(queue) }),
  );
  return graph('Queues and dead letters', { left });
}

/** Of all functions of the account, which share its limit. */
function concurrency(): IWidget {
  return graph('Lambda: at once, throttled; invocations', {
    left: [CdkFunction.metricAllConcurrentExecutions(MOST), CdkFunction.metricAllThrottles(SUM)],
    right: [CdkFunction.metricAllInvocations(SUM)],
  });
}

/** Of the account: SES has no free metrics of a sender. */
function mails(): IWidget {
  const left = ['Send', 'Delivery', 'Bounce'].map(
    (metricName) => new Metric({ namespace: 'AWS/SES', metricName, ...SUM }),
  );
  return graph('Mails: sent, delivered, bounced', { left });
}

/** What tables cost is mostly their writes, those of their indexes included. */
function tableWrites({ tables }: StackResources): IWidget {
  const left = tables
    .filter(isShown)
    .map((table) => table.metricConsumedWriteCapacityUnits({ ...SUM, label: nameOf(table) }));
  return graph('Write units by table', { left });
}
