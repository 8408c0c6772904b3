import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import type { KinesisClient } from '@aws-sdk/client-kinesis';
import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { localQueueUrl } from '../engines/queue-url.ts';
import { messageOf } from '../json.ts';
import type { MappingPlan, QueueMappingPlan, StreamMappingPlan } from '../template/plan.ts';
import { sendDropNotice } from './drop-notice.ts';
import { createTableSource } from './dynamodb-source.ts';
import { compileFilters } from './filter-pattern.ts';
import { createKinesisSource } from './kinesis-source.ts';
import { openPositions } from './positions.ts';
import { startQueueMapping } from './queue-mapping.ts';
import { type Mapping, startStreamMapping } from './stream-mapping.ts';
import type { StreamSource } from './stream-source.ts';

/** How long a poller waits after an empty read, in ms. */
export interface PollRate {
  readonly kinesisMs: number;
  readonly dynamodbMs: number;
}

/** For a laptop: alerts fire as fast as the engines allow. */
export const FAST: PollRate = { kinesisMs: 40, dynamodbMs: 40 };

/** Lambda polls a Kinesis shard once a second. */
const AWS_POLL_MS = 1_000;

export interface MappingsContext {
  readonly streams: DynamoDBStreamsClient;
  readonly kinesis: KinesisClient;
  readonly queues: SQSClient;
  /** absolute path; each mapping keeps its position in it */
  readonly positionsFolder: string;
  readonly pollRate: PollRate;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  /** problems, with the name of the mapping */
  readonly report: (name: string, text: string) => void;
}

export function startMappings(plans: readonly MappingPlan[], context: MappingsContext): Promise<Mapping[]> {
  return Promise.all(plans.map((plan) => startMapping(plan, context)));
}

/** @throws Error that names the mapping, when its filter or destination is not supported */
export async function startMapping(plan: MappingPlan, context: MappingsContext): Promise<Mapping> {
  try {
    return plan.source === 'sqs' ? await startQueue(plan, context) : await startStream(plan, context);
  } catch (error) {
    throw new Error(`${plan.name}: ${messageOf(error)}`, { cause: error });
  }
}

async function startQueue(plan: QueueMappingPlan, context: MappingsContext): Promise<Mapping> {
  return startQueueMapping({
    name: plan.name,
    client: context.queues,
    queueUrl: await queueUrlOf(plan.sourceArn, context.queues),
    queueArn: plan.sourceArn,
    batchSize: plan.batchSize,
    maxConcurrency: plan.maxConcurrency,
    reportsFailures: plan.reportsFailures,
    matches: compileFilters(plan.filters),
    invoke: (event) => context.invoke(plan.functionName, event),
    report: (text) => context.report(plan.name, text),
  });
}

/** Such a function sends each second what is new. Called more often than AWS calls it, it would wait with a batch while newer records come. */
function readsNewestOnly({ source, startingPosition }: StreamMappingPlan): boolean {
  return source === 'kinesis' && startingPosition === 'LATEST';
}

async function startStream(plan: StreamMappingPlan, context: MappingsContext): Promise<Mapping> {
  const source = openSource(plan, context);
  const destination = plan.destinationArn && (await queueUrlOf(plan.destinationArn, context.queues));
  const report = (text: string) => context.report(plan.name, text);
  return startStreamMapping({
    name: plan.name,
    source,
    positions: openPositions({
      folder: context.positionsFolder,
      name: plan.name,
      sourceArn: plan.sourceArn,
      since: plan.startingPosition === 'LATEST' ? Date.now() : 0,
    }),
    limits: { maxRetries: plan.maxRetries, maxAgeMs: plan.maxAgeMs, bisect: plan.bisect },
    batchSize: plan.batchSize,
    windowMs: plan.windowMs,
    pollMs: plan.source === 'kinesis' ? context.pollRate.kinesisMs : context.pollRate.dynamodbMs,
    betweenReadsMs: readsNewestOnly(plan) ? AWS_POLL_MS : 0,
    reportsFailures: plan.reportsFailures,
    matches: compileFilters(plan.filters),
    invoke: (event) => context.invoke(plan.functionName, event),
    report,
    async onDropped(dropped, shardId) {
      report(`gave up ${dropped.records.length} records of ${shardId}: ${dropped.reason}`);
      if (!destination) return;
      // as on AWS, the mapping goes on when its on-failure queue can't be reached
      await sendDropNotice(context.queues, destination, { plan, source, shardId, dropped, now: Date.now() }).catch(
        (error: unknown) => report(`can't write to the on-failure queue: ${messageOf(error)}`),
      );
    },
  });
}

export function openSource(
  { source, sourceArn }: Pick<StreamMappingPlan, 'source' | 'sourceArn'>,
  { kinesis, streams }: Pick<MappingsContext, 'kinesis' | 'streams'>,
): StreamSource {
  return source === 'kinesis' ? createKinesisSource(kinesis, sourceArn) : createTableSource(streams, sourceArn);
}

async function queueUrlOf(arn: string, client: SQSClient): Promise<string> {
  const [, , service, , , name = ''] = arn.split(':');
  if (service !== 'sqs') throw new Error(`destinations other than queues are not interpreted: ${arn}`);
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName: name }));
  if (!QueueUrl) throw new Error(`there is no queue ${name}`);
  return localQueueUrl(client, QueueUrl);
}
