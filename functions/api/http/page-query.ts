import * as z from 'zod';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import { decodePosition } from '../../../domain/market/position.ts';

export const DEFAULT_PAGE_ITEMS = 50;
export const MAX_PAGE_ITEMS = 100;

const limitFault = `must be a whole number from 1 to ${MAX_PAGE_ITEMS}`;

export const limitField = z
  .string()
  .regex(/^\d{1,3}$/, limitFault)
  .transform(Number)
  .refine((limit) => limit >= 1 && limit <= MAX_PAGE_ITEMS, limitFault)
  .default(DEFAULT_PAGE_ITEMS);

/** Parts of the positions that cursors hold. Whose list it is never comes from a cursor, but from the token. */
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
    });
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
