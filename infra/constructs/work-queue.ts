import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';

/**
 * A failed message comes back after this time. Longer than a claim in the delivery log (40 s), so that a delivery whose sender died
 * can be claimed again. Lambda requires at least the function's timeout (20 s). It advises six times that, but for batches: here a
 * mail would wait for minutes.
 */
const VISIBILITY_TIMEOUT = Duration.seconds(60);
/** Each failure and each throttled call uses up one. At one a minute, that is more than an hour and a half. */
const MAX_RECEIVES = 100;
/** A message keeps its age when it moves to the dead letters, so that they must keep it longer than the queue does (4 days). */
const DEAD_LETTERS_KEPT = Duration.days(14);

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

export interface WorkQueueProps {
  /** most messages of one invocation */
  readonly batchSize: number;
  /** most invocations at once; Lambda allows no less than 2 */
  readonly maxConcurrency: number;
}

/** Messages for one function. One that keeps failing goes to the dead letters; `npm run redrive` sends it again. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;
  readonly #limits: WorkQueueProps;

  constructor(scope: Construct, id: string, limits: WorkQueueProps) {
    super(scope, id);
    this.#limits = limits;
    this.deadLetters = new Queue(this, 'Dead', { ...SAFE, retentionPeriod: DEAD_LETTERS_KEPT });
    this.queue = new Queue(this, 'Queue', {
      ...SAFE,
      visibilityTimeout: VISIBILITY_TIMEOUT,
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Calls the function with the messages. */
  feed(target: IFunction): void {
    const { queueArn } = this.queue;
    allow(target, ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [queueArn]);
    new EventSourceMapping(target, this.node.id, {
      target,
      eventSourceArn: queueArn,
      ...this.#limits,
      reportBatchItemFailures: true,
    });
  }

  /** How many wait, and how many were given up. */
  grantDepth(grantee: IGrantable): void {
    allow(grantee, ['sqs:GetQueueAttributes'], [this.queue.queueArn, this.deadLetters.queueArn]);
  }

  grantSend(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
