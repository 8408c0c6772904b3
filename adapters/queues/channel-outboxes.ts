import type { SQSClient } from '@aws-sdk/client-sqs';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { ChannelType } from '../../domain/channels/channel.ts';
import { createMailThrottleTable } from '../dynamodb/messages/mail-throttle-table.ts';
import { createWaitingCalls } from '../dynamodb/messages/waiting-calls.ts';
import { createWaitingMessages } from '../dynamodb/messages/waiting-messages.ts';
import { createWakeUpTable } from '../dynamodb/messages/wake-up-table.ts';
import { createPersonTable } from '../dynamodb/people/person-table.ts';
import { createWebhookTable } from '../dynamodb/people/webhook-table.ts';
import { createMailOutbox } from './mail-outbox.ts';
import { createMessageQueue } from './message-queue.ts';
import type { ChannelOutbox } from './outbox.ts';
import { createPushOutbox } from './push-outbox.ts';
import { createWakeUps } from './wake-ups.ts';
import { createWebhookOutbox } from './webhook-outbox.ts';

/** In the environment of whoever puts messages into the outbox. */
export const OUTBOX_ENVIRONMENT = {
  PEOPLE_TABLE: z.string().min(1),
  MAILS_QUEUE_URL: z.url(),
  WEBHOOKS_QUEUE_URL: z.url(),
};

export interface ChannelOutboxesOptions {
  readonly documents: DynamoDBDocumentClient;
  readonly queues: SQSClient;
  readonly environment: Readonly<Record<keyof typeof OUTBOX_ENVIRONMENT, string>>;
  /** own clock, ms */
  readonly now: () => number;
}

/** Where the messages of each kind of channel wait, and the queue that its sender takes its jobs from. */
export function createChannelOutboxes({ documents, queues, environment, now }: ChannelOutboxesOptions) {
  const { PEOPLE_TABLE, MAILS_QUEUE_URL, WEBHOOKS_QUEUE_URL } = environment;
  const table = createWakeUpTable(documents, PEOPLE_TABLE);
  const wakeUpsBy = (url: string) => createWakeUps({ table, queue: createMessageQueue(queues, url), now });
  const webhooks = createWebhookTable(documents, PEOPLE_TABLE);
  const webhookOutbox = createWebhookOutbox({
    calls: createWaitingCalls(documents, PEOPLE_TABLE),
    webhooks,
    wakeUpTable: table,
    wakeUps: wakeUpsBy(WEBHOOKS_QUEUE_URL),
    now,
  });
  return {
    email: createMailOutbox({
      waiting: createWaitingMessages(documents, PEOPLE_TABLE),
      people: createPersonTable(documents, PEOPLE_TABLE),
      throttle: createMailThrottleTable(documents, PEOPLE_TABLE),
      wakeUpTable: table,
      wakeUps: wakeUpsBy(MAILS_QUEUE_URL),
      now,
    }),
    webhook: webhookOutbox,
    push: createPushOutbox({ webhooks, webhookOutbox }),
  } satisfies Record<ChannelType, ChannelOutbox>;
}
