import * as z from 'zod';
import { channelSchema } from '../../../domain/channels/channel.ts';

/** A sort key holds 1,024 bytes; the longest has the person's id with a message's name (`waiting#…#notice#PERSON@alert-muted:ALERT:…`). */
const MAX_PERSON_BYTES = 512;
/** As long as the ids that the API makes. */
const MAX_WEBHOOK_ID_CHARACTERS = 16;

/**
 * Whose alert it is, and the channels that it notifies, as messages name them in keys of tables. DynamoDB refuses a key that is empty
 * or too long, however often it is written: an alert with one must not reach the writers.
 */
export const recipientSchema = z.object({
  owner: z
    .string()
    .min(1, 'is empty')
    .refine((text) => Buffer.byteLength(text) <= MAX_PERSON_BYTES, `has more than ${MAX_PERSON_BYTES} bytes`),
  channels: z.array(
    channelSchema.refine(
      (channel) => !('id' in channel) || (channel.id ?? '').length <= MAX_WEBHOOK_ID_CHARACTERS,
      'is no webhook of ours: its id is too long',
    ),
  ),
});
