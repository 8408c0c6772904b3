import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import { type Advisory, findUndecided, readAdvisories, triageSchema, updateTriage } from './audit.ts';

const FILE = new URL('./audit-triage.json', import.meta.url);
const TIMEOUT_MS = 60_000;

const refusalSchema = z.object({ message: z.string() });

/** What npm reports, or why the registry could not be asked. */
function askRegistry(): { advisories: Advisory[] } | { refusal: string } {
  const { stdout } = spawnSync('npm', ['audit', '--json'], { encoding: 'utf8', timeout: TIMEOUT_MS });
  try {
    const report: unknown = JSON.parse(stdout);
    const refused = refusalSchema.safeParse(report);
    return refused.success ? { refusal: refused.data.message } : { advisories: readAdvisories(report) };
  } catch {
    return { refusal: 'npm audit gave no report' };
  }
}

/** `--write` updates the file; `--if-possible` passes when the registry can't be asked, and says so. */
function main(flags: readonly string[]): number {
  const asked = askRegistry();
  if ('refusal' in asked) {
    console.log(`audit: LEFT OUT, as the registry can't be asked: ${asked.refusal}`);
    return flags.includes('--if-possible') ? 0 : 1;
  }
  const { advisories } = asked;
  const triage = triageSchema.parse(JSON.parse(readFileSync(FILE, 'utf8')));
  if (flags.includes('--write')) {
    const updated = updateTriage(advisories, triage, new Date().toISOString().slice(0, 10));
    writeFileSync(FILE, `${JSON.stringify(updated, null, 2)}\n`);
  }
  const undecided = findUndecided(advisories, triage);
  for (const { severity, package: name, id, title } of undecided)
    console.error(`audit: ${severity}, ${name}: ${title} (${id})`);
  if (undecided.length > 0)
    console.error('audit: FAILED. Run `npm run audit -- --write`, then decide in .ci/packages/audit-triage.json');
  else console.log(`audit: passed, ${advisories.length} advisories, a decision on each that is high or critical`);
  return undecided.length > 0 ? 1 : 0;
}

process.exitCode = main(process.argv.slice(2));
