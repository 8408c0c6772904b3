import { DeleteMessageBatchCommand, type Message, ReceiveMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { type JsonObject, messageOf } from '../json.ts';
import { REGION } from '../local-account.ts';
import { pause } from '../wait-until.ts';
import { readBatchResponse } from './batch-response.ts';
import type { Mapping } from './stream-mapping.ts';

/** A poll is waited for at the end: the engine would give an abandoned one the messages that come meanwhile. */
const LONG_POLL_S = 1;
const AFTER_ERROR_MS = 500;

export interface QueueMappingOptions {
  readonly name: string;
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  /** most invocations at once; each has its own poll */
  readonly maxConcurrency: number;
  readonly reportsFailures: boolean;
  readonly matches: (record: unknown) => boolean;
  readonly invoke: (event: unknown) => Promise<unknown>;
  readonly report: (text: string) => void;
}

/**
 * Passes a queue's messages to a function. Messages that succeed are deleted. Those that fail stay in the queue until their visibility
 * timeout ends; the queue moves them to its dead letters after its number of receives.
 */
export function startQueueMapping(options: QueueMappingOptions): Mapping {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function work(): Promise<void> {
    while (!signal.aborted) {
      try {
        const messages = await receive(options);
        if (messages.length > 0) await remove(options, await deliver(options, messages));
      } catch (error) {
        if (signal.aborted) return;
        options.report(messageOf(error));
        await pause(AFTER_ERROR_MS, signal);
      }
    }
  }

  const working = Promise.all(Array.from({ length: options.maxConcurrency }, work));
  return {
    name: options.name,
    async stop() {
      stopping.abort();
      await working;
    },
  };
}

async function receive({ client, queueUrl, batchSize }: QueueMappingOptions): Promise<Message[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: batchSize,
      WaitTimeSeconds: LONG_POLL_S,
      MessageSystemAttributeNames: ['All'],
      MessageAttributeNames: ['All'],
    }),
  );
  return Messages;
}

/** Returns the messages to delete: those that the function handled, and those that the filter rejects. */
async function deliver(options: QueueMappingOptions, messages: readonly Message[]): Promise<Message[]> {
  const wanted = messages.filter((message) => options.matches(filteredView(message)));
  const rejected = messages.filter((message) => !wanted.includes(message));
  if (wanted.length === 0) return rejected;
  try {
    const Records = wanted.map((message) => toRecord(message, options.queueArn));
    const response = await options.invoke({ Records });
    if (!options.reportsFailures) return [...rejected, ...wanted];
    const read = readBatchResponse(
      response,
      wanted.map(({ MessageId = '' }) => MessageId),
    );
    if (read.kind === 'failed') return rejected;
    return [...rejected, ...wanted.filter(({ MessageId = '' }) => read.kind === 'done' || !read.failed.has(MessageId))];
  } catch (error) {
    options.report(messageOf(error));
    return rejected;
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

/** A filter sees the body parsed, if it is JSON. */
function filteredView(message: Message): unknown {
  try {
    return { body: JSON.parse(message.Body ?? '') };
  } catch {
    return { body: message.Body };
  }
}
