import type { Finding } from './finding.ts';

const LABELS: Readonly<Record<Finding['level'], string>> = { ok: 'ok  ', note: 'note', wait: 'wait', stop: 'STOP' };
/** The longest subject, where lines are printed one by one. */
const SUBJECT_WIDTH = 'credentials'.length;

export function formatFinding({ level, about, text }: Finding, width: number = SUBJECT_WIDTH): string {
  return `${LABELS[level]}  ${about.padEnd(width)}  ${text}`;
}

/** A line for each finding, and the conclusion. */
export function writeReport(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ about }) => about.length));
  const lines = findings.map((finding) => formatFinding(finding, width));
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
