import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { DynamoDBRecord } from 'aws-lambda';
import * as z from 'zod';
import { firstFault } from '../../domain/first-fault.ts';
import { storedAlertSchema } from './alert-item.ts';

const firedSchema = storedAlertSchema
  .pick({ id: true, owner: true, symbol: true, rule: true, channels: true, note: true, lastTrigger: true })
  .required({ lastTrigger: true });
const lastIdSchema = z.object({ lastTrigger: z.object({ id: z.string() }) });

/** An alert as it stood in the write that fired it. */
export type FiredAlert = z.infer<typeof firedSchema> & {
  lastTrigger: NonNullable<z.infer<typeof firedSchema>['lastTrigger']>;
};

/** A change of the alerts table that should tell a fire and does not. Names the attribute. */
export class FireFault extends Error {
  override readonly name = 'FireFault';
}

/**
 * The fire that this change of the alerts table made, or null when it made none.
 * @throws FireFault naming the attribute when the new image is no alert that fired
 */
export function fireOf(record: DynamoDBRecord): FiredAlert | null {
  const before = imageOf(record.dynamodb?.OldImage);
  const after = imageOf(record.dynamodb?.NewImage);
  const firedId = lastFireId(after);
  if (firedId === null || firedId === lastFireId(before)) return null;
  const parsed = firedSchema.safeParse(after);
  if (parsed.success && parsed.data.lastTrigger) return { ...parsed.data, lastTrigger: parsed.data.lastTrigger };
  throw new FireFault(firstFault(parsed.error, 'alert'));
}

function imageOf(image: NonNullable<DynamoDBRecord['dynamodb']>['NewImage']): Record<string, unknown> | null {
  // Lambda's types and the SDK's describe the same JSON; binary values, which differ, do not occur here
  return image ? unmarshall(image as Record<string, AttributeValue>) : null;
}

function lastFireId(image: Record<string, unknown> | null): string | null {
  const parsed = lastIdSchema.safeParse(image);
  return parsed.success ? parsed.data.lastTrigger.id : null;
}
