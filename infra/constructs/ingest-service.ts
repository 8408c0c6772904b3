import { Duration, Stack } from 'aws-cdk-lib';
import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import {
  AvailabilityZoneRebalancing,
  CfnClusterCapacityProviderAssociations,
  Cluster,
  ContainerDependencyCondition,
  ContainerImage,
  CpuArchitecture,
  FargateService,
  FargateTaskDefinition,
  type HealthCheck,
  type ICluster,
  LogDrivers,
  OperatingSystemFamily,
} from 'aws-cdk-lib/aws-ecs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import { type Config, marketUnits, usesSpot } from '../config.ts';
import { addIngestAlarms } from './alarms/ingest-alarms.ts';
import { allow } from './allow.ts';
import { bundleProgram } from './bundle.ts';
import type { Database } from './database.ts';
import { createLogGroup } from './log-group.ts';
import type { Network } from './network.ts';
import { SpotFallback } from './spot-fallback.ts';
import type { TickStream } from './tick-stream.ts';

/** Public images, so that a deploy builds none and needs no docker. */
const NODE_IMAGE = 'public.ecr.aws/docker/library/node:24-slim';
const AWS_CLI_IMAGE = 'public.ecr.aws/aws-cli/aws-cli:2.31.0';
const BUNDLE = { sourceVolume: 'bundle', containerPath: '/bundle' };
/** From SIGTERM until ECS kills the task: time for the last flush. */
const STOP_TIMEOUT = Duration.seconds(30);

const CAPACITIES = ['FARGATE', 'FARGATE_SPOT'];
type Capacity = 'FARGATE' | 'FARGATE_SPOT';

/**
 * The task writes its heartbeat about every five seconds (`ingest-task/run/heartbeat.ts`), at the slowest every 12: a file that is older
 * than half a minute is of a process that hangs. By the image's own shell and `find`: starting Node for each check would cost more than
 * the task does. ECS replaces the task after three failures, about a minute after the last beat; a task that starts slowly has a minute.
 * The check begins with its container, so the time of `Fetch` does not count.
 */
const HEARTBEAT_FILE = '/tmp/heartbeat';
const HEALTH_CHECK: HealthCheck = {
  command: ['CMD-SHELL', 'find "$HEARTBEAT_FILE" -mmin -0.5 | grep -q .'],
  interval: Duration.seconds(10),
  timeout: Duration.seconds(5),
  retries: 3,
  startPeriod: Duration.seconds(60),
};

export interface IngestServiceProps {
  readonly config: Config;
  readonly network: Network;
  readonly database: Database;
  readonly ticks: TickStream;
}

interface ServiceOptions {
  readonly cluster: ICluster;
  readonly network: Network;
  readonly capacity: Capacity;
  /** undefined: one when it is made; a deploy leaves what the service has by then */
  readonly desiredCount: number | undefined;
}

/** The process that talks to the exchange. Of several tasks, the one that holds the lease does. */
export class IngestService extends Construct {
  readonly task: FargateTaskDefinition;
  /** what the cluster may use; a service can't be without it */
  #capacity: CfnClusterCapacityProviderAssociations | null = null;

  constructor(scope: Construct, id: string, props: IngestServiceProps) {
    super(scope, id);
    this.task = new FargateTaskDefinition(this, 'Task', {
      cpu: 256,
      memoryLimitMiB: 512,
      runtimePlatform: { cpuArchitecture: CpuArchitecture.ARM64, operatingSystemFamily: OperatingSystemFamily.LINUX },
      volumes: [{ name: BUNDLE.sourceVolume }],
    });
    this.#addContainers(props);
    props.database.grantObserve(this.task.taskRole);
    props.ticks.grantPublish(this.task.taskRole);
    this.#addServices(props);
    addIngestAlarms(this, props.config);
  }

  /** `Fetch` copies the bundle to the shared volume, then `Ingest` runs it. */
  #addContainers(props: IngestServiceProps): void {
    const logging = LogDrivers.awsLogs({ streamPrefix: 'ingest', logGroup: createLogGroup(this, 'Logs') });
    const bundle = new Asset(this, 'Bundle', bundleProgram('ingest-task/main.ts'));
    allow(this.task.taskRole, ['s3:GetObject'], [bundle.bucket.arnForObjects(bundle.s3ObjectKey)]);
    this.#allowKeyOfBucket(props.config);

