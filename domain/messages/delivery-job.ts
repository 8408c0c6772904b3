import * as z from 'zod';
import { channelKeySchema } from '../channels/channel.ts';

/** A message and the channel that it goes through. */
const deliveryJobSchema = z
  .object({ messageId: z.string().min(3), channel: channelKeySchema })
  .transform(({ messageId, channel }) => ({ messageId, channel }));
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** Whose messages wait: a person's mails, or the calls of one of their webhooks. */
export type WakeUpTarget = { readonly person: string } | { readonly person: string; readonly webhookId: string };

/** A job of the queues `mails` and `webhooks`: look at what waits there. `at`: when it comes; own clock, ms. */
export type WakeUpJob = WakeUpTarget & { readonly at: number };

const person = z.string().min(1);
const at = z.int();
const mailWakeUpSchema = z.strictObject({ wake: person, at }).transform(({ wake, at }) => ({ person: wake, at }));
const webhookWakeUpSchema = z
  .strictObject({ wake: person, webhook: z.string().min(1), at })
  .transform(({ wake, webhook, at }) => ({ person: wake, webhookId: webhook, at }));

/** Any job of the queue `mails`. Earlier versions queued each delivery. */
export const mailJobSchema = z.union([mailWakeUpSchema, deliveryJobSchema]);

/** Any job of the queue `webhooks`. Earlier versions queued each delivery. */
export const webhookJobSchema = z.union([webhookWakeUpSchema, deliveryJobSchema]);

/** The job as the queues carry it: its JSON calls the person `wake`. */
export function encodeJob(job: WakeUpJob): string {
  const { person: wake, at } = job;
  return JSON.stringify('webhookId' in job ? { wake, webhook: job.webhookId, at } : { wake, at });
}
