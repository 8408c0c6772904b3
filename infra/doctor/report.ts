import type { Finding } from './finding.ts';

const LABELS: Readonly<Record<Finding['level'], string>> = { ok: 'ok  ', note: 'note', stop: 'STOP' };

/** A line for each finding, and the conclusion. */
export function writeReport(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map(({ level, about, text }) => `${LABELS[level]}  ${about.padEnd(width)}  ${text}`);
  return `${[...lines, '', conclude(findings)].join('\n')}\n`;
}

export function wouldFail(findings: readonly Finding[]): boolean {
  return findings.some(({ level }) => level === 'stop');
}

function conclude(findings: readonly Finding[]): string {
  if (wouldFail(findings)) return 'A deploy would fail: mend what is marked STOP, then run this again.';
  const notes = findings.filter(({ level }) => level === 'note').length;
  const mind = notes === 0 ? '' : ` Mind the ${notes === 1 ? 'note' : `${notes} notes`} above.`;
  return `A deploy should succeed: npx cdk deploy with the same settings.${mind}`;
}
