import { execFileSync } from 'node:child_process';
import { REAL_SENDER, synthesise } from '../synthesise.ts';
import { type Release, type StackTemplate, templateSchema } from './read-release.ts';

export const STAGES = ['personal', 'production'] as const;

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
