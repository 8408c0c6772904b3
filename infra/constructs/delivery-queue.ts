import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';

/** One order an invocation, so that a slow send neither holds up nor sends again any other. */
const BATCH_SIZE = 1;
/**
 * An order that failed comes back after so long. Lambda asks for no less than the function's timeout; its advice of six
 * times that is for batches, and would make a throttled mail wait for minutes.
 */
const VISIBILITY_TIMEOUT = Duration.seconds(60);
/** Each refusal by SES, or by Lambda itself, uses up one: at one a minute a mail is tried for more than an hour and a half. */
const MAX_RECEIVES = 100;
/** The lowest that Lambda takes: SES refuses what is over its rate. */
const MAX_CONCURRENCY = 2;

/** One message for each channel of each trigger; what fails again and again ends among the dead letters. */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'Dead', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
  }

  /** Calls the function with the deliveries that are due. */
  feed(target: IFunction): void {
    const { queueArn } = this.queue;
    allow(target, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
    new EventSourceMapping(target, 'Deliveries', {
      target,
      eventSourceArn: queueArn,
      batchSize: BATCH_SIZE,
      maxConcurrency: MAX_CONCURRENCY,
      reportBatchItemFailures: true,
    });
  }

  grantSend(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
