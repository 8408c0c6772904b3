import * as z from 'zod';
import { WEBHOOK_PRESETS } from './presets/presets.ts';

/** How many a person may have. */
export const MAX_WEBHOOKS = 20;

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
 * A person's webhook. `active`: it is called. `disabled`: it did not work, `detail` says why, until its owner switches it on
 * again. Times on our own clock, ms.
 */
export const webhookSchema = z.object({
  id: z.string(),
  url: z.string(),
  preset: z.enum(WEBHOOK_PRESETS),
  /** which chat of the platform; null with presets that have none */
  chatId: z.string().nullable(),
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

/** One that was never called. */
export function newWebhook(target: Pick<Webhook, 'id' | 'url' | 'preset' | 'chatId'>, at: number): Webhook {
  const slowness = { slowCalls: 0, slowSince: 0, slowAnswers: 0, restsUntil: 0 };
  const untried = { failures: 0, lastResult: null, workedAt: 0, pausedUntil: 0, nextSlotAt: 0, ...slowness };
  return { ...target, state: 'active', at, detail: null, ...untried };
}
