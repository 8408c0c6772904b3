import * as z from 'zod';
import { type Webhook, webhookSchema } from './channel.ts';
import { mailOffOf, mailOffSchema, type Profile, settingsSchema } from './person.ts';

/** A webhook as its owner sees it. `since`: when it came into its state, ISO 8601 UTC. */
const webhookViewSchema = z.strictObject({
  ...webhookSchema.pick({ id: true, url: true, preset: true, chatId: true, state: true }).shape,
  since: z.iso.datetime(),
  detail: z.string().nullable(),
});

const settings = settingsSchema.shape;

/** A person as the API shows them to themselves. */
export const meViewSchema = z.strictObject({
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
  }),
  webhooks: z.array(webhookViewSchema),
  /** by which a receiver knows that a webhook comes from here; null before the first webhook */
  webhookSecret: z.string().nullable(),
});
export type MeView = z.infer<typeof meViewSchema>;

export interface ViewedPerson {
  readonly email: string;
  readonly isAdmin: boolean;
  /** null for whom never wrote anything */
  readonly profile: Profile | null;
  readonly webhooks: readonly Webhook[];
  readonly webhookSecret: string | null;
}

export function viewMe({ email, isAdmin, profile, webhooks, webhookSecret }: ViewedPerson): MeView {
  const off = profile && mailOffOf(profile);
  return {
    email,
    emailVerified: true,
    admin: isAdmin,
    ...(profile?.settings ?? settingsSchema.parse({})),
    mail: off
      ? { state: off.reason, since: iso(off.at), detail: off.detail }
      : { state: 'on', since: null, detail: null },
    webhooks: webhooks.map(viewWebhook).sort((a, b) => a.id.localeCompare(b.id, 'en')),
    webhookSecret,
  };
}

function viewWebhook({ id, url, preset, chatId, state, at, detail }: Webhook): MeView['webhooks'][number] {
  return { id, url, preset, chatId, state, since: iso(at), detail };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
