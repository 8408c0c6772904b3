import type { SQSClient } from '@aws-sdk/client-sqs';
import * as z from 'zod';
import type { ChannelType } from '../../domain/channels/channel.ts';
import { createMessageQueue, type MessageQueue } from './message-queue.ts';

/** In the environment of whoever puts messages into the outbox. */
export const CHANNEL_QUEUE_URLS = { MAILS_QUEUE_URL: z.url(), WEBHOOKS_QUEUE_URL: z.url() };

/** The queue that each channel's sender takes its jobs from. */
export function createChannelQueues(
  client: SQSClient,
  urls: Readonly<Record<keyof typeof CHANNEL_QUEUE_URLS, string>>,
): Record<ChannelType, MessageQueue> {
  return {
    email: createMessageQueue(client, urls.MAILS_QUEUE_URL),
    webhook: createMessageQueue(client, urls.WEBHOOKS_QUEUE_URL),
  };
}
