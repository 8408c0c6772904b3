import * as z from 'zod';

/** `22:00`, on the person's clock */
export const clockTimeSchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as "22:00"');

/** What a person may set. The defaults hold for people who never did. */
export const settingsSchema = z.object({
  /** an IANA name, such as `Europe/Berlin` */
  timeZone: z.string().default('UTC'),
  /** no mail leaves from `from` until `to`; over midnight when `to` is earlier */
  quietHours: z.object({ from: clockTimeSchema, to: clockTimeSchema }).nullable().default(null),
  /** mails wait for the next full hour, or for the time `at` of the day */
  digest: z
    .discriminatedUnion('every', [
      z.object({ every: z.literal('hour') }),
      z.object({ every: z.literal('day'), at: clockTimeSchema }),
    ])
    .nullable()
    .default(null),
});
export type Settings = z.infer<typeof settingsSchema>;

/**
 * Why no mail is sent to a person. `unsubscribed`: they asked for none. `bounced`, `complained`: mail to `address` came back or was
 * reported as spam; another address of the same person still gets mail.
 */
export const mailOffSchema = z.object({
  reason: z.enum(['unsubscribed', 'bounced', 'complained']),
  address: z.string(),
  /** own clock, ms */
  at: z.number().int(),
  detail: z.string().nullable(),
});
export type MailOff = z.infer<typeof mailOffSchema>;

/** Item `profile` in table `people`: what is known of a person without their token. */
export const profileSchema = z.object({
  /** verified */
  email: z.string(),
  updatedAt: z.number().int(),
  settings: settingsSchema.prefault({}),
  mailOff: mailOffSchema.nullable().default(null),
});
export type Profile = z.infer<typeof profileSchema>;

/** Null when mail may go to the person's present address. */
export function mailOffOf({ email, mailOff }: Profile): MailOff | null {
  return mailOff && (mailOff.reason === 'unsubscribed' || mailOff.address === email) ? mailOff : null;
}
