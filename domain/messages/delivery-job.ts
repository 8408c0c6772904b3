import * as z from 'zod';

/** `email`, or `webhook:<id>` */
export const channelKeySchema = z.string().regex(/^(email|webhook:[a-z0-9]+)$/);

/** A message of the queues `mails` and `webhooks`: look whether this message was told through this channel. */
export const deliveryJobSchema = z.strictObject({
  messageId: z.string().min(3),
  channel: channelKeySchema,
  /** own clock, ms: when its turn comes at a receiver that takes messages one by one */
  slotAt: z.int().optional(),
});
export type DeliveryJob = z.infer<typeof deliveryJobSchema>;

/** A message of the queue `mails`: look at the waiting messages of this person, at the instant `at` (own clock, ms). */
export const wakeUpJobSchema = z.strictObject({ wake: z.string().min(1), at: z.number().int() });
export type WakeUpJob = z.infer<typeof wakeUpJobSchema>;