    const fetch = this.task.addContainer('Fetch', {
      image: ContainerImage.fromRegistry(AWS_CLI_IMAGE),
      command: ['s3', 'cp', '--only-show-errors', bundle.s3ObjectUrl, `${BUNDLE.containerPath}/main.mjs`],
      essential: false,
      logging,
    });
    fetch.addMountPoints({ ...BUNDLE, readOnly: false });
    const ingest = this.task.addContainer('Ingest', {
      image: ContainerImage.fromRegistry(NODE_IMAGE),
      command: ['node', `${BUNDLE.containerPath}/main.mjs`],
      environment: environmentOf(props),
      healthCheck: HEALTH_CHECK,
      stopTimeout: STOP_TIMEOUT,
      logging,
    });
    ingest.addMountPoints({ ...BUNDLE, readOnly: true });
    ingest.addContainerDependencies({ container: fetch, condition: ContainerDependencyCondition.SUCCESS });
  }

  /** Only through S3: the task can decrypt nothing else with the key. */
  #allowKeyOfBucket({ bootstrapKmsKeyArn, region }: Config): void {
    if (!bootstrapKmsKeyArn) return;
    const throughS3 = { StringEquals: { 'kms:ViaService': `s3.${region}.amazonaws.com` } };
    allow(this.task.taskRole, ['kms:Decrypt'], [bootstrapKmsKeyArn], throughS3);
  }

  /**
   * On Spot, a second service is the reserve for when there is no Spot capacity. The template gives it no number of tasks: with each change
   * of the service CloudFormation would set that number, and a deploy would end the one task that watches.
   */
  #addServices(props: IngestServiceProps): void {
    const { config, network } = props;
    const cluster = this.#addCluster(props);
    // An emulator with docker would connect it to Binance. The emulator test starts the task itself.
    const desiredCount = config.emulator ? 0 : config.ingestTasks;
    const add = (id: string, capacity: Capacity, tasks: number | undefined) =>
      this.#addService(id, { cluster, network, capacity, desiredCount: tasks });
    if (!usesSpot(config)) {
      add('Service', 'FARGATE', desiredCount);
      return;
    }
    const spot = add('Service', 'FARGATE_SPOT', desiredCount);
    const reserve = add('Reserve', 'FARGATE', config.emulator ? 0 : undefined);
    new SpotFallback(this, 'Fallback', { cluster, spot, reserve });
  }

  /** Both kinds of capacity in any case, so that a change of `spot` changes the service's strategy alone, which ECS does by a deployment. */
  #addCluster({ config, network }: IngestServiceProps): ICluster {
    const cluster = new Cluster(this, 'Cluster', { vpc: network.vpc });
    if (config.emulator) return cluster; // it does not know the type
    this.#capacity = new CfnClusterCapacityProviderAssociations(this, 'Capacity', {
      cluster: cluster.clusterName,
      capacityProviders: CAPACITIES,
      defaultCapacityProviderStrategy: [],
    });
    return cluster;
  }

  /**
   * A new task starts before the old one stops; the lease lets only one watch. Tasks are not moved to balance zones: each move
   * would be a take-over.
   */
  #addService(id: string, { cluster, network, capacity, desiredCount }: ServiceOptions): FargateService {
    const service = new FargateService(this, id, {
      cluster,
      taskDefinition: this.task,
      capacityProviderStrategies: [{ capacityProvider: capacity, weight: 1 }],
      ...(desiredCount !== undefined && { desiredCount }),
      minHealthyPercent: 100,
      maxHealthyPercent: 200,
      availabilityZoneRebalancing: AvailabilityZoneRebalancing.DISABLED,
      // a deploy whose task can't start fails after minutes; without this, after hours
      circuitBreaker: { enable: true, rollback: true },
      vpcSubnets: { subnetType: SubnetType.PUBLIC },
      assignPublicIp: true,
      securityGroups: [network.outboundOnly],
    });
    // a task needs the way to the internet and every permission from its start to its end
    service.node.addDependency(network, this.task, ...(this.#capacity ? [this.#capacity] : []));
    return service;
  }
}

function environmentOf({ config, database, ticks }: IngestServiceProps): Record<string, string> {
  return {
    ALERTS_TABLE: database.alerts.tableName,
    COINS_TABLE: database.coins.tableName,
    COINS_STREAM_ARN: database.coinsStreamArn,
    MARKET_TABLE: database.market.tableName,
    MARKET_CAPACITY: marketUnits(config) ? 'provisioned' : 'on-demand',
    CANDLES_TABLE: database.candles.tableName,
    TICKS_STREAM: ticks.stream.streamName,
    BINANCE_WS_URL: config.binanceWsUrl,
    BINANCE_REST_URL: config.binanceRestUrl,
    FEED: config.exchange,
    FLUSH_INTERVAL_MS: String(config.flushIntervalMs),
    OUTAGE_AFTER_MS: String(config.outageSeconds * 1_000),
    HEARTBEAT_FILE,
    AWS_REGION: Stack.of(database).region,
  };
}
