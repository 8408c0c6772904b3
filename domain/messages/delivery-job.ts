import * as z from 'zod';
import { channelKeySchema } from '../channels/channel.ts';

/** A job of the queues `mails` and `webhooks`: deliver this message through this channel, unless the delivery log says it is done. */
export const deliveryJobSchema = z.strictObject({
  messageId: z.string().min(3),
  channel: channelKeySchema,
  /** own clock, ms: when its turn comes at a receiver that takes messages one by one */
  slotAt: z.int().optional(),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** A scheduled wake-up, a delayed job of the queue `mails`: read the person's waiting messages. Its JSON calls the person `wake`. */
const wakeUpJobSchema = z
  .strictObject({ wake: z.string().min(1), at: z.number().int() })
  .transform(({ wake, at }) => ({ person: wake, at }));
/** `at` on our own clock, ms */
export type WakeUpJob = z.infer<typeof wakeUpJobSchema>;

/** Any job of the queue `mails`. */
export const mailJobSchema = z.union([wakeUpJobSchema, deliveryJobSchema]);

/** The job as the queues carry it. */
export function encodeJob(job: DeliveryJob | WakeUpJob): string {
  return JSON.stringify('person' in job ? { wake: job.person, at: job.at } : job);
}
