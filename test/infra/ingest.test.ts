import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LEASE_CALL_TIMEOUT_MS } from '../../adapters/dynamodb/market/lease-table.ts';
import { METRIC_NAMESPACE } from '../../adapters/metric-report.ts';
import { METRIC_NAMES } from '../../ingest-task/publishing/minute-report.ts';
import { BEAT_INTERVAL_MS } from '../../ingest-task/run/heartbeat.ts';
import { READ_INTERVAL_MS } from '../../ingest-task/run/lease/lease.ts';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';

const RUNBOOK = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
const { template } = synthesise();
const [task] = Object.values(template.findResources('AWS::ECS::TaskDefinition'));
const [fetch, ingest] = task?.Properties.ContainerDefinitions ?? [];

describe('the network', () => {
  it('has two public subnets and pays for no NAT gateway', () => {
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::Subnet', 2);
    template.allResourcesProperties('AWS::EC2::Subnet', { MapPublicIpOnLaunch: true });
  });

  it('lets nothing in', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    for (const { Properties } of Object.values(template.findResources('AWS::EC2::SecurityGroup'))) {
      expect(Properties).not.toHaveProperty('SecurityGroupIngress');
    }
  });

  it('reaches DynamoDB by a gateway endpoint, which costs nothing', () => {
    const [endpoint] = Object.values(template.findResources('AWS::EC2::VPCEndpoint'));
    expect(endpoint?.Properties.VpcEndpointType).toBe('Gateway');
    expect(render(endpoint?.Properties.ServiceName)).toMatch(/\.dynamodb$/);
  });
});

describe('the ingest service', () => {
  it('runs one task, starts its successor before it ends, and never moves it without need', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: { MinimumHealthyPercent: 100, MaximumPercent: 200 },
    });
  });

  it('runs a standby beside it when asked to', () => {
    synthesise({ ingestTasks: '2' }).template.hasResourceProperties('AWS::ECS::Service', { DesiredCount: 2 });
  });

  it('has alarms on the metrics of its report of each minute, which are free up to ten', () => {
    const all = Object.entries(template.findResources('AWS::CloudWatch::Alarm'));
    const alarms = all.filter(([id]) => id.startsWith('Ingest'));
    expect(alarms.map(([id, { Properties }]) => [id, Properties.MetricName])).toEqual([
      ['IngestNobodyWatches', 'leaseHeld'],
      ['IngestCoinsUnseen', 'coinsUnseen'],
      ['IngestTradesMissed', 'holes'],
    ]);
    for (const [id, { Properties }] of alarms) {
      expect(METRIC_NAMES).toContain(Properties.MetricName);
      expect(Properties).toMatchObject({
        Namespace: METRIC_NAMESPACE,
        Dimensions: [{ Name: 'service', Value: 'ingest' }],
      });
      expect(Properties.AlarmDescription, id).toMatch(/\.$/);
      expect(RUNBOOK).toContain(id.replace('Ingest', ''));
    }
  });

  it('goes off when no task reports anything at all', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'leaseHeld',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('is the smallest arm64 Fargate task, with a public address for its way out', () => {
    expect(task?.Properties).toMatchObject({
      Cpu: '256',
      Memory: '512',
      RequiresCompatibilities: ['FARGATE'],
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
    });
    template.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: { AssignPublicIp: 'ENABLED' } },
    });
  });

  it('runs public images: the first fetches the bundle, then the second runs it', () => {
    expect([fetch.Image, ingest.Image].every((image) => image.startsWith('public.ecr.aws/'))).toBe(true);
    expect(render(fetch.Command[3])).toMatch(/^s3:\/\/cdk-\w+-assets-/);
    expect(fetch.Command[4]).toBe(ingest.Command[1]);
    expect(ingest.DependsOn).toEqual([{ ContainerName: 'Fetch', Condition: 'SUCCESS' }]);
  });

  it('is replaced when its heartbeat is older than any that it may have while it works', () => {
    const { Command, Interval, Timeout, Retries, StartPeriod } = ingest.HealthCheck;
    const limitMs = Number(/ -mmin -([\d.]+) /.exec(Command[1])?.[1]) * 60_000;
    // a standby's longest attempt: three calls, after a pause; then a beat that the interval leaves out
    const longestMs = READ_INTERVAL_MS + 3 * LEASE_CALL_TIMEOUT_MS + BEAT_INTERVAL_MS;
    expect(limitMs).toBeGreaterThan(2 * longestMs);
    expect({ Interval, Timeout, Retries, StartPeriod }).toEqual({
      Interval: 10,
      Timeout: 5,
      Retries: 3,
      StartPeriod: 60,
    });
  });

  it('has half a minute to flush when it is stopped', () => {
    expect(ingest.StopTimeout).toBe(30);
  });

  it('gets its tables, its stream and Binance’s addresses', () => {
    const environment = ingest.Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [
      Name,
      render(Value),
    ]);
    expect(Object.fromEntries(environment)).toEqual({
      ALERTS_TABLE: 'DatabaseAlerts',
      COINS_TABLE: 'DatabaseCoins',
      COINS_STREAM_ARN: 'DatabaseCoins.StreamArn',
      MARKET_TABLE: 'DatabaseMarket',
      MARKET_CAPACITY: 'provisioned',
      CANDLES_TABLE: 'DatabaseCandles',
      TICKS_STREAM: 'TicksStream',
      BINANCE_WS_URL: 'wss://data-stream.binance.vision',
      BINANCE_REST_URL: 'https://data-api.binance.vision',
      FEED: 'binance',
      FLUSH_INTERVAL_MS: '250',
      OUTAGE_AFTER_MS: '300000',
      HEARTBEAT_FILE: '/tmp/heartbeat',
      AWS_REGION: 'eu-west-1',
    });
  });

  it('writes to one provisioned shard that keeps a day', () => {
    template.hasResourceProperties('AWS::Kinesis::Stream', {
      ShardCount: 1,
      RetentionPeriodHours: 24,
      StreamModeDetails: { StreamMode: 'PROVISIONED' },
      StreamEncryption: { EncryptionType: 'KMS', KeyId: 'alias/aws/kinesis' },
    });
  });
});
