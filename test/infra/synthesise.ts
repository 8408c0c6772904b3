import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Annotations, Template } from 'aws-cdk-lib/assertions';
import { CURRENTLY_RECOMMENDED_FLAGS } from 'aws-cdk-lib/cx-api';
import { type Config, readConfig } from '../../infra/config.ts';
import { PricebellStack } from '../../infra/pricebell-stack.ts';

export interface Synthesis {
  readonly stack: PricebellStack;
  readonly config: Config;
  readonly template: Template;
  readonly annotations: Annotations;
}

/** Stands for the built page, which no test of the template needs. A deploy comes through infra/app.ts, which builds the real one. */
export const PAGE = join(import.meta.dirname, 'page', 'built');

/** What a real deploy must give; without it every synthesis warns. */
export const REAL_SENDER = { senderAddress: 'bell@pricebell.dev' };

/** The stack with these settings, as `-c name=value` gives them. It bundles nothing: most tests need no code. */
export function synthesise(settings: Record<string, string> = REAL_SENDER): Synthesis {
  const folder = makeFolder();
  try {
    return synthesiseInto(folder, { ...settings, 'aws:cdk:bundling-stacks': [] });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** With every bundle; the caller removes the folder, which holds the template and the assets. */
export function synthesiseWithBundles(): Synthesis & { readonly folder: string } {
  const folder = makeFolder();
  return { ...synthesiseInto(folder, REAL_SENDER), folder };
}

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'pricebell-synth-'));
}

function synthesiseInto(outdir: string, settings: Record<string, unknown>): Synthesis {
  const app = new App({ outdir, context: { ...CURRENTLY_RECOMMENDED_FLAGS, ...settings } });
  const config = readConfig(app.node);
  const stack = new PricebellStack(app, 'Pricebell', config, { pageFolder: PAGE });
  return { stack, config, template: Template.fromStack(stack), annotations: Annotations.fromStack(stack) };
}
