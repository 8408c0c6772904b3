import * as z from 'zod';
import { MAX_BODY_LENGTH, MAX_TEXT_LENGTH, MAX_TITLE_LENGTH } from './template-limits.ts';

const words = (most: number, description: string) =>
  z
    .string({ error: 'must be a text, or null' })
    .max(most, `must be at most ${most} characters long`)
    .nullish()
    .transform((text) => (text?.trim() ? text : null))
    .meta({ description });

/** A person's own words for their receiver, as they are asked for: texts with placeholders (text/template/placeholders.ts). */
export const askedTemplateSchema = z
  .strictObject({
    title: words(MAX_TITLE_LENGTH, 'the first line; null: as it is without a template'),
    text: words(MAX_TEXT_LENGTH, 'what follows; null: as it is without a template'),
    body: words(MAX_BODY_LENGTH, 'with the preset json: the JSON that is sent, whose strings may hold placeholders'),
  })
  .transform((template) => (Object.values(template).every((it) => it === null) ? null : template))
  .nullish();

/** Null: a part is not the person's own. */
export const templateSchema = z.object({
  title: z.string().nullable().default(null),
  text: z.string().nullable().default(null),
  body: z.string().nullable().default(null),
});
export type WebhookTemplate = z.infer<typeof templateSchema>;
