import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

const BATCH_SIZE = 10;
/** A message that was read and not yet moved is hidden for so long; moving ten takes some milliseconds. */
const HIDDEN_S = 30;

export interface QueuePair {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves every message that is visible in `from` to `to`, as SQS's StartMessageMoveTask does, which the local engine does not
 * know. Sent before it is deleted: one that ends in between is there twice, which every function here bears. Answers how many.
 */
export async function moveMessages(client: SQSClient, { from, to }: QueuePair): Promise<number> {
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({ QueueUrl: from, MaxNumberOfMessages: BATCH_SIZE, VisibilityTimeout: HIDDEN_S }),
    );
    if (Messages.length === 0) return moved;
    for (const message of Messages) await moveOne(client, message, { from, to });
    moved += Messages.length;
  }
}

async function moveOne(client: SQSClient, { Body, ReceiptHandle }: Message, { from, to }: QueuePair): Promise<void> {
  await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body }));
  await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
}
