import * as z from 'zod';
import type { AddressWebhook } from '../domain/channels/webhook.ts';
import type { MailDelay } from '../domain/messages/mail-schedule.ts';
import { mailOffOf, mailOffSchema, type Profile, settingsSchema } from '../domain/people/person.ts';
import { type LimitsView, limitsViewSchema } from './limits-view.ts';
import { viewWebhook, webhookViewSchema } from './webhook-view.ts';

const settings = settingsSchema.shape;

/** A person as the API shows them to themselves. */
export const meViewSchema = z
  .strictObject({
    email: z.string(),
    emailVerified: z.literal(true),
    admin: z.boolean(),
    timeZone: settings.timeZone.unwrap(),
    quietHours: settings.quietHours.unwrap(),
    digest: settings.digest.unwrap(),
    /** whether mails are sent to them, and if not, since when and why */
    mail: z.strictObject({
      state: z.enum(['on', ...mailOffSchema.shape.reason.options]),
      since: z.iso.datetime().nullable(),
      detail: z.string().nullable(),
      delayed: z
        .strictObject({ since: z.iso.datetime(), detail: z.string() })
        .nullable()
        .meta({ description: 'mails wait, since SES takes none for now; null: they leave' }),
    }),
    webhooks: z.array(webhookViewSchema),
    /** a receiver checks signatures with it; null before the first webhook */
    webhookSecret: z.string().nullable(),
    limits: limitsViewSchema,
  })
  .meta({ id: 'Me' });
export type MeView = z.infer<typeof meViewSchema>;

export interface ViewedPerson {
  readonly email: string;
  readonly isAdmin: boolean;
  /** null for a person who never wrote anything */
  readonly profile: Profile | null;
  readonly mailDelay: MailDelay | null;
  readonly webhooks: readonly AddressWebhook[];
  readonly webhookSecret: string | null;
  readonly limits: LimitsView;
}

export function viewMe({ email, isAdmin, profile, mailDelay, webhooks, webhookSecret, limits }: ViewedPerson): MeView {
  const off = profile && mailOffOf(profile);
  return {
    email,
    emailVerified: true,
    admin: isAdmin,
    ...(profile?.settings ?? settingsSchema.parse({})),
    mail: off
      ? { state: off.reason, since: iso(off.at), detail: off.detail, delayed: null }
      : { state: 'on', since: null, detail: null, delayed: mailDelay && viewDelay(mailDelay) },
    webhooks: webhooks.map(viewWebhook).sort((a, b) => a.id.localeCompare(b.id, 'en')),
    webhookSecret,
    limits,
  };
}

function viewDelay({ since, detail }: MailDelay) {
  return { since: iso(since), detail };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
