import { EventSourceMapping, type EventSourceMappingOptions, type IFunction } from 'aws-cdk-lib/aws-lambda';

/** The bound of one call, in records; Kinesis and table streams alike. */
const BATCH_SIZE = 100;
const NO_LIMIT = -1;

/**
 * A stream that the function reads in order. No attempt or age limit: a record past its limit would be dropped, and a
 * dropped record is a lost trigger. A record that can't be parsed never blocks, as the function sets it aside itself.
 */
export function mapStream(target: IFunction, id: string, options: EventSourceMappingOptions): void {
  new EventSourceMapping(target, id, {
    target,
    batchSize: BATCH_SIZE,
    parallelizationFactor: 1,
    retryAttempts: NO_LIMIT,
    reportBatchItemFailures: true,
    ...options,
  });
}
