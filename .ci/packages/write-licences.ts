import { readFileSync, writeFileSync } from 'node:fs';
import { formatLicences, readPackages } from './licences.ts';

const root = new URL('../../', import.meta.url);
const lock: unknown = JSON.parse(readFileSync(new URL('package-lock.json', root), 'utf8'));
writeFileSync(new URL('docs/licences.md', root), formatLicences(readPackages(lock)));
