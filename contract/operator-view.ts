import * as z from 'zod';
import { DELIVERY_STATES } from '../domain/messages/delivery.ts';

/** The hours that are shown, the present one included. */
export const OPERATOR_HOURS = 24;

const depthSchema = z.int().meta({ description: 'as SQS counts them: nearly exact, some seconds old' });

/** What whoever looks after the system needs beside the market and the health, which everybody may read. */
export const operatorViewSchema = z
  .strictObject({
    hours: z
      .array(
        z.strictObject({
          hour: z.iso.datetime().meta({ description: 'when it begins' }),
          deliveries: z
            .partialRecord(z.enum(DELIVERY_STATES), z.int())
            .meta({ description: 'how many came into each state; a state without any is left out' }),
        }),
      )
      .meta({ description: 'newest first; hours without a delivery are left out' }),
    queues: z.array(
      z.strictObject({
        name: z.string(),
        waiting: depthSchema,
        deadLetters: depthSchema.nullable().meta({ description: 'given up; null: the queue has none' }),
      }),
    ),
  })
  .meta({ id: 'Operator' });
export type OperatorView = z.infer<typeof operatorViewSchema>;
