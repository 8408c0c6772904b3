import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';

/** Most records of one call, for Kinesis and table streams. */
const BATCH_SIZE = 100;
/** All that a shard takes in a second: a backlog costs one call a second too. */
const NEWEST_BATCH_SIZE = 1_000;
/** Lambda knows no less. */
const NEWEST_AGE_S = 60;
const NO_LIMIT = -1;

export interface StreamSource {
  readonly eventSourceArn: string;
  /** Lambda's filter patterns. A record that matches none never reaches the function. */
  readonly filters?: readonly object[];
}

/**
 * Lets the function read a stream, in order. No limit of attempts or age: Lambda drops a record past its limit, and a dropped
 * record is a lost trigger. A record that can't be parsed does not block: the function quarantines it.
 * The plain CloudFormation resource, because CDK's own mapping can't say "no age limit".
 */
export function mapStream(target: IFunction, id: string, source: StreamSource): void {
  new CfnEventSourceMapping(target, id, {
    ...mappingOf(target, source),
    startingPosition: 'TRIM_HORIZON',
    batchSize: BATCH_SIZE,
    maximumRetryAttempts: NO_LIMIT,
    maximumRecordAgeInSeconds: NO_LIMIT,
    functionResponseTypes: ['ReportBatchItemFailures'],
  });
}

/** As above, for what is worth something only while it is new: nothing is read twice, or a minute late. */
export function mapNewest(target: IFunction, id: string, source: StreamSource): void {
  new CfnEventSourceMapping(target, id, {
    ...mappingOf(target, source),
    startingPosition: 'LATEST',
    batchSize: NEWEST_BATCH_SIZE,
    maximumRetryAttempts: 0,
    maximumRecordAgeInSeconds: NEWEST_AGE_S,
  });
}

function mappingOf({ functionName }: IFunction, { eventSourceArn, filters }: StreamSource) {
  return {
    functionName,
    eventSourceArn,
    parallelizationFactor: 1,
    ...(filters && { filterCriteria: { filters: filters.map((filter) => ({ pattern: JSON.stringify(filter) })) } }),
  };
}
