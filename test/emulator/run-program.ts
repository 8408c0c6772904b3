import { endingWithPipe, startChild } from '../../local/engines/child-process.ts';

/** Lines of its output that an error repeats. */
const TOLD_LINES = 25;

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** absolute: where it runs */
  readonly folder: string;
  readonly withinMs: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Runs a program to its end, or to ours; answers what it printed. @throws ProgramFailed with its last words */
export async function runProgram(program: Program): Promise<string> {
  const { command, args, folder, environment = process.env, withinMs, onLine, signal } = program;
  const lines: string[] = [];
  const child = startChild({
    ...endingWithPipe(command, args),
    environment,
    folder,
    onLine(line) {
      lines.push(line);
      onLine?.(line);
    },
  });
  const stop = () => void child.stop();
  const timer = setTimeout(stop, withinMs);
  signal?.addEventListener('abort', stop);
  if (signal?.aborted) stop();
  const how = await child.exited;
  clearTimeout(timer);
  signal?.removeEventListener('abort', stop);
  signal?.throwIfAborted();
  if (how !== 'code 0') throw new ProgramFailed(command, how, lines);
  return lines.join('\n');
}

export class ProgramFailed extends Error {
  override readonly name = 'ProgramFailed';

  constructor(command: string, how: string, lines: readonly string[]) {
    super(`${command} ended (${how}):\n${lines.slice(-TOLD_LINES).join('\n')}`);
  }
}
