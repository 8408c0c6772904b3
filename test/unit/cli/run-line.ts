import { Readable } from 'node:stream';
import { runCli } from '../../../cli/run-cli.ts';
import type { Terminal } from '../../../cli/terminal/terminal.ts';

export interface Finished {
  readonly code: number;
  /** what was written to the output and beside it */
  readonly out: string;
  readonly err: string;
}

export interface TestTerminal extends Terminal {
  readonly lines: string[];
  readonly notes: string[];
  /** ms of each wait, which takes no time */
  readonly waits: number[];
}

/** A terminal that is none: what is written is kept, and waits take no time. */
export function testTerminal(fields: Partial<Terminal> = {}): TestTerminal {
  const lines: string[] = [];
  const notes: string[] = [];
  const waits: number[] = [];
  return {
    ...{ lines, notes, waits },
    env: {},
    stdin: Readable.from([]),
    interactive: false,
    colours: false,
    columns: null,
    signal: new AbortController().signal,
    out: (line) => void lines.push(line),
    note: (line) => void notes.push(line),
    ask: async () => '',
    now: () => Date.UTC(2026, 10, 22, 9),
    sleep: async (ms) => void waits.push(ms),
    ...fields,
  };
}

/** Runs a command line: `run('alerts', 'list')`. */
export async function runLine(words: readonly string[], terminal: TestTerminal = testTerminal()): Promise<Finished> {
  const code = await runCli(words, terminal);
  return { code, out: terminal.lines.join('\n'), err: terminal.notes.join('\n') };
}
