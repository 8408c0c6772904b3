import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type JsonObject, messageOf } from '../json.ts';
import { REGION } from '../local-account.ts';
import { readBatchResponse } from './batch-response.ts';
import { pause } from './pause.ts';
import type { Mapping } from './stream-mapping.ts';

/** The longest that SQS holds an empty receive open. */
const LONG_POLL_S = 20;
const AFTER_ERROR_MS = 500;

export interface QueueMappingOptions {
  readonly name: string;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly reportsFailures: boolean;
  readonly matches: (record: unknown) => boolean;
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly report: (text: string) => void;
}

/**
 * Hands a queue's messages to a function. What it did is deleted; what failed stays where it is until its visibility
 * timeout ends, and moves to the dead letters when the queue says so.
 */
export function startQueueMapping(options: QueueMappingOptions): Mapping {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function work(): Promise<void> {
    while (!signal.aborted) {
      try {
        const messages = await receive(options, signal);
        if (messages.length > 0) await remove(options, await deliver(options, messages));
      } catch (error) {
        if (signal.aborted) return;
        options.report(messageOf(error));
        await pause(AFTER_ERROR_MS, signal);
      }
    }
  }

  const working = work();
  return {
    name: options.name,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

async function receive({ client, queueUrl, batchSize }: QueueMappingOptions, signal: AbortSignal): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: LONG_POLL_S,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
    { abortSignal: signal },
  );
  return Messages;
}

/** Answers the messages that are done: those that the function did, and those that the filter holds back. */
async function deliver(options: QueueMappingOptions, messages: readonly Message[]): Promise<Message[]> {
  const wanted = messages.filter((message) => options.matches(filteredView(message)));
  const held = messages.filter((message) => !wanted.includes(message));
  if (wanted.length === 0) return held;
  try {
    const Records = wanted.map((message) => toRecord(message, options.queueArn));
    const response = await options.invoke({ Records });
    if (!options.reportsFailures) return [...held, ...wanted];
    const read = readBatchResponse(
      response,
      wanted.map(({ MessageId = '' }) => MessageId),
    );
    if (read.kind === 'failed') return held;
    return [...held, ...wanted.filter(({ MessageId = '' }) => read.kind === 'done' || !read.failed.has(MessageId))];
  } catch (error) {
    options.report(messageOf(error));
    return held;
  }
}

async function remove({ client, queueUrl }: QueueMappingOptions, messages: readonly Message[]): Promise<void> {
  if (messages.length === 0) return;
  const Entries = messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await client.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
}

function toRecord(message: Message, queueArn: string): JsonObject {
  const attributes = Object.entries(message.MessageAttributes ?? {}).map(([name, value]) => [
    name,
    {
      dataType: value.DataType ?? 'String',
      ...(value.StringValue !== undefined && { stringValue: value.StringValue }),
    },
  ]);
  return {
    messageId: message.MessageId ?? '',
    receiptHandle: message.ReceiptHandle ?? '',
    body: message.Body ?? '',
    attributes: { ...message.Attributes },
    messageAttributes: Object.fromEntries(attributes),
    md5OfBody: message.MD5OfBody ?? '',
    eventSource: 'aws:sqs',
    eventSourceARN: queueArn,
    awsRegion: REGION,
  };
}

/** A filter reads the body as JSON where it is JSON. */
function filteredView(message: Message): unknown {
  try {
    return { body: JSON.parse(message.Body ?? '') };
  } catch {
    return { body: message.Body };
  }
}
