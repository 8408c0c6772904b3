import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { FUNCTION_METRICS, METRIC_NAMESPACE } from '../../adapters/metric-report.ts';
import { METRIC_NAMES } from '../../ingest-task/publishing/minute-report.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

/** Of the free tier, for each dashboard. */
const FREE_METRICS = 50;

/** What AWS publishes, by namespace: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/aws-services-cloudwatch-metrics.html */
const AWS_METRICS: Readonly<
  Record<string, { readonly dimension: string; readonly type: string; readonly names: string[] }>
> = {
  'AWS/Kinesis': { dimension: 'StreamName', type: 'AWS::Kinesis::Stream', names: ['IncomingRecords', 'IncomingBytes'] },
  'AWS/Lambda': {
    dimension: 'FunctionName',
    type: 'AWS::Lambda::Function',
    names: ['ConcurrentExecutions', 'Errors', 'Invocations', 'IteratorAge', 'Throttles'],
  },
  'AWS/ApiGateway': { dimension: 'ApiId', type: 'AWS::ApiGatewayV2::Api', names: ['Count', '4xx', '5xx', 'Latency'] },
  'AWS/SQS': { dimension: 'QueueName', type: 'AWS::SQS::Queue', names: ['ApproximateNumberOfMessagesVisible'] },
  'AWS/DynamoDB': { dimension: 'TableName', type: 'AWS::DynamoDB::Table', names: ['ConsumedWriteCapacityUnits'] },
  'AWS/SES': { dimension: '', type: '', names: ['Send', 'Delivery', 'Bounce'] },
};
/** There is no room for more metrics. */
const OF_LIVE_PAGE = ['LiveSocket', 'PushPrices', 'DatabaseConnections', 'Devices', 'Operator', 'PublishPage'];
/** Published for the whole account, without a dimension. */
const OF_ACCOUNT = ['AWS/Lambda', 'AWS/SES'];

const { template } = synthesise(REAL_SENDER);
const [dashboard] = Object.values(template.findResources('AWS::CloudWatch::Dashboard'));

const metricSchema = z.array(z.union([z.string(), z.record(z.string(), z.unknown())]));
const widgetSchema = z.object({
  type: z.string(),
  properties: z.object({
    title: z.string(),
    metrics: z.array(metricSchema).optional(),
    alarms: z.array(z.string()).optional(),
    query: z.string().optional(),
  }),
});
const { widgets } = z
  .object({ widgets: z.array(widgetSchema) })
  .parse(JSON.parse(render(dashboard?.Properties.DashboardBody)));

/** Without expressions, which name no metric themselves. */
const metrics = widgets
  .flatMap(({ properties }) => properties.metrics ?? [])
  .map((parts) => parts.filter((part) => typeof part === 'string'))
  .filter((parts) => parts.length > 0);

const namesOfType = (type: string) => {
  const attribute = type === 'AWS::SQS::Queue' ? '.QueueName' : '';
  return Object.keys(template.findResources(type)).map((id) => `${id}${attribute}`);
};

describe('the dashboard', () => {
  it.each(metrics.map((parts) => [parts.join(' '), parts] as const))('shows a metric that is there: %s', (_, parts) => {
    const [namespace = '', name = '', dimension, value = ''] = parts;
    if (namespace === METRIC_NAMESPACE) {
      const ours = value === 'ingest' ? METRIC_NAMES : Object.keys(FUNCTION_METRICS);
      expect([dimension, ours]).toEqual(['service', expect.arrayContaining([name])]);
      return;
    }
    const known = AWS_METRICS[namespace];
    expect(known?.names).toContain(name);
    if (dimension === undefined) return expect(OF_ACCOUNT).toContain(namespace);
    expect(dimension).toBe(known?.dimension);
    expect(namesOfType(known?.type ?? '')).toContain(value);
  });

  it('shows each function, queue, table and reader of a stream, but those of the page', () => {
    const shown = (metric: string) =>
      metrics
        .filter(([, name]) => name === metric)
        .map((parts) => parts[3])
        .sort();
    const others = (type: string) =>
      namesOfType(type)
        .filter((name) => !OF_LIVE_PAGE.includes(name))
        .sort();
    expect(shown('Errors')).toEqual(others('AWS::Lambda::Function'));
    expect(shown('ApproximateNumberOfMessagesVisible')).toEqual(namesOfType('AWS::SQS::Queue').sort());
    expect(shown('ConsumedWriteCapacityUnits')).toEqual(others('AWS::DynamoDB::Table'));
    expect(shown('IteratorAge')).toEqual(['DispatchMessages', 'EvaluateTicks', 'NotifyOutages']);
  });

  it('shows every alarm of the stack', () => {
    const shown = widgets.flatMap(({ properties }) => properties.alarms ?? []);
    expect(shown.sort()).toEqual(Object.keys(template.findResources('AWS::CloudWatch::Alarm')).sort());
  });

  it('shows every metric that the functions report', () => {
    const shown = metrics.filter(([namespace]) => namespace === METRIC_NAMESPACE).map(([, name]) => name);
    expect(shown).toEqual(expect.arrayContaining(Object.keys(FUNCTION_METRICS)));
  });

  it('has no more metrics than are free, and is one', () => {
    expect(metrics.length).toBeLessThanOrEqual(FREE_METRICS);
    template.resourceCountIs('AWS::CloudWatch::Dashboard', 1);
  });

  it('asks the log of functions of the stack', () => {
    const queries = widgets.flatMap(({ properties }) => properties.query ?? []);
    expect(queries).toHaveLength(1);
    const groups = [...(queries[0] ?? '').matchAll(/SOURCE '([^']+)'/g)].map(([, group]) => group);
    expect(groups).toEqual(['EvaluateTicksLogs', 'SendMailsLogs', 'CallWebhooksLogs']);
  });

  it('is left out on the emulator', () => {
    expect(synthesise({ emulator: 'true' }).template.findResources('AWS::CloudWatch::Dashboard')).toEqual({});
  });
});
