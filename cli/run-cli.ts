import { CommanderError } from '@commander-js/extra-typings';
import { ProblemError } from './api/call-errors.ts';
import { createProgram } from './create-program.ts';
import { CliError, EXIT } from './terminal/exit-codes.ts';
import { joinLevels } from './terminal/join-levels.ts';
import { paint } from './terminal/paint.ts';
import type { Terminal } from './terminal/terminal.ts';

/** What a shell shows of a program that SIGINT ended. */
const INTERRUPTED = 130;

/** Runs one command line. @returns what the process ends with */
export async function runCli(words: readonly string[], terminal: Terminal): Promise<number> {
  const { program, cli } = createProgram(terminal);
  try {
    await program.parseAsync(joinLevels(words), { from: 'user' });
    return cli.exitCode;
  } catch (error) {
    if (terminal.signal.aborted) return INTERRUPTED;
    // the parser has said what is wrong; help is no error
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    if (!(error instanceof CliError)) throw error;
    if (error instanceof ProblemError && cli.json) terminal.out(JSON.stringify(error.problem, null, 2));
    terminal.note(paint('red', error.message, terminal));
    return error.exitCode;
  }
}
