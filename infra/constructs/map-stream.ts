import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';

/** The bound of one call, in records; Kinesis and table streams alike. */
const BATCH_SIZE = 100;
const NO_LIMIT = -1;

export interface StreamSource {
  readonly eventSourceArn: string;
  /** Patterns of Lambda's event filtering; what fits none of them never reaches the function. */
  readonly filters?: readonly object[];
}

/**
 * A stream that the function reads in order. No attempt or age limit: a record past its limit would be dropped, and a
 * dropped record is a lost trigger. A record that can't be parsed never blocks, as the function sets it aside itself.
 * The plain resource, because CDK's own mapping can't say "no age limit".
 */
export function mapStream(target: IFunction, id: string, { eventSourceArn, filters }: StreamSource): void {
  new CfnEventSourceMapping(target, id, {
    functionName: target.functionName,
    eventSourceArn,
    startingPosition: 'TRIM_HORIZON',
    batchSize: BATCH_SIZE,
    parallelizationFactor: 1,
    maximumRetryAttempts: NO_LIMIT,
    maximumRecordAgeInSeconds: NO_LIMIT,
    functionResponseTypes: ['ReportBatchItemFailures'],
    ...(filters && { filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) } }),
  });
}
