import { describe, expect, it } from 'vitest';
import { CLAIM_MS } from '../../domain/messages/next-delivery.ts';
import { environmentSchema as deviceEnvironment } from '../../functions/api/devices/environment.ts';
import { environmentSchema as apiEnvironment } from '../../functions/api/environment.ts';
import { environmentSchema as marketEnvironment } from '../../functions/api/market/environment.ts';
import { environmentSchema as operatorEnvironment } from '../../functions/api/operator/environment.ts';
import { environmentSchema as previewEnvironment } from '../../functions/api/preview/environment.ts';
import { environmentSchema as callEnvironment } from '../../functions/call-webhooks/environment.ts';
import { environmentSchema as dispatchEnvironment } from '../../functions/dispatch-messages/environment.ts';
import { environmentSchema as evaluateEnvironment } from '../../functions/evaluate-ticks/environment.ts';
import { environmentSchema as tellEnvironment } from '../../functions/notify-outages/environment.ts';
import { environmentSchema as publishEnvironment } from '../../functions/publish-page/environment.ts';
import { environmentSchema as recordEnvironment } from '../../functions/record-mail-events/environment.ts';
import { environmentSchema as deliverEnvironment } from '../../functions/send-mails/environment.ts';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const { template } = synthesise();
const functions = Object.entries(template.findResources('AWS::Lambda::Function'));
/** More memory is more CPU. Every other function makes do with half a gigabyte. */
const MOST_MEMORY_MB: Readonly<Record<string, number>> = { Api: 1_024, Batches: 1_024, Market: 1_024, Preview: 1_769 };
const SENDERS = ['SendMails', 'CallWebhooks', 'RecordMailEvents'];

function propertiesOf(functionId: string) {
  const properties = functions.find(([id]) => id === functionId)?.[1].Properties;
  if (!properties) throw new Error(`no function ${functionId}`);
  return properties;
}

function variablesOf(functionId: string): Record<string, string> {
  const variables = propertiesOf(functionId).Environment.Variables;
  return Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, render(value)]));
}

function mappingOf(functionId: string): Record<string, unknown> {
  const mappings = Object.values(template.findResources('AWS::Lambda::EventSourceMapping'));
  const found = mappings.filter(({ Properties }) => render(Properties.FunctionName) === functionId);
  expect(found, `mappings of ${functionId}`).toHaveLength(1);
  const { EventSourceArn, FunctionName, ...limits } = found[0]?.Properties ?? {};
  return { source: render(EventSourceArn), ...limits };
}

