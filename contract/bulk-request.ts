import * as z from 'zod';
import { MAX_ITEMS } from '../domain/alerts/request-limits.ts';
import { instantSchema } from '../domain/market/instant.ts';

/** Items that are written together or not at all: a transaction has 100 parts, and an alert takes up to five. */
export const MAX_ATOMIC_ITEMS = 20;

export const BULK_OPERATIONS = ['create', 'pause', 'resume', 'rearm', 'snooze', 'delete'] as const;
export type BulkOperation = (typeof BULK_OPERATIONS)[number];

/** An item of every operation but `create`. */
export const chosenAlertSchema = z.strictObject({
  id: z.string(),
  version: z.int({ error: 'must be the version of the alert, a number' }).positive().optional(),
});

const CHOSEN_ALERT = {
  type: 'object',
  required: ['id'],
  properties: {
    id: { type: 'string' },
    version: { type: 'integer', description: 'the item is refused with 412 when the alert has another one' },
  },
  additionalProperties: false,
} as const;

/** Its items are checked one by one, so that each gets an answer of its own. */
export function itemsOf(item: object) {
  return z
    .array(z.unknown().meta({ override: item }))
    .min(1, 'must name at least one item')
    .max(MAX_ITEMS, `must name at most ${MAX_ITEMS} items`);
}

/** Body of `POST /api/alerts/bulk`. */
export const bulkRequestSchema = z
  .strictObject({
    operation: z.enum(BULK_OPERATIONS, { error: `must be one of: ${BULK_OPERATIONS.join(', ')}` }).meta({
      description:
        'pause changes what is arming or active, resume what is paused, rearm what is triggered or expired, snooze what is none of these two; other alerts stay as they are',
    }),
    pausedUntil: instantSchema.optional().meta({ description: 'with snooze: then the alerts arm again by themselves' }),
    atomic: z
      .boolean()
      .optional()
      .meta({ description: `true: all items or none, at most ${MAX_ATOMIC_ITEMS}; false: each for itself` }),
    items: itemsOf({ anyOf: [{ $ref: '#/components/schemas/CreateAlert' }, CHOSEN_ALERT] }),
  })
  .refine(({ atomic, items }) => !atomic || items.length <= MAX_ATOMIC_ITEMS, {
    path: ['items'],
    message: `must name at most ${MAX_ATOMIC_ITEMS} items with atomic`,
  })
  .refine(({ operation, pausedUntil }) => (operation === 'snooze') === (pausedUntil !== undefined), {
    path: ['pausedUntil'],
    message: 'is required with snooze, and goes with nothing else',
  })
  .meta({ id: 'BulkRequest' });
export type BulkRequest = z.infer<typeof bulkRequestSchema>;
