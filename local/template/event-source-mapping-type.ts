import * as z from 'zod';
import { functionNameOf } from './gateway-types.ts';
import type { MappingPlan } from './plan.ts';
import { defineResource } from './resource-type.ts';

/** -1: no limit. */
const limit = z.number().int().min(-1).default(-1);
const MAX_STREAM_BATCH = 10_000;
/** Most messages of one ReceiveMessage. A larger batch would need a window, which is not supported for queues. */
const MAX_QUEUE_BATCH = 10;
/** What Lambda starts with when the template sets no limit. */
const DEFAULT_CONCURRENCY = 5;
/** All that a new account has, for all functions. Each is a thread here. */
const MAX_CONCURRENCY = 10;
const DEFAULT_STREAM_BATCH = 100;
const DEFAULT_QUEUE_BATCH = 10;

const schema = z.strictObject({
  EventSourceArn: z.string(),
  FunctionName: z.string(),
  Enabled: z.literal(true).optional(),
  BatchSize: z.number().int().min(1).max(MAX_STREAM_BATCH).optional(),
  MaximumBatchingWindowInSeconds: z.number().min(0).max(300).default(0),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
  FilterCriteria: z.strictObject({ Filters: z.array(z.strictObject({ Pattern: z.string() })) }).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.number().int().min(2).optional() }).optional(),
  StartingPosition: z.enum(['TRIM_HORIZON', 'LATEST']).optional(),
  MaximumRetryAttempts: limit,
  MaximumRecordAgeInSeconds: limit,
  BisectBatchOnFunctionError: z.boolean().default(false),
  ParallelizationFactor: z.literal(1, 'only a factor of 1 is interpreted').optional(),
  DestinationConfig: z.strictObject({ OnFailure: z.strictObject({ Destination: z.string() }) }).optional(),
});
type Properties = z.infer<typeof schema>;

export const eventSourceMapping = defineResource(schema, ({ logicalId, properties, workbench }) => {
  workbench.plan.mappings.push(planMapping(logicalId, properties));
  return { ref: logicalId, attributes: { Id: logicalId } };
});

function planMapping(name: string, properties: Properties): MappingPlan {
  const common = {
    name,
    functionName: functionNameOf(properties.FunctionName),
    sourceArn: properties.EventSourceArn,
    windowMs: properties.MaximumBatchingWindowInSeconds * 1_000,
    reportsFailures: properties.FunctionResponseTypes.length > 0,
    filters: properties.FilterCriteria?.Filters.map(({ Pattern }) => Pattern) ?? [],
  };
  const source = sourceOf(properties.EventSourceArn);
  if (source === 'sqs') {
    return { ...common, source, batchSize: queueBatchSize(properties), maxConcurrency: queueConcurrency(properties) };
  }
  if (!properties.StartingPosition) throw new Error('StartingPosition: is missing');
  return {
    ...common,
    source,
    batchSize: properties.BatchSize ?? DEFAULT_STREAM_BATCH,
    startingPosition: properties.StartingPosition,
    maxRetries: unlessNever(properties.MaximumRetryAttempts, 1),
    maxAgeMs: unlessNever(properties.MaximumRecordAgeInSeconds, 1_000),
    bisect: properties.BisectBatchOnFunctionError,
    destinationArn: properties.DestinationConfig?.OnFailure.Destination ?? null,
  };
}

function sourceOf(arn: string): 'sqs' | 'kinesis' | 'dynamodb' {
  const service = arn.split(':')[2];
  if (service === 'sqs' || service === 'kinesis' || service === 'dynamodb') return service;
  throw new Error(`EventSourceArn: mappings from ${service} are not interpreted`);
}

function queueBatchSize({ BatchSize = DEFAULT_QUEUE_BATCH, MaximumBatchingWindowInSeconds }: Properties): number {
  if (BatchSize > MAX_QUEUE_BATCH) throw new Error(`BatchSize: at most ${MAX_QUEUE_BATCH} is interpreted for a queue`);
  if (MaximumBatchingWindowInSeconds > 0)
    throw new Error('MaximumBatchingWindowInSeconds: not interpreted for a queue');
  return BatchSize;
}

function queueConcurrency({ ScalingConfig }: Properties): number {
  const { MaximumConcurrency = DEFAULT_CONCURRENCY } = ScalingConfig ?? {};
  if (MaximumConcurrency <= MAX_CONCURRENCY) return MaximumConcurrency;
  throw new Error(`ScalingConfig.MaximumConcurrency: at most ${MAX_CONCURRENCY} is interpreted`);
}

function unlessNever(value: number, unit: number): number | null {
  return value === -1 ? null : value * unit;
}
