import { Duration } from 'aws-cdk-lib';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import { EventSourceMapping, type IFunction } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { allow } from './allow.ts';

/**
 * A message that failed comes back after so long: more than a claim of the delivery log (40 s), so that one whose sender has
 * ended can be claimed again. Lambda asks for no less than the function's timeout (20 s); its advice of six times that is
 * for batches, and would make a mail wait for minutes.
 */
const VISIBILITY_TIMEOUT = Duration.seconds(60);
/** Each failure, and each refusal by Lambda itself, uses up one: at one a minute, more than an hour and a half. */
const MAX_RECEIVES = 100;
/** A message keeps its age when it is moved to the dead letters: it must be kept there longer than in the queue (4 days). */
const DEAD_LETTERS_KEPT = Duration.days(14);

const SAFE = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true };

export interface WorkQueueProps {
  /** messages of one invocation */
  readonly batchSize: number;
  /** invocations at once; Lambda takes no less than 2 */
  readonly maxConcurrency: number;
}

/** Messages for one function. What fails again and again ends among the dead letters, from where it can be sent again. */
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

  /** Calls the function with what is due. */
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

  grantSend(grantee: IGrantable): void {
    allow(grantee, ['sqs:SendMessage'], [this.queue.queueArn]);
  }
}
