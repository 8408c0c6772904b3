import { cpus, loadavg } from 'node:os';
import type { Terminal } from '../local/start/terminal.ts';
import type { Flags } from './flags.ts';
import type { Part } from './part.ts';
import { formatSection, type Section, verdictOf } from './report.ts';
import { findTape } from './tape.ts';

/** Runs the chosen parts and prints one table for each section. @returns the exit code */
export async function runParts(parts: readonly Part[], flags: Flags, terminal: Terminal): Promise<number> {
  const tape = await findTape();
  terminal.line(describeMachine());
  terminal.line(`trades: ${tape.origin}`);
  const sections: Section[] = [];
  for (const part of parts) {
    if (flags.only !== null && part.name !== flags.only) continue;
    const progress = (text: string) => terminal.progress(`${part.name}: ${text}`);
    for await (const section of part.run({ tape, quick: flags.quick, progress })) {
      terminal.line(`\n${formatSection(section)}\n`);
      sections.push(section);
    }
  }
  terminal.line(`${describeEnd(sections, flags)}`);
  return flags.strict && missedOf(sections).length > 0 ? 1 : 0;
}

function describeMachine(): string {
  const [cpu] = cpus();
  return `Node ${process.versions.node}, ${cpus().length} × ${cpu?.model.trim() ?? 'unknown processor'}, ${describeLoad()}`;
}

/** Other work on the machine makes the figures worse and less exact. */
function describeLoad(): string {
  return `load ${loadavg()[0]?.toFixed(2)}`;
}

function missedOf(sections: readonly Section[]): string[] {
  return sections.flatMap(({ title, rows, leftOut = [] }) => [
    ...rows.filter((row) => verdictOf(row) === 'MISSED').map(({ what }) => `${title}: ${what}`),
    ...leftOut.map((what) => `${title}: ${what}`),
  ]);
}

function describeEnd(sections: readonly Section[], { quick }: Flags): string {
  const missed = missedOf(sections);
  const bars = sections.flatMap(({ rows }) => rows).filter(({ bar }) => bar).length;
  const verdict =
    missed.length === 0 ? `all ${bars} bars held` : `short of ${missed.length}:\n  ${missed.join('\n  ')}`;
  return `${verdict}\n${describeLoad()} at the end${quick ? '; --quick: not for figures to quote' : ''}`;
}
