import * as z from 'zod';

/** A refusal (RFC 9457). */
export const problemViewSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    alertId: z.string().optional().meta({ description: 'with 409: the alert of yours that has the externalId' }),
  })
  .meta({ id: 'Problem' });
export type ProblemView = z.infer<typeof problemViewSchema>;
