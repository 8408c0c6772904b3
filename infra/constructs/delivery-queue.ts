import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';

const MAX_RECEIVES = 5;
const BATCH_SIZE = 10;
/** AWS's own advice: a message must not come back while a slow batch that holds it is still tried again. */
const TIMEOUTS_UNTIL_VISIBLE = 6;
/** The lowest that Lambda takes: SES refuses what is over its rate, and each refusal uses up one receive. */
const MAX_CONCURRENCY = 2;

/** One message for each channel of each trigger; what fails again and again ends among the dead letters. */
export class DeliveryQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, { functionTimeout }: { functionTimeout: Duration }) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'Dead', {
      retentionPeriod: Duration.days(14),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
    });
    this.queue = new Queue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(TIMEOUTS_UNTIL_VISIBLE * functionTimeout.toSeconds()),
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
