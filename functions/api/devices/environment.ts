import * as z from 'zod';

export const environmentSchema = z.object({
  PEOPLE_TABLE: z.string().min(1),
  /** whom a push service may write to */
  PUSH_CONTACT: z.string().startsWith('mailto:'),
  WRITES_PER_MINUTE: z.coerce.number().int().min(1),
});
