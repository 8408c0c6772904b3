import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describeApi } from './openapi.ts';

/** Writes openapi.json in the repository's own format: `npx node functions/api/write-openapi.ts`. */
const target = fileURLToPath(new URL('../../openapi.json', import.meta.url));
writeFileSync(target, JSON.stringify(describeApi()));
execFileSync('npx', ['biome', 'format', '--write', target], { stdio: 'inherit' });
