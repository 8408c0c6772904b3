import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionPlan } from '../../../local/template/plan.ts';

/** Writes a bundle as the CDK makes one, and answers the plan of its function. */
export function writeBundle(folder: string, source: string, settings: Partial<FunctionPlan> = {}): FunctionPlan {
  const bundle = join(folder, `bundle-${Math.random().toString(36).slice(2)}`);
  mkdirSync(bundle, { recursive: true });
  writeFileSync(join(bundle, 'package.json'), '{"type":"commonjs"}');
  writeFileSync(join(bundle, 'index.js'), source);
  return {
    name: 'Fn',
    bundle,
    handler: 'index.handler',
    environment: {},
    timeoutMs: 5_000,
    memoryMb: 128,
    maxConcurrency: null,
    ...settings,
  };
}
