import * as z from 'zod';
import { endpointError } from '../domain/channels/push-services.ts';
import { MAX_LABEL_LENGTH } from '../domain/channels/webhook.ts';

const endpoint = z
  .string()
  .superRefine((text, context) => {
    const message = endpointError(text);
    if (message !== null) context.addIssue({ code: 'custom', message });
  })
  .meta({ description: "its browser's own address at its push service: a secret" });

/** Body of `POST /api/me/devices`: what a browser's `PushSubscription.toJSON()` says, and a name. */
export const addDeviceSchema = z
  .strictObject({
    endpoint,
    expirationTime: z
      .number()
      .nullish()
      .meta({ description: 'not used: a subscription ends when its push service says so' }),
    keys: z.strictObject({
      p256dh: z.string().regex(/^B[\w-]{86}=?$/, 'must be a point of P-256, uncompressed, in base64url'),
      auth: z.string().regex(/^[\w-]{22}(==)?$/, 'must be 16 bytes in base64url'),
    }),
    label: z
      .string()
      .trim()
      .min(1, 'must not be empty')
      .max(MAX_LABEL_LENGTH, `must be at most ${MAX_LABEL_LENGTH} characters long`)
      .refine((text) => !/\p{Cc}/u.test(text), 'must have no control characters')
      .meta({ description: 'what you call it', examples: ['Chrome on Linux'] }),
  })
  .meta({ id: 'AddDevice' });
export type AddDevice = z.infer<typeof addDeviceSchema>;
