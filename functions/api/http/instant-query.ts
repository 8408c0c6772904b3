import * as z from 'zod';
import { instantSchema, readInstant } from '../../../domain/market/instant.ts';

/** The end of the last year that ISO 8601 writes with four digits: keys of later ones would not sort. */
export const END_OF_TIME = Date.UTC(10_000, 0, 1);

const INSTANT_MESSAGE =
  'must be an instant with its offset, such as 2026-11-22T10:00:00Z, or a day, such as 2026-11-22';

/**
 * An instant, or a day, which is its start in UTC. openapi.json documents the instant alone: clients that are generated
 * from a choice of two formats can write neither.
 */
export const instantField = z
  .preprocess((text, context) => {
    if (z.iso.date().safeParse(text).success) return `${text}T00:00:00Z`;
    if (typeof text === 'string' && readInstant(text) !== null) return text;
    context.issues.push({ code: 'custom', message: INSTANT_MESSAGE, input: text });
    return z.NEVER;
  }, instantSchema)
  .transform((instant) => Math.min(instant, END_OF_TIME))
  .optional();
