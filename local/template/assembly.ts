import { join, resolve } from 'node:path';
import * as z from 'zod';
import { readJson } from '../write-atomically.ts';

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).loose().optional() }),
  ),
});

const assetsSchema = z.object({
  files: z.record(
    z.string(),
    z.object({
      source: z.object({ path: z.string().optional() }),
      destinations: z.record(z.string(), z.object({ objectKey: z.string() })),
    }),
  ),
});

const resourceSchema = z.strictObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.json()).default({}),
  DependsOn: z.unknown().optional(),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
  Metadata: z.unknown().optional(),
});
export type TemplateResource = z.infer<typeof resourceSchema>;

/** Refuses sections that change values (`Conditions`, `Mappings`, `Transform`): nothing here applies them. */
const templateSchema = z.strictObject({
  AWSTemplateFormatVersion: z.string().optional(),
  Description: z.string().optional(),
  Metadata: z.unknown().optional(),
  Rules: z.unknown().optional(),
  Outputs: z.unknown().optional(),
  Parameters: z.record(z.string(), z.object({ Default: z.json().optional() }).loose()).default({}),
  Resources: z.record(z.string(), resourceSchema),
});
export type Template = z.infer<typeof templateSchema>;

export interface Assembly {
  readonly template: Template;
  /** object key in the assets bucket → file or folder on this machine */
  readonly assets: ReadonlyMap<string, string>;
}

/** Reads the one stack of a cloud assembly. @throws Error that names what is missing or unknown */
export function readAssembly(folder: string): Assembly {
  const manifest = manifestSchema.parse(readJson(join(folder, 'manifest.json')));
  const stacks = Object.entries(manifest.artifacts).filter(([, { type }]) => type === 'aws:cloudformation:stack');
  const [stack, ...more] = stacks;
  const file = stack?.[1].properties?.templateFile;
  if (!stack || !file || more.length > 0) throw new Error(`${folder}: expected one stack, found ${stacks.length}`);
  return {
    template: parseTemplate(readJson(join(folder, file))),
    assets: readAssets(folder, `${stack[0]}.assets.json`),
  };
}

/** @throws Error that names the unknown section or resource */
export function parseTemplate(value: unknown): Template {
  const { data, error } = templateSchema.safeParse(value);
  if (data) return data;
  const issue = error.issues[0];
  throw new Error(`template ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'is not understood'}`);
}

function readAssets(folder: string, file: string): Map<string, string> {
  const { files } = assetsSchema.parse(readJson(join(folder, file)) ?? { files: {} });
  const assets = new Map<string, string>();
  for (const { source, destinations } of Object.values(files)) {
    if (source.path === undefined) continue;
    for (const { objectKey } of Object.values(destinations)) assets.set(objectKey, resolve(folder, source.path));
  }
  return assets;
}
