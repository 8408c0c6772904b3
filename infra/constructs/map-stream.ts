import { CfnEventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';

/** Most records of one call, for Kinesis and table streams. */
const BATCH_SIZE = 100;
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
