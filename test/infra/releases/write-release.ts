import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { presentRelease } from './present-release.ts';
import { RELEASES_FOLDER } from './read-release.ts';

/** `npm run release:template [-- NAME]`: keeps the templates of what is checked out, as version and date unless it is named. */
const packageFile = join(import.meta.dirname, '../../../package.json');
const { version } = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(packageFile, 'utf8')));
const name = process.argv[2] ?? `${version}-${new Date().toISOString().slice(0, 10)}`;
const file = join(RELEASES_FOLDER, `${name}.json`);
writeFileSync(file, `${JSON.stringify(presentRelease(), null, 1)}\n`);
console.log(file);
