import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { REAL_SENDER, synthesise } from '../synthesise.ts';

export const RELEASES_FOLDER = import.meta.dirname;
export const STAGES = ['personal', 'production'] as const;

const resourceSchema = z.looseObject({
  Type: z.string(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Properties: z.record(z.string(), z.unknown()).default({}),
});
const templateSchema = z.looseObject({ Resources: z.record(z.string(), resourceSchema) });
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

/** The template as it is now, with all that a setting adds without changing the rest. */
export function presentTemplate(stage: (typeof STAGES)[number]): StackTemplate {
  const { template } = synthesise({ ...REAL_SENDER, ownerAddress: 'owner@pricebell.dev', stage });
  return templateSchema.parse(JSON.parse(withoutAssets(JSON.stringify(template.toJSON()))));
}

/** A bundle's name is the hash of its content, which every release changes. */
function withoutAssets(json: string): string {
  return json.replaceAll(/\b[0-9a-f]{64}\b/g, 'BUNDLE');
}

/** The commit that is checked out, and the templates of its stages. */
export function presentRelease(): Omit<Release, 'name'> {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { encoding: 'utf8' }).trim();
  return {
    commit,
    templates: { personal: presentTemplate('personal'), production: presentTemplate('production') },
  };
}
