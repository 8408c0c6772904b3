import type { Template } from 'aws-cdk-lib/assertions';
import * as z from 'zod';

const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.array(z.string()), z.string().transform((id) => [id])]).default([]),
});
export type TemplateResource = z.infer<typeof resourceSchema>;

/** `${Name}` or `${Name.Attribute}` in the text of a Fn::Sub */
const SUBSTITUTED = /\$\{([A-Za-z0-9]+)(?:\.[\w.]+)?\}/g;

/** What waits for what: CloudFormation makes a resource after all those that it names, and removes it before them. */
export class Dependencies {
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly #closures = new Map<string, ReadonlySet<string>>();

  constructor(template: Template) {
    this.resources = z.record(z.string(), resourceSchema).parse(template.toJSON().Resources);
  }

  ofType(type: string): [id: string, resource: TemplateResource][] {
    return Object.entries(this.resources).filter(([, { Type }]) => Type === type);
  }

  /** Logical ids that this resource waits for, by DependsOn or by a reference, directly or through others. */
  of(id: string): ReadonlySet<string> {
    const known = this.#closures.get(id);
    if (known) return known;
    const found = new Set<string>();
    const open = [id];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const named of this.#named(next)) {
        if (found.has(named)) continue;
        found.add(named);
        open.push(named);
      }
    }
    this.#closures.set(id, found);
    return found;
  }

  /** Logical ids that a value names. */
  namedIn(value: unknown): string[] {
    return references(value).filter((id) => id in this.resources);
  }

  #named(id: string): string[] {
    const { Properties, DependsOn } = this.resources[id] ?? { Properties: {}, DependsOn: [] };
    return [...DependsOn, ...this.namedIn(Properties)];
  }
}

function references(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(references);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(Array.isArray(inner) ? inner[0] : inner).split('.')[0] ?? ''];
    if (key !== 'Fn::Sub') return references(inner);
    const text = String(Array.isArray(inner) ? inner[0] : inner);
    return [...[...text.matchAll(SUBSTITUTED)].map(([, id = '']) => id), ...references(inner)];
  });
}
