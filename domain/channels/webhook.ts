import * as z from 'zod';
import { DEVICE_PRESET, STORED_PRESETS, type WebhookPreset } from './presets/presets.ts';
import { templateSchema } from './webhook-template.ts';

/** How many with an address a person may have. */
export const MAX_WEBHOOKS = 20;
/** How many devices. */
export const MAX_DEVICES = 10;
export const MAX_LABEL_LENGTH = 60;

/** A browser that takes notifications: what its subscription says, in base64url. Its endpoint is the `url`. */
const browserSchema = z.object({
  /** what its owner calls it, such as `Chrome on Linux` */
  label: z.string(),
  /** its public key: messages are encrypted for it */
  p256dh: z.string(),
  auth: z.string(),
});
export type Browser = z.infer<typeof browserSchema>;

/**
 * What came of a call, with the reason in plain words.
 * - `sent`: it took the message. `refused`: it takes it neither now nor later.
 * - `moved`: the chat has another id. `limited`: it asks for fewer messages. `unavailable`: it could not be reached or failed.
 */
export const webhookResultSchema = z.object({
  result: z.enum(['sent', 'refused', 'moved', 'limited', 'unavailable']),
  at: z.number().int(),
  detail: z.string(),
});
export type WebhookResult = z.infer<typeof webhookResultSchema>;

/**
 * A person's webhook: an address, or a device (docs/decisions/0029). `active`: it is called. `disabled`: it did not work, `detail` says why, until its owner switches it on
 * again. Times on our own clock, ms.
 */
export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  preset: z.enum(STORED_PRESETS),
  /** which chat of the platform; null with presets that have none */
  chatId: z.string().nullable(),
  /** what its preset lets one choose; secrets among them */
  options: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  /** what its owner calls it */
  label: z.string().nullable().default(null),
  /** its owner's own words; null: ours */
  template: templateSchema.nullable().default(null),
  /** grows with each change of what its owner sets; rows of earlier versions have none */
  version: z.number().int().positive().default(1),
  /** null: an address that its owner gave */
  browser: browserSchema.nullable().default(null),
  state: z.enum(['active', 'disabled']),
  /** when it came into this state */
  at: z.number().int(),
  detail: z.string().nullable(),
  /** how many deliveries in a row it has refused */
  failures: z.number().int().nonnegative(),
  lastResult: webhookResultSchema.nullable().default(null),
  /** when it took a message last; 0: never */
  workedAt: z.number().int().default(0),
  /** it gets nothing before, as it has asked for a pause; 0: it never did */
  pausedUntil: z.number().int().default(0),
  /** how many calls in a row were slow or without an answer, and when the first of them ended */
  slowCalls: z.number().int().nonnegative().default(0),
  slowSince: z.number().int().default(0),
  /** how many of those were answered */
  slowAnswers: z.number().int().nonnegative().default(0),
  /** it gets nothing before, as the last of those ended a moment ago; 0: there are none */
  restsUntil: z.number().int().default(0),
  /** when the turn after the last one begins, for a receiver with a pace; 0: it was never called at one */
  nextSlotAt: z.number().int().default(0),
});
export type Webhook = z.infer<typeof webhookSchema>;

/** One with an address that its owner gave. */
export type AddressWebhook = Webhook & { readonly preset: WebhookPreset };
/** A browser of its owner's. */
export type Device = Webhook & { readonly browser: Browser };

export function isDevice(webhook: Webhook): webhook is Device {
  return webhook.browser !== null;
}

export function isAddressWebhook(webhook: Webhook): webhook is AddressWebhook {
  return webhook.preset !== DEVICE_PRESET;
}

/** One that was never called. */
export function newWebhook(
  target: Pick<AddressWebhook, 'id' | 'url' | 'preset' | 'chatId'> &
    Partial<Pick<AddressWebhook, 'label' | 'options' | 'template'>>,
  at: number,
): AddressWebhook {
  return { ...UNSET, ...target, browser: null, ...untried(at) };
}

/** One that was never called. */
export function newDevice(target: Pick<Device, 'id' | 'url' | 'browser'>, at: number) {
  return { ...target, preset: DEVICE_PRESET, chatId: null, ...UNSET, ...untried(at) };
}

/** What an owner may set and has not. */
const UNSET = { label: null, options: {}, template: null, version: 1 } as const;

function untried(at: number) {
  const slowness = { slowCalls: 0, slowSince: 0, slowAnswers: 0, restsUntil: 0 };
  const uncalled = { failures: 0, lastResult: null, workedAt: 0, pausedUntil: 0, nextSlotAt: 0, ...slowness };
  return { state: 'active' as const, at, detail: null, ...uncalled };
}
