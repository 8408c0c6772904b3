import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { Stream, StreamEncryption, StreamMode } from 'aws-cdk-lib/aws-kinesis';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { VIEWED_TICKS } from '../../domain/market/viewed-coin.ts';
import type { Config } from '../config.ts';
import { allow } from './allow.ts';
import { mapNewest, mapStream } from './map-stream.ts';

/** Ticks, in order per coin, from the ingest task to evaluate-ticks. */
export class TickStream extends Construct {
  readonly stream: Stream;

  constructor(scope: Construct, id: string, { tickShards, tickRetentionHours }: Config) {
    super(scope, id);
    this.stream = new Stream(this, 'Stream', {
      streamMode: StreamMode.PROVISIONED,
      shardCount: tickShards,
      retentionPeriod: Duration.hours(tickRetentionHours),
      encryption: StreamEncryption.MANAGED,
      // ticks are worthless after a day, and a shard that is kept goes on costing
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }

  /** Calls the function with every tick. No filter: Lambda silently drops a record that a filter can't read. */
  feed(target: IFunction): void {
    this.#grantRead(target);
    mapStream(target, 'Ticks', { eventSourceArn: this.stream.streamArn });
  }

  /** Calls the function with the newest ticks while somebody listens, and not at all while nobody does. */
  feedViewed(target: IFunction): void {
    this.#grantRead(target);
    mapNewest(target, 'ViewedTicks', { eventSourceArn: this.stream.streamArn, filters: [VIEWED_TICKS] });
  }

  #grantRead(target: IFunction): void {
    const reads = ['DescribeStream', 'DescribeStreamSummary', 'GetRecords', 'GetShardIterator', 'ListShards'];
    const actions = reads.map((name) => `kinesis:${name}`);
    allow(target, actions, [this.stream.streamArn]);
  }

  grantPublish(grantee: IGrantable): void {
    allow(grantee, ['kinesis:PutRecords'], [this.stream.streamArn]);
  }
}
