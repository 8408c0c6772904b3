import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

export const RELEASES_FOLDER = import.meta.dirname;

const resourceSchema = z.looseObject({
  Type: z.string(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
export const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
const releaseSchema = z.strictObject({
  /** the commit that was released */
  commit: z.string().regex(/^[0-9a-f]{40}$/),
  templates: z.strictObject({ personal: templateSchema, production: templateSchema }),
});

export type Resource = z.infer<typeof resourceSchema>;
export type StackTemplate = z.infer<typeof templateSchema>;
export type Release = z.infer<typeof releaseSchema> & { readonly name: string };

/** The release whose file has the highest name; names begin with the version, then the date. */
export function newestRelease(): Release {
  const names = readdirSync(RELEASES_FOLDER).filter((name) => name.endsWith('.json'));
  const newest = names.sort((one, other) => one.localeCompare(other, 'en', { numeric: true })).at(-1);
  if (newest === undefined) throw new Error(`${RELEASES_FOLDER} has no release`);
  const content: unknown = JSON.parse(readFileSync(join(RELEASES_FOLDER, newest), 'utf8'));
  return { name: newest.replace(/\.json$/, ''), ...releaseSchema.parse(content) };
}
