import { describe, expect, it } from 'vitest';
import { render } from './render.ts';
import { synthesise } from './synthesise.ts';

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
  it('never runs two tasks at once, which would send every trade twice', () => {
    template.hasResourceProperties('AWS::ECS::Service', {
      DesiredCount: 1,
      AvailabilityZoneRebalancing: 'DISABLED',
      DeploymentConfiguration: { MinimumHealthyPercent: 0, MaximumPercent: 100 },
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

  it('runs stock images: the first fetches the bundle, then the second runs it', () => {
    expect([fetch.Image, ingest.Image].every((image) => image.startsWith('public.ecr.aws/'))).toBe(true);
    expect(render(fetch.Command[3])).toMatch(/^s3:\/\/cdk-\w+-assets-/);
    expect(fetch.Command[4]).toBe(ingest.Command[1]);
    expect(ingest.DependsOn).toEqual([{ ContainerName: 'Fetch', Condition: 'SUCCESS' }]);
  });

  it('has half a minute to flush when it is stopped', () => {
    expect(ingest.StopTimeout).toBe(30);
  });

  it('is told its tables, its stream and where Binance is', () => {
    const environment = ingest.Environment.map(({ Name, Value }: { Name: string; Value: unknown }) => [
      Name,
      render(Value),
    ]);
    expect(Object.fromEntries(environment)).toEqual({
      ALERTS_TABLE: 'DatabaseAlerts',
      COINS_TABLE: 'DatabaseCoins',
      COINS_STREAM_ARN: 'DatabaseCoins.StreamArn',
      MARKET_TABLE: 'DatabaseMarket',
      CANDLES_TABLE: 'DatabaseCandles',
      TICKS_STREAM: 'TicksStream',
      BINANCE_WS_URL: 'wss://data-stream.binance.vision',
      BINANCE_REST_URL: 'https://data-api.binance.vision',
      FEED: 'binance',
      FLUSH_INTERVAL_MS: '250',
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
