import * as z from 'zod';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import { decodePosition } from '../../../domain/market/position.ts';

export const DEFAULT_PAGE_ITEMS = 50;
export const MAX_PAGE_ITEMS = 100;

/** A whole number in a query, read from its digits; openapi.json documents the number. */
export function wholeNumber(min: number, max: number) {
  const message = `must be a whole number from ${min} to ${max}`;
  const digits = new RegExp(`^\\d{1,${String(max).length}}$`);
  return z.preprocess(
    (value) => (typeof value === 'string' ? Number(digits.test(value) ? value : Number.NaN) : value),
    z.int(message).min(min, message).max(max, message),
  );
}

/** The query of every list. */
export const limitField = wholeNumber(1, MAX_PAGE_ITEMS).prefault(DEFAULT_PAGE_ITEMS);

/** Parts of the positions in cursors. The owner of a list never comes from a cursor, but from the token. */
export const cursorParts = {
  time: z.number().int().nonnegative(),
  alertId: z.string().refine((id) => parseAlertId(id) !== null),
  position: z.string().refine(isPosition),
};

/** Opaque to clients: base64url of JSON. */
export function encodeCursor(position: Readonly<Record<string, unknown>> | null): string | null {
  return position && Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** The query parameter `cursor` of a list whose positions are `schema`; null when it is absent. */
export function cursorField<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .optional()
    .transform((text, context): z.output<Schema> | null => {
      if (text === undefined) return null;
      const parsed = schema.safeParse(parseJson(Buffer.from(text, 'base64url').toString('utf8')));
      if (parsed.success) return parsed.data;
      context.issues.push({ code: 'custom', message: 'is not a cursor of this list', input: text });
      return null;
    })
    .meta({ param: { description: 'nextCursor of the page before' } });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPosition(text: string): boolean {
  try {
    decodePosition(text);
    return true;
  } catch {
    return false;
  }
}
