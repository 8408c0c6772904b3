import * as z from 'zod';

const dateTimeSchema = z.iso.datetime({ offset: true });
/** A leap second is taken for the start of the next minute. */
const LEAP_SECOND = /(:\d\d):60(?=[.Z+-])/;

const MESSAGE = 'must be an instant with its offset, such as "2030-01-31T09:00:00Z" or "2030-01-31T10:00:00+01:00"';

/** ms of an RFC 3339 date-time, fractions of a ms cut off; null when `text` is not one. */
export function readInstant(text: string): number | null {
  const upper = text.toUpperCase().replace(/^(.{10}) /, '$1T');
  const plain = upper.replace(LEAP_SECOND, '$1:59');
  if (!dateTimeSchema.safeParse(plain).success) return null;
  return Date.parse(plain) + (plain === upper ? 0 : 1_000);
}

/**
 * An instant in a request: all that RFC 3339 allows, since `date-time` in the contract promises that and generated clients
 * print it. A time without an offset is refused: nobody knows which time zone it is in.
 */
export const instantSchema = z
  .string({ error: ({ input }) => (input === undefined ? 'is required' : MESSAGE) })
  .meta({ format: 'date-time' })
  .transform((text, context): number => {
    const instant = readInstant(text);
    if (instant !== null) return instant;
    context.addIssue({ code: 'custom', message: MESSAGE });
    return z.NEVER;
  });
