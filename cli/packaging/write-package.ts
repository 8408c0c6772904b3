// Writes the package that `npx pricebell` runs, without dependencies: `npm run package:cli`.
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import * as z from 'zod';

const ROOT = join(import.meta.dirname, '../..');
/** The oldest Node that it runs on: `engines` of the package. */
const NODE = 20;
/** Some packages are CommonJS, and ask for modules of Node by `require`. */
const REQUIRE = "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);";

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  description: z.string(),
  license: z.string(),
});

/** Fills `folder`, which is emptied first, with all that the package holds. */
export async function writePackage(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { metafile } = await build({
    entryPoints: [join(ROOT, 'cli/main.ts')],
    outfile: join(folder, 'pricebell.js'),
    absWorkingDir: ROOT,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: `node${NODE}`,
    banner: { js: REQUIRE },
    legalComments: 'none',
    metafile: true,
    logLevel: 'error',
  });
  const { license, version } = manifestSchema.parse(JSON.parse(await readFile(join(ROOT, 'package.json'), 'utf8')));
  const manifest = {
    name: 'pricebell',
    version,
    private: true,
    description: 'The Pricebell API in a terminal: price alerts that see every trade.',
    license,
    type: 'module',
    bin: { pricebell: 'pricebell.js' },
    engines: { node: `>=${NODE}` },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  await writeFile(join(folder, 'LICENCES.txt'), await readLicences(metafile));
  await copyFile(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  await copyFile(join(ROOT, 'docs/cli.md'), join(folder, 'README.md'));
}

/** The licences of the packages whose code is in the bundle: each asks to be passed on with it. */
async function readLicences({ inputs }: Metafile): Promise<string> {
  const folders = new Set(
    Object.keys(inputs).flatMap((path) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []),
  );
  const texts = [...folders].sort().map(async (folder) => {
    const { name, version, license } = manifestSchema
      .extend({ description: z.string().optional() })
      .parse(JSON.parse(await readFile(join(ROOT, folder, 'package.json'), 'utf8')));
    return `${name} ${version} (${license})\n\n${await readLicence(join(ROOT, folder))}`;
  });
  return (await Promise.all(texts)).join(`\n${'-'.repeat(80)}\n\n`);
}

async function readLicence(folder: string): Promise<string> {
  for (const name of ['LICENSE', 'LICENSE.md', 'license', 'LICENCE']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => null);
    if (text !== null) return text;
  }
  return 'Its package holds no text of the licence.\n';
}

if (process.argv[1] === import.meta.filename) await writePackage(join(ROOT, 'dist/pricebell'));
