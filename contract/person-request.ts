import * as z from 'zod';
import { MAX_WEBHOOKS } from '../domain/channels/webhook.ts';
import { clockTimeSchema } from '../domain/people/person.ts';

const MAX_ZONE_LENGTH = 64;

/** A name of the IANA time zone database. An offset such as `+01:00` is none: it has no summer time. */
function isTimeZone(name: string): boolean {
  if (name.length > MAX_ZONE_LENGTH || !/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const timeZoneField = z
  .string()
  .refine(isTimeZone, 'must be an IANA time zone such as "Europe/Berlin"')
  .nullish()
  .meta({ description: 'null: UTC' });

const quietHoursField = z
  .strictObject({ from: clockTimeSchema, to: clockTimeSchema })
  .refine(({ from, to }) => from !== to, { path: ['to'], error: 'must differ from from' })
  .nullish()
  .meta({ description: 'no mail leaves from from until to, on your clock; null: none' });

const digestField = z
  .discriminatedUnion(
    'every',
    [z.strictObject({ every: z.literal('hour') }), z.strictObject({ every: z.literal('day'), at: clockTimeSchema })],
    {
      error: ({ code }) =>
        code === 'invalid_union'
          ? 'must be "hour" or "day"'
          : 'must be {"every":"hour"} or {"every":"day","at":"08:00"}',
    },
  )
  .nullish()
  .meta({ description: 'mails wait for the next full hour, or for at of the day; null: they do not wait' });

const webhookChangeSchema = z.strictObject({
  id: z.string(),
  state: z
    .enum(['active', 'disabled', 'removed'], { error: 'must be "active", "disabled" or "removed"' })
    .meta({ description: 'removed: it is deleted, and alerts that name it no longer call it' }),
});

/** Body of `PUT /api/me`: what is left out stays as it is; null clears a setting. */
export const changeMeSchema = z
  .strictObject({
    timeZone: timeZoneField,
    quietHours: quietHoursField,
    digest: digestField,
    mail: z
      .enum(['on', 'unsubscribed'], { error: 'must be "on" or "unsubscribed"' })
      .optional()
      .meta({ description: 'on: also after a bounce or a complaint' }),
    webhooks: z
      .array(webhookChangeSchema)
      .max(MAX_WEBHOOKS, `must name at most ${MAX_WEBHOOKS} webhooks`)
      .refine((webhooks) => new Set(webhooks.map(({ id }) => id)).size === webhooks.length, 'names a webhook twice')
      .optional(),
    webhookSecret: z
      .literal('new', { error: 'must be "new": the secret is made here' })
      .optional()
      .meta({ description: 'makes a new secret; every later call is signed with it' }),
  })
  .meta({ id: 'ChangeMe' });
export type ChangeMe = z.infer<typeof changeMeSchema>;
