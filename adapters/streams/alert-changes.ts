import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { pausedBecauseSchema } from '../../domain/alerts/alert.ts';
import { storedAlertSchema } from '../dynamodb/alerts/alert-item.ts';
import { firstIssue } from '../first-issue.ts';
import { imageOf } from './stream-image.ts';

const toldSchema = storedAlertSchema.pick({
  id: true,
  owner: true,
  symbol: true,
  quote: true,
  rule: true,
  channels: true,
  note: true,
});
const firedSchema = toldSchema.extend({ lastTrigger: storedAlertSchema.shape.lastTrigger.unwrap() });
const expiredSchema = toldSchema.transform((alert, context) => {
  const { expiresAt } = alert.rule;
  if (expiresAt !== null) return { ...alert, expiresAt };
  context.addIssue({
    code: 'custom',
    path: ['rule', 'expiresAt'],
    message: 'is not there, though the alert has expired',
  });
  return z.NEVER;
});

const pausedSchema = toldSchema
  .extend({ state: z.object({ because: pausedBecauseSchema }) })
  .transform(({ state, ...alert }) => ({ ...alert, because: state.because }));

const lastIdSchema = z.object({ lastTrigger: z.object({ id: z.string() }) });
const statusSchema = z.object({ state: z.object({ status: z.string() }) });
const becauseSchema = z.object({ state: z.object({ because: z.object({}) }) });

/** What a change of an alert has to tell: the alert as it stood in the write that fired it, let it expire, or paused it. */
export type AlertNews =
  | ({ readonly kind: 'fired' } & z.infer<typeof firedSchema>)
  | ({ readonly kind: 'expired' } & z.infer<typeof expiredSchema>)
  /** by nobody: its person is notified of the reason */
  | ({ readonly kind: 'paused' } & z.infer<typeof pausedSchema>);

/** A change of the alerts table that should tell something and can't be read. Names the attribute. */
export class AlertItemError extends Error {
  override readonly name = 'AlertFault';
}

/**
 * What this change of the alerts table has to tell, or null. A write fires, lets expire, or pauses for a reason.
 * @throws AlertItemError naming the attribute
 */
export function newsOf(record: DynamoDBRecord): AlertNews | null {
  const before = imageOf(record.dynamodb?.OldImage);
  const after = imageOf(record.dynamodb?.NewImage);
  const firedId = lastFireId(after);
  if (firedId !== null && firedId !== lastFireId(before)) return { kind: 'fired', ...read(firedSchema, after) };
  const hasExpired = statusOf(after) === 'expired' && statusOf(before) !== 'expired';
  if (hasExpired) return { kind: 'expired', ...read(expiredSchema, after) };
  const isPaused = becauseSchema.safeParse(after).success && statusOf(before) !== 'paused';
  return isPaused ? { kind: 'paused', ...read(pausedSchema, after) } : null;
}

function read<Schema extends z.ZodType>(schema: Schema, image: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(image);
  if (error) throw new AlertItemError(firstIssue(error, 'alert'));
  return data;
}

function lastFireId(image: Record<string, unknown> | null): string | null {
  return lastIdSchema.safeParse(image).data?.lastTrigger.id ?? null;
}

function statusOf(image: Record<string, unknown> | null): string | null {
  return statusSchema.safeParse(image).data?.state.status ?? null;
}
