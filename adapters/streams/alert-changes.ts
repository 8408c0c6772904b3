import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { pausedBecauseSchema } from '../../domain/alerts/alert.ts';
import { decodePosition } from '../../domain/market/position.ts';
import { fireSchema, parseTriggerId } from '../../domain/messages/trigger.ts';
import { storedAlertSchema } from '../dynamodb/alerts/alert-item.ts';
import { recipientSchema } from '../dynamodb/alerts/recipient.ts';
import { firstIssue } from '../first-issue.ts';
import { imageOf } from './stream-image.ts';

/** Of an alert or a fire; as a part of a sort key, which holds 1,024 bytes. */
const MAX_ID_CHARACTERS = 128;

const NOTIFIED_OF = { symbol: true, quote: true, rule: true, name: true, note: true, group: true } as const;
const alertSchema = storedAlertSchema.pick(NOTIFIED_OF).extend({
  ...recipientSchema.shape,
  id: z.string().min(1).max(MAX_ID_CHARACTERS),
});
const fireIdSchema = z
  .string()
  .max(MAX_ID_CHARACTERS)
  .refine((text) => parseTriggerId(text) !== null, 'is no id of a fire');
const firedSchema = alertSchema.extend({ lastTrigger: fireSchema.extend({ id: fireIdSchema }) });
const expiredSchema = alertSchema.transform((alert, context) => {
  const { expiresAt } = alert.rule;
  if (expiresAt !== null) return { ...alert, expiresAt };
  context.addIssue({
    code: 'custom',
    path: ['rule', 'expiresAt'],
    message: 'is not there, though the alert has expired',
  });
  return z.NEVER;
});

const pausedSchema = alertSchema
  .extend({ state: z.object({ because: pausedBecauseSchema }) })
  .transform(({ state, ...alert }) => ({ ...alert, because: state.because }));

const lastIdSchema = z.object({ lastTrigger: z.object({ id: z.string() }) });
const statusSchema = z.object({ state: z.object({ status: z.string() }) });
const becauseSchema = z.object({ state: z.object({ because: z.object({}) }) });

interface Fired {
  readonly kind: 'fired';
  /** the instant of the fire before this one, ms; null: there is none, or it can't be read */
  readonly firedBefore: number | null;
}

/** A change of which somebody is notified: the alert as the write left it that fired it (but with the rule that fired), let it expire or paused it. */
export type AlertChange =
  | (Fired & z.infer<typeof firedSchema>)
  | ({ readonly kind: 'expired' } & z.infer<typeof expiredSchema>)
  /** by the system, for the reason given; never by its person */
  | ({ readonly kind: 'paused' } & z.infer<typeof pausedSchema>);

/** A fire, an expiry or a pause in the alerts stream that can't be read, or names what no table can hold. Names the attribute. */
export class AlertItemError extends Error {
  override readonly name = 'AlertItemError';
}

/** Null for a change of which nobody is notified. @throws AlertItemError naming the attribute */
export function readAlertChange(record: DynamoDBRecord): AlertChange | null {
  const before = imageOf(record.dynamodb?.OldImage);
  const after = imageOf(record.dynamodb?.NewImage);
  const firedId = lastFireId(after);
  const idBefore = lastFireId(before);
  if (firedId !== null && firedId !== idBefore) {
    return { kind: 'fired', firedBefore: instantOf(idBefore), ...read(firedSchema, asFired(before, after)) };
  }
  const hasExpired = statusOf(after) === 'expired' && statusOf(before) !== 'expired';
  if (hasExpired) return { kind: 'expired', ...read(expiredSchema, after) };
  const isPaused = isPausedBySystem(after) && !isPausedBySystem(before);
  return isPaused ? { kind: 'paused', ...read(pausedSchema, after) } : null;
}

/** The write that fires an alert may move its level: the rule that fired is the one before. */
function asFired(before: Record<string, unknown> | null, after: Record<string, unknown> | null) {
  return { ...after, rule: before?.rule ?? after?.rule };
}

function isPausedBySystem(image: Record<string, unknown> | null): boolean {
  return becauseSchema.safeParse(image).success;
}

function read<Schema extends z.ZodType>(schema: Schema, image: unknown): z.infer<Schema> {
  const { data, error } = schema.safeParse(image);
  if (error) throw new AlertItemError(firstIssue(error, 'alert'));
  return data;
}

function lastFireId(image: Record<string, unknown> | null): string | null {
  return lastIdSchema.safeParse(image).data?.lastTrigger.id ?? null;
}

function instantOf(fireId: string | null): number | null {
  const position = fireId === null ? null : parseTriggerId(fireId)?.position;
  return position ? decodePosition(position).instant : null;
}

function statusOf(image: Record<string, unknown> | null): string | null {
  return statusSchema.safeParse(image).data?.state.status ?? null;
}
