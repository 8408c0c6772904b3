import type { Finding } from '../finding.ts';
import { formatFinding } from '../report.ts';
import type { Look } from './examine-deploy.ts';

/** Time between two looks. */
export const LOOK_EVERY_MS = 10_000;

export interface WatchDeps {
  readonly look: () => Promise<Look>;
  readonly print: (text: string) => void;
  /** ms */
  readonly now: () => number;
  readonly sleep: (ms: number) => Promise<unknown>;
  /** for how long to look again while something may still come by itself; 0 for one look */
  readonly waitMs: number;
}

/**
 * Looks until nothing is to be waited for any more, or the time is up, and prints each line that is new but for its numbers, such as
 * an age. Returns the exit code: 1 when something does not work, or did not come in time.
 */
export async function watchDeploy({ look, print, now, sleep, waitMs }: WatchDeps): Promise<0 | 1> {
  const until = now() + waitMs;
  const printed = new Set<string>();
  for (;;) {
    const { findings, next } = await look();
    for (const finding of findings) {
      const line = formatFinding(finding);
      const kind = line.replaceAll(/\d+/g, '#');
      if (!printed.has(kind)) print(`${line}\n`);
      printed.add(kind);
    }
    const waits = findings.filter(({ level }) => level === 'wait');
    if (waits.length === 0 || now() + LOOK_EVERY_MS > until) {
      print(`\n${conclude(findings, waitMs)}\n${next}`);
      return findings.some(isBad) ? 1 : 0;
    }
    await sleep(LOOK_EVERY_MS);
  }
}

function isBad({ level }: Finding): boolean {
  return level === 'stop' || level === 'wait';
}

function conclude(findings: readonly Finding[], waitMs: number): string {
  const subjects = (level: Finding['level']) => findings.filter((one) => one.level === level).map(({ about }) => about);
  const [broken, late, notes] = [subjects('stop'), subjects('wait'), subjects('note')];
  if (broken.length > 0)
    return `It does not work: ${broken.join(', ')}. Mend what is marked STOP, then run this again.`;
  if (late.length > 0) {
    const time = waitMs === 0 ? 'yet' : `after ${waitMs / 60_000} min`;
    return `Not as it should be ${time}: ${late.join(', ')}. docs/runbook.md says where to look.`;
  }
  const mind = notes.length === 0 ? '' : ` Mind the notes about ${notes.join(', ')}.`;
  return `The stack lives.${mind}`;
}
