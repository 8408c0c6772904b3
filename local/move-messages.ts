import {
  DeleteMessageCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';

const BATCH_SIZE = 10;
/** How long a received message is hidden until it is moved. Moving ten takes a few milliseconds. */
const HIDDEN_S = 30;

export interface QueuePair {
  readonly from: string;
  readonly to: string;
}

/**
 * Moves every visible message of `from` to `to` and returns how many, as SQS's StartMessageMoveTask does; the local engine lacks
 * that call. Sends before it deletes: a crash in between leaves a message twice, which every function tolerates.
 */
export async function moveMessages(client: SQSClient, { from, to }: QueuePair): Promise<number> {
  let moved = 0;
  for (;;) {
    const { Messages = [] } = await client.send(
      new ReceiveMessageCommand({
        QueueUrl: from,
        MaxNumberOfMessages: BATCH_SIZE,
        VisibilityTimeout: HIDDEN_S,
        MessageSystemAttributeNames: ['MessageGroupId'],
      }),
    );
    if (Messages.length === 0) return moved;
    for (const message of Messages) await moveOne(client, message, { from, to });
    moved += Messages.length;
  }
}

async function moveOne(
  client: SQSClient,
  { Body, ReceiptHandle, Attributes }: Message,
  { from, to }: QueuePair,
): Promise<void> {
  const MessageGroupId = Attributes?.MessageGroupId;
  await client.send(new SendMessageCommand({ QueueUrl: to, MessageBody: Body, MessageGroupId }));
  await client.send(new DeleteMessageCommand({ QueueUrl: from, ReceiptHandle }));
}
