import * as z from 'zod';

export const environmentSchema = z.object({
  TRIGGERS_TABLE: z.string().min(1),
  PEOPLE_TABLE: z.string().min(1),
});
