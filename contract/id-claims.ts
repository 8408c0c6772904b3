import * as z from 'zod';

/** Who a token is of. */
export const subjectSchema = z.object({ iss: z.string().min(1), sub: z.string().min(1) });

/** What makes it an ID token of somebody whose address is verified. */
export const identitySchema = z.object({
  /** Cognito's access tokens say `access`, and have no e-mail */
  token_use: z.literal('id').optional(),
  email: z
    .string()
    .max(320)
    .regex(/^[^\s@]+@[^\s@]+$/),
  email_verified: z.union([z.literal(true), z.literal('true')]),
});

/** The owner of alerts, triggers and settings. */
export function personOf({ iss, sub }: z.infer<typeof subjectSchema>): string {
  return `${iss}#${sub}`;
}
