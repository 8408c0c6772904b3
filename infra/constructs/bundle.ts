import { copyFileSync, cpSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import type { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { type BuildOptions, buildSync } from 'esbuild';
import { zodWithoutJsonSchema } from './zod-without-json-schema.ts';

/** The folder of package.json. Entries are paths from here. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The CDK asset of one entry file. esbuild fills it; CDK copies nothing from `path`. */
export interface Bundle extends AssetOptions {
  /** absolute */
  readonly path: string;
}

/**
 * Packages that no Lambda of ours uses; without them a bundle is 130 KB smaller. A Lambda gets its credentials from its environment,
 * and the SDK imports the other credential providers only when that fails. The ingest task needs them: its credentials come by
 * HTTP. No call of ours uses event streams.
 */
const UNUSED_IN_LAMBDA = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
];

/** CommonJS: a cold start is about 11 ms faster than with ESM. */
const FUNCTION: BuildOptions = {
  format: 'cjs',
  external: UNUSED_IN_LAMBDA,
  alias: {
    '@aws-sdk/endpoint-cache': join(ROOT, 'infra/constructs/no-endpoint-cache.ts'),
    '@aws-sdk/credential-provider-node': join(ROOT, 'adapters/environment-credentials.ts'),
  },
};
/** ESM: the program awaits at its top level. CommonJS packages inside it still call `require`. */
const PROGRAM: BuildOptions = {
  format: 'esm',
  banner: { js: "import{createRequire}from'node:module';const require=createRequire(import.meta.url);" },
};

function build(entry: string, outfile: string, options: BuildOptions): void {
  buildSync({
    absWorkingDir: ROOT,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    // ESM first: esbuild drops unused exports of ESM only
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    ...options,
    alias: { ...options.alias, zod: zodWithoutJsonSchema(ROOT) },
  });
}

function bundle(entry: string, output: BundlingOutput, fill: (outputFolder: string) => void): Bundle {
  return {
    path: join(ROOT, entry, '..'),
    // hashed by content: the same code is the same asset on every machine, and a change that no bundle uses deploys nothing
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      outputType: output,
      // Never pulled, as `local` does the work. The command is part of CDK's cache key and tells two entries apart.
      image: DockerImage.fromRegistry('unused'),
      command: [entry],
      local: {
        tryBundle(outputFolder) {
          fill(outputFolder);
          return true;
        },
      },
    },
  };
}

/** A folder that a function reads at run time. */
export interface BundledFolder {
  /** absolute */
  readonly from: string;
  /** its name beside the code */
  readonly to: string;
}

export interface BesideTheCode {
  /** paths from the root */
  readonly files?: readonly string[] | undefined;
  readonly folder?: BundledFolder | undefined;
}

/**
 * A folder with `index.js`, for a Lambda whose handler is `index.handler`. The SDK is bundled, so that we choose its version.
 * `files` and `folder` are copied beside it.
 */
export function bundleFunction(entry: string, { files = [], folder }: BesideTheCode = {}): Bundle {
  return bundle(entry, BundlingOutput.NOT_ARCHIVED, (outputFolder) => {
    build(entry, join(outputFolder, 'index.js'), FUNCTION);
    for (const file of files) copyFileSync(join(ROOT, file), join(outputFolder, basename(file)));
    if (folder) cpSync(folder.from, join(outputFolder, folder.to), { recursive: true });
    // without it, the repository's package.json would make index.js an ES module
    writeFileSync(join(outputFolder, 'package.json'), '{ "type": "commonjs" }\n');
  });
}

/** One file, run by `node main.mjs`. */
export function bundleProgram(entry: string): Bundle {
  return bundle(entry, BundlingOutput.SINGLE_FILE, (outputFolder) =>
    build(entry, join(outputFolder, 'main.mjs'), PROGRAM),
  );
}
