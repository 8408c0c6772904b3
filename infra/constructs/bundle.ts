import { copyFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, BundlingOutput, DockerImage } from 'aws-cdk-lib';
import type { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { type BuildOptions, buildSync } from 'esbuild';

/** The folder of package.json; entries are paths from here. */
const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What an asset of one entry point needs: CDK copies nothing from `path`, esbuild fills the asset. */
export interface Bundle extends AssetOptions {
  /** absolute */
  readonly path: string;
}

/**
 * Ways to find credentials that no Lambda takes, as it is given them in its environment. The SDK imports them only when
 * that fails; without them a bundle is 130 KB smaller. The task needs them: its credentials come by HTTP. And event streams, which
 * no call of ours has.
 */
const UNREACHED_IN_LAMBDA = [
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-web-identity',
  '@smithy/credential-provider-imds',
  '@smithy/core/event-streams',
];

/** CJS starts about 11 ms faster than ESM, which every cold start pays. */
const FUNCTION: BuildOptions = { format: 'cjs', external: UNREACHED_IN_LAMBDA };
/** ESM can await at its top level; CommonJS packages inside it still want a `require`. */
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
    // `module` first, as that is what can be tree-shaken.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    logLevel: 'error',
    ...options,
  });
}

function bundle(entry: string, output: BundlingOutput, fill: (outputFolder: string) => void): Bundle {
  return {
    path: join(ROOT, entry, '..'),
    // By what comes out: the same code is the same asset on every machine, and an unused change deploys nothing.
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      outputType: output,
      // Never pulled: `local` always does the work. The command keeps CDK's own cache from mixing up two entries.
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

/**
 * A folder with `index.js`, for a Lambda whose handler is `index.handler`. The SDK is inside, so its version is ours. `files`,
 * by their paths from the root, lie beside it.
 */
export function bundleFunction(entry: string, files: readonly string[] = []): Bundle {
  return bundle(entry, BundlingOutput.NOT_ARCHIVED, (outputFolder) => {
    build(entry, join(outputFolder, 'index.js'), FUNCTION);
    for (const file of files) copyFileSync(join(ROOT, file), join(outputFolder, basename(file)));
    // Else the nearest package.json decides, and in this repository that one says ESM.
    writeFileSync(join(outputFolder, 'package.json'), '{ "type": "commonjs" }\n');
  });
}

/** One file that runs by itself: `node main.mjs`. */
export function bundleProgram(entry: string): Bundle {
  return bundle(entry, BundlingOutput.SINGLE_FILE, (outputFolder) =>
    build(entry, join(outputFolder, 'main.mjs'), PROGRAM),
  );
}