describe('every function', () => {
  it('has its crashes counted, by the line that Lambda writes about one, but for the canary, whose alarm counts every failure', () => {
    const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')).map(
      ({ Properties }) => Properties,
    );
    const crashes = filters.filter(({ MetricTransformations: [{ MetricName }] }) => MetricName === 'crashes');
    expect(crashes.map(({ LogGroupName }) => render(LogGroupName)).sort()).toEqual(
      functions
        .filter(([id]) => id !== 'RunCanary')
        .map(([, { Properties }]) => render(Properties.LoggingConfig.LogGroup))
        .sort(),
    );
    for (const filter of crashes) {
      expect(filter.FilterPattern).toBe('{ ($.type = "platform.report") && ($.record.status != "success") }');
      expect(filter.MetricTransformations).toEqual([
        { MetricNamespace: 'Pricebell', MetricName: 'crashes', MetricValue: '1' },
      ]);
    }
  });

  it('is one of these', () => {
    const others = [
      'Api',
      'Batches',
      'Devices',
      'DispatchMessages',
      'EvaluateTicks',
      'JoinGroups',
      'LiveSocket',
      'Market',
      'NotifyOutages',
      'Operator',
      'Preview',
      'PublishPage',
      'PushPrices',
      'RunCanary',
    ];
    expect(functions.map(([id]) => id).sort()).toEqual([...others, ...SENDERS].sort());
  });

  it.each(functions)('%s runs Node 24 on arm64 within its limits', (id, { Properties }) => {
    expect(Properties).toMatchObject({ Runtime: 'nodejs24.x', Architectures: ['arm64'], Handler: 'index.handler' });
    expect(Properties.Timeout).toBeLessThanOrEqual(60);
    expect(Properties.MemorySize).toBeLessThanOrEqual(MOST_MEMORY_MB[id] ?? 512);
  });

  it.each(functions)(
    '%s logs JSON to a group of the stack, its own lines from INFO on and those of Lambda from WARN on',
    (_id, { Properties }) => {
      const { LogGroup, ...settings } = Properties.LoggingConfig;
      expect(template.findResources('AWS::Logs::LogGroup')).toHaveProperty(render(LogGroup));
      expect(settings).toEqual({ LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' });
    },
  );

  it.each([
    ['Api', apiEnvironment],
    ['Batches', apiEnvironment],
    ['Devices', deviceEnvironment],
    ['JoinGroups', apiEnvironment],
    ['Market', marketEnvironment],
    ['Operator', operatorEnvironment],
    ['Preview', previewEnvironment],
    ['EvaluateTicks', evaluateEnvironment],
    ['DispatchMessages', dispatchEnvironment],
    ['NotifyOutages', tellEnvironment],
    ['SendMails', deliverEnvironment],
    ['CallWebhooks', callEnvironment],
    ['RecordMailEvents', recordEnvironment],
    ['PublishPage', publishEnvironment],
  ])('%s is given exactly the environment that it parses', (id, schema) => {
    expect(Object.keys(variablesOf(id)).sort()).toEqual(Object.keys(schema.shape).sort());
  });
});

describe('send-mails', () => {
  it('gets the sender, the configuration set and the base address of links', () => {
    expect(variablesOf('SendMails')).toMatchObject({
      MAIL_FROM: `Pricebell <${REAL_SENDER.senderAddress}>`,
      MAIL_REPLY_TO: '',
      CONFIGURATION_SET: 'MailConfigurationSet',
      PUBLIC_URL: 'https://SiteDistribution.DomainName',
    });
  });

  it('gets the address for replies when it is set', () => {
    const { template: other } = synthesise({ ...REAL_SENDER, replyTo: 'help@pricebell.dev' });
    const variables = other.findResources('AWS::Lambda::Function').SendMails?.Properties.Environment.Variables;
    expect(variables.MAIL_REPLY_TO).toBe('help@pricebell.dev');
  });
});

it('every log group forgets after a month', () => {
  template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
});

describe('the mappings', () => {
  const untilItWorks = { MaximumRetryAttempts: -1, MaximumRecordAgeInSeconds: -1, ParallelizationFactor: 1 };
  const inOrder = { BatchSize: 100, StartingPosition: 'TRIM_HORIZON', ...untilItWorks };
  const inPart = { FunctionResponseTypes: ['ReportBatchItemFailures'] };
  const filters = (...patterns: object[]) => ({ Filters: patterns.map((it) => ({ Pattern: JSON.stringify(it) })) });

  it('gives every tick to evaluate-ticks: no filter, no bisect, no retry or age limit', () => {
    expect(mappingOf('EvaluateTicks')).toEqual({ source: 'TicksStream', ...inOrder, ...inPart });
  });

  it('gives dispatch-messages every change of an alert, without a retry limit', () => {
    expect(mappingOf('DispatchMessages')).toEqual({ source: 'DatabaseAlerts.StreamArn', ...inOrder, ...inPart });
  });

  it('gives push-prices the newest ticks of a time when somebody listens, and none of them twice or late', () => {
    const { FilterCriteria, ...limits } = mappingOf('PushPrices');
    expect(limits).toEqual({
      source: 'TicksStream',
      BatchSize: 1_000,
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: 0,
      MaximumRecordAgeInSeconds: 60,
      ParallelizationFactor: 1,
    });
    expect(FilterCriteria).toEqual(filters({ data: { viewed: { at: [{ exists: true }] } } }));
  });

  it('gives join-groups the rows of coins that say since when they are followed, without a retry limit', () => {
    const { FilterCriteria: joins, ...coins } = mappingOf('JoinGroups');
    expect(coins).toEqual({ source: 'DatabaseCoins.StreamArn', ...inOrder, ...inPart });
    expect(joins).toEqual({
      Filters: [{ Pattern: '{"dynamodb":{"NewImage":{"followedFrom":{"N":[{"exists":true}]}}}}' }],
    });
  });

  it('gives notify-outages only the outages of the market table, without a retry limit', () => {
    const { FilterCriteria, ...limits } = mappingOf('NotifyOutages');
    expect(limits).toEqual({ source: 'DatabaseMarket.StreamArn', ...inOrder, ...inPart });
    expect(FilterCriteria).toEqual(filters({ dynamodb: { Keys: { kind: { S: [{ prefix: 'outage#' }] } } } }));
  });

  it('gives send-mails one job at a time, so that a slow send delays no other, and two at once at most', () => {
    const limits = { BatchSize: 1, ScalingConfig: { MaximumConcurrency: 2 } };
    expect(mappingOf('SendMails')).toEqual({ source: 'MailsQueue', ...limits, ...inPart });
  });

  it('gives call-webhooks several jobs, whose receivers it waits for at once', () => {
    const limits = { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 4 } };
    expect(mappingOf('CallWebhooks')).toEqual({ source: 'WebhooksQueue', ...limits, ...inPart });
  });

  it('gives record-mail-events what SES reports', () => {
    const limits = { BatchSize: 10, ScalingConfig: { MaximumConcurrency: 2 } };
    expect(mappingOf('RecordMailEvents')).toEqual({ source: 'MailEventsQueue', ...limits, ...inPart });
  });
});

describe('a function that claims', () => {
  it.each(['SendMails', 'CallWebhooks'])('%s ends before its claim, and the claim before the job comes back', (id) => {
    const { Timeout } = propertiesOf(id);
    const queue = String(mappingOf(id).source);
    const { VisibilityTimeout } = template.findResources('AWS::SQS::Queue')[queue]?.Properties ?? {};
    expect(Timeout).toBe(20);
    expect(CLAIM_MS).toBeGreaterThan(Timeout * 1_000);
    expect(CLAIM_MS).toBeLessThan(VisibilityTimeout * 1_000);
  });
});
