import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { render } from './render.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const DEPLOY_PAGE = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');
const GROUP = 'HttpAccessLogs';

function partsOf(settings: Record<string, string> = {}) {
  const { template } = synthesise({ ...REAL_SENDER, ...settings });
  const propertiesOf = (type: string) =>
    Object.values(template.findResources(type)).map(({ Properties }) => Properties);
  const [stage] = propertiesOf('AWS::ApiGatewayV2::Stage');
  return {
    propertiesOf,
    format: z.record(z.string(), z.string()).parse(JSON.parse(stage.AccessLogSettings.Format)),
    destination: render(stage.AccessLogSettings.DestinationArn),
    queries: Object.entries(template.findResources('AWS::Logs::QueryDefinition'))
      .filter(([id]) => id.startsWith('HttpAccessLog'))
      .map(([, { Properties }]) => Properties),
  };
}

const parts = partsOf();

describe('the access log', () => {
  it('names who asked, by subject and by address, for which route, and what came of it', () => {
    expect(parts.format).toEqual({
      requestId: '$context.requestId',
      time: '$context.requestTime',
      subject: '$context.authorizer.claims.sub',
      sourceAddress: '$context.identity.sourceIp',
      route: '$context.routeKey',
      status: '$context.status',
      latencyMs: '$context.responseLatency',
      refusal: '$context.authorizer.error',
      error: '$context.error.message',
    });
    expect(parts.destination).toContain(GROUP);
  });

  it('holds no path, which has the token of a link, no mail address, and no text that the caller chooses', () => {
    expect(JSON.stringify(parts.format)).not.toMatch(/path|email|userAgent|queryString/i);
  });

  it('holds no address of the caller if the operator wants none, and no query needs it then', () => {
    const without = partsOf({ logSourceAddress: 'false' });
    expect(JSON.stringify([without.format, without.queries])).not.toMatch(/sourceIp|sourceAddress/);
    expect(without.queries).toHaveLength(2);
  });

  it('is kept as long as every log, and the deploy page says what it holds of people', () => {
    expect(parts.propertiesOf('AWS::Logs::LogGroup').every(({ RetentionInDays }) => RetentionInDays === 30)).toBe(true);
    const [, section = ''] = DEPLOY_PAGE.split('## What is logged of people');
    for (const word of ['logRetentionDays', 'logSourceAddress', 'subject', 'address']) expect(section).toContain(word);
  });
});

describe('the saved queries', () => {
  it('name the heaviest callers by subject and by address, and who is refused; the runbook names each', () => {
    const titles = parts.queries.map(({ Name }) => Name);
    expect(titles.sort()).toEqual([
      'Pricebell/heaviest callers by address',
      'Pricebell/heaviest callers by subject',
      'Pricebell/refused requests (4xx) by caller',
    ]);
    for (const title of titles) expect(RUNBOOK).toContain(title.replace('Pricebell/', ''));
  });

  it('read the access log alone, by fields that it has', () => {
    for (const { LogGroupNames, QueryString } of parts.queries) {
      expect(LogGroupNames).toEqual([{ Ref: GROUP }]);
      const grouped = /by (.*)/.exec(QueryString)?.[1]?.split(', ') ?? [];
      expect(grouped.length).toBeGreaterThan(0);
      for (const field of grouped) expect(Object.keys(parts.format)).toContain(field);
      expect(QueryString).toMatch(/sort requests desc/);
    }
  });

  it('are not part of the run on the emulator, which knows none', () => {
    expect(partsOf({ emulator: 'true' }).queries).toEqual([]);
  });
});

describe('the alarms of the gateway', () => {
  it.each([
    ['RequestsThrottled', { Namespace: 'Pricebell', MetricName: 'throttledRequests', Statistic: 'Sum' }],
    ['RequestsRefused', { Namespace: 'AWS/ApiGateway', MetricName: '4xx', Dimensions: [{ Name: 'ApiId' }] }],
    ['FunctionsThrottled', { Namespace: 'AWS/Lambda', MetricName: 'Throttles', Statistic: 'Sum' }],
  ])('%s is there, goes off within five minutes, and has a row in the runbook', (id, metric) => {
    const { template } = synthesise();
    const alarm = template.findResources('AWS::CloudWatch::Alarm')[id]?.Properties;
    expect(alarm).toMatchObject({ ...metric, Period: 300, EvaluationPeriods: 1, TreatMissingData: 'notBreaching' });
    expect(alarm.AlarmDescription).toMatch(/\.$/);
    expect(RUNBOOK).toContain(`| \`${id}\` |`);
  });

  it('ManyRequests goes off after a quarter of an hour of requests that meet no limit, as many as its setting says', () => {
    const alarmOf = (settings: Record<string, string>) =>
      synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::CloudWatch::Alarm').ManyRequests
        ?.Properties;
    const Dimensions = [{ Name: 'ApiId' }];
    const metric = { Namespace: 'AWS/ApiGateway', MetricName: 'Count', Statistic: 'Sum', Period: 300, Dimensions };
    expect(alarmOf({})).toMatchObject({ ...metric, EvaluationPeriods: 3, Threshold: 1_500 });
    expect(alarmOf({ alarmRequestsPerSecond: '40' })).toMatchObject({ Threshold: 12_000 });
    expect(RUNBOOK).toContain('| `ManyRequests` |');
  });

  it('count the answers 429 in the access log, since API Gateway has no metric of them', () => {
    const filters = parts
      .propertiesOf('AWS::Logs::MetricFilter')
      .filter(({ LogGroupName }) => LogGroupName.Ref === GROUP);
    expect(filters).toMatchObject([
      {
        LogGroupName: { Ref: GROUP },
        FilterPattern: '{ $.status = "429" }',
        MetricTransformations: [{ MetricNamespace: 'Pricebell', MetricName: 'throttledRequests', MetricValue: '1' }],
      },
    ]);
    expect(filters[0].MetricTransformations[0].Dimensions).toBeUndefined();
  });
});
