import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EXCHANGE_IDS } from '../../domain/market/feed.ts';
import { parseSettings } from '../../infra/config.ts';
import { REAL_SENDER, synthesise } from './synthesise.ts';

const DEPLOY_PAGE = readFileSync(join(import.meta.dirname, '../../docs/deploy.md'), 'utf8');

const AWS_REGIONS = [
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
  'us-gov-west-1',
  'eu-west-1',
  'eu-central-1',
  'ap-northeast-1',
].concat(['ap-southeast-5', 'ca-central-1', 'sa-east-1', 'mx-central-1', 'il-central-1', 'af-south-1', 'me-central-1']);

function messageOf(attempt: () => unknown): string {
  try {
    attempt();
    return '';
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-1) ?? '') : String(error);
  }
}

describe('the settings', () => {
  it('need not be given: the stack synthesises without account, network or configuration', () => {
    expect(() => synthesise({})).not.toThrow();
  });

  it.each([
    ['region', 'us-east-1', /Binance answers 451.*choose eu-west-1/],
    ['region', 'us-gov-west-1', /Binance answers 451/],
    ['region', 'ap-southeast-5', /Malaysia is a restricted location in Binance's terms; choose eu-west-1/],
    ['region', 'dublin', /give an AWS region such as eu-west-1/],
    ['exchange', 'coinbase', /give binance or binance-us/],
    ['senderAddress', 'the boss', /give an e-mail address/],
    ['ownerAddress', 'me', /give the e-mail address of whoever looks after the stack/],
    ['stage', 'prod', /give personal or production/],
    ['flushIntervalMs', 'soon', /give a whole number of milliseconds/],
    ['flushIntervalMs', '10', /give at least 50/],
    ['tickShards', '0', /give at least 1 shard/],
    ['ingestTasks', '4', /give at most 3 tasks/],
    ['bookShards', '0', /give at least 1 shard/],
    ['bookShards', '17', /every page is read from all of them/],
    ['tickRetentionHours', '12', /give at least 24: Kinesis keeps no less/],
    ['tickRetentionHours', '9000', /give at most 8760/],
    ['logRetentionDays', '31', /give one of 1, 3, 5, 7, 14, 30, 60/],
    ['reserveConcurrency', 'ten', /give true or false/],
    ['apiRequestsPerSecond', '0', /give at least 1/],
    ['apiRequestsPerSecond', '100000', /give at most 10000/],
    ['apiRequestsPerSecond', 'many', /give a whole number of requests a second/],
    ['linkRequestsPerSecond', '0', /nobody could stop their mails/],
    ['previewsPerSecond', '0', /nobody could preview an alert/],
    ['previewsPerSecond', '500', /each takes up to three of the concurrent invocations/],
    ['webhookTestsPerSecond', '0', /nobody could test a webhook/],
    ['maxAlerts', '0', /nobody could make an alert/],
    ['maxArmedPerCoin', '20000', /give at most 10000/],
    ['maxCoins', '-1', /only admins bring in coins/],
    ['writesPerMinute', '0', /nobody could change anything/],
    ['previewMsPerMinute', '100', /one preview may take so long/],
    ['maxFiresPerHour', '0', /no alert would be sent/],
    ['outageSeconds', '5', /give at least 30/],
    ['binanceWsUrl', 'http://binance', /starts with wss:/],
    ['binanceRestUrl', 'binance', /starts with https:/],
  ])('%s = %s stops synth with the field and the remedy', (name, value, remedy) => {
    const attempt = () => synthesise({ [name]: value });
    expect(attempt).toThrow(name);
    expect(attempt).toThrow(remedy);
  });

  it('watch Binance from Ireland, and Binance.US from the United States, by their public addresses', () => {
    const of = (settings: Record<string, string>) => {
      const { exchange, region, binanceWsUrl, binanceRestUrl } = parseSettings(settings);
      return [exchange, region, binanceWsUrl, binanceRestUrl];
    };
    const binance = ['wss://data-stream.binance.vision', 'https://data-api.binance.vision'];
    const us = ['wss://stream.binance.us:9443', 'https://api.binance.us'];
    expect(of({})).toEqual(['binance', 'eu-west-1', ...binance]);
    expect(of({ exchange: 'binance-us' })).toEqual(['binance-us', 'us-east-1', ...us]);
    expect(of({ exchange: 'binance-us', region: 'us-west-2', binanceRestUrl: 'https://own.example' })).toEqual([
      ...['binance-us', 'us-west-2', us[0], 'https://own.example'],
    ]);
  });

  it('refuse a region where the exchange does not answer, with what to choose', () => {
    const attempt = () => parseSettings({ exchange: 'binance-us', region: 'eu-west-1' });
    const remedy =
      /region: Binance.US answers addresses in the United States alone; choose us-east-1 .* Binance \(-c exchange=binance\)/;
    expect(attempt).toThrow(remedy);
    expect(() => parseSettings({ region: 'us-east-1' })).toThrow(
      /choose eu-west-1 .* Binance.US \(-c exchange=binance-us\)/,
    );
  });

  it.each(AWS_REGIONS)('let no stack in %s change its exchange: at most one answers there', (region) => {
    const answers = EXCHANGE_IDS.filter((exchange) => {
      return messageOf(() => parseSettings({ exchange, region })) === '';
    });
    expect(answers.length).toBeLessThanOrEqual(1);
  });

  it('reach the task: it is told which exchange it watches', () => {
    const { template } = synthesise({ ...REAL_SENDER, exchange: 'binance-us' });
    const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
    if (!task) throw new Error('the template has no task');
    const { Environment } = task.Properties.ContainerDefinitions.find(
      ({ Name }: { Name: string }) => Name === 'Ingest',
    );
    expect(Environment).toContainEqual({ Name: 'FEED', Value: 'binance-us' });
    expect(Environment).toContainEqual({ Name: 'BINANCE_REST_URL', Value: 'https://api.binance.us' });
    expect(Environment).toContainEqual({ Name: 'AWS_REGION', Value: 'us-east-1' });
  });

  it('must name a real sender in production', () => {
    expect(() => synthesise({ stage: 'production' })).toThrow(/senderAddress: in production, give an e-mail address/);
  });

  it('are refused when misspelt, rather than deployed with the default', () => {
    expect(() => synthesise({ senderAdress: 'bell@pricebell.dev' })).toThrow(/senderAdress: no such setting/);
  });

  it('reach the template', () => {
    const { template } = synthesise({ ...REAL_SENDER, tickShards: '2', region: 'ap-northeast-1' });
    template.hasResourceProperties('AWS::SES::EmailIdentity', { EmailIdentity: REAL_SENDER.senderAddress });
    template.hasResourceProperties('AWS::Kinesis::Stream', { ShardCount: 2 });
  });

  it('give the API the number of index shards of a new coin', () => {
    const { template } = synthesise({ ...REAL_SENDER, bookShards: '4' });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { BOOK_SHARDS: '4' } } });
  });

  it('give the functions the limits of a person', () => {
    const { template } = synthesise({ ...REAL_SENDER, maxAlerts: '7', maxCoins: '0', maxFiresPerHour: '9' });
    const Variables = { MAX_ALERTS: '7', MAX_COINS: '0', MAX_FIRES_PER_HOUR: '9', WRITES_PER_MINUTE: '120' };
    template.hasResource('AWS::Lambda::Function', { Properties: { Environment: { Variables } } });
    const dispatch = template.findResources('AWS::Lambda::Function').DispatchMessages?.Properties;
    expect(dispatch.Environment.Variables).toMatchObject({ MAX_FIRES_PER_HOUR: '9' });
  });

  it('are all named in docs/deploy.md', () => {
    const [, names = ''] = /there are (.*)$/.exec(messageOf(() => parseSettings({ none: 1 }))) ?? [];
    expect(names.split(', ').length).toBeGreaterThan(10);
    expect(names.split(', ').filter((name) => !DEPLOY_PAGE.includes(`\`${name}\``))).toEqual([]);
  });

  it('say how long logs and ticks are kept', () => {
    const { template } = synthesise({ ...REAL_SENDER, logRetentionDays: '365', tickRetentionHours: '48' });
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
    template.hasResourceProperties('AWS::Kinesis::Stream', { RetentionPeriodHours: 48 });
  });

  it.each([
    ['20', 20, 40],
    ['10000', 10_000, 5_000],
  ])('let the API answer %s requests a second, and no more in a burst than API Gateway takes', (given, rate, burst) => {
    synthesise({ ...REAL_SENDER, apiRequestsPerSecond: given }).template.hasResourceProperties(
      'AWS::ApiGatewayV2::Stage',
      { DefaultRouteSettings: { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } },
    );
  });

  it('reserve invocations for the ticks, and bound those of requests, only when that is asked for', () => {
    const reserved = (settings: Record<string, string>) => {
      const functions = synthesise({ ...REAL_SENDER, ...settings }).template.findResources('AWS::Lambda::Function');
      const counts = Object.entries(functions).map(([id, it]) => [id, it.Properties.ReservedConcurrentExecutions]);
      return Object.fromEntries(counts.filter(([, count]) => count !== undefined));
    };
    expect(reserved({})).toEqual({});
    const on = { reserveConcurrency: 'true' };
    expect(reserved(on)).toEqual({
      EvaluateTicks: 2,
      LiveSocket: 10,
      Api: 37,
      Batches: 24,
      Devices: 21,
      Market: 10,
      Operator: 10,
      Preview: 5,
    });
    expect(reserved({ ...on, tickShards: '4', apiRequestsPerSecond: '1' })).toEqual({
      EvaluateTicks: 8,
      LiveSocket: 10,
      Api: 10,
      Batches: 10,
      Devices: 11,
      Market: 10,
      Operator: 10,
      Preview: 5,
    });
  });

  it('print a warning when the sender is only the placeholder', () => {
    const placeholder = Match.stringLikeRegexp("Mails can't leave from alerts@example.com");
    synthesise({}).annotations.hasWarning('*', placeholder);
    synthesise(REAL_SENDER).annotations.hasNoWarning('*', placeholder);
  });
});
