import * as z from 'zod';
import { alertViewSchema } from './alert-view.ts';
import { problemViewSchema } from './problem-view.ts';

const resultSchema = z
  .strictObject({
    index: z.number().int().nonnegative().meta({ description: 'of the item in the request, from 0' }),
    status: z.number().int().meta({ description: 'that the request for this item alone would get' }),
    changed: z.boolean().meta({ description: 'false: it is as asked for already, or it was refused' }),
    alert: alertViewSchema.nullable().meta({ description: 'as it is now; null when it was deleted or refused' }),
    problem: problemViewSchema.nullable().meta({ description: 'why it was refused; null when it was not' }),
  })
  .meta({ id: 'BulkResult' });

/** Answer of `POST /api/alerts/bulk`. */
export const bulkViewSchema = z
  .strictObject({
    changed: z.number().int().nonnegative().meta({ description: 'how many items changed something' }),
    failed: z.number().int().nonnegative().meta({ description: 'how many were refused' }),
    results: z.array(resultSchema).meta({ description: 'in the order of the items' }),
  })
  .meta({ id: 'BulkResults' });
export type BulkView = z.infer<typeof bulkViewSchema>;
