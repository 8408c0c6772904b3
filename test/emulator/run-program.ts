import { startChild } from '../../local/engines/child-process.ts';

/** Lines of output that an error shows. */
const MAX_SHOWN_LINES = 25;

/**
 * Ends the program and everything that it started, on SIGTERM and when the pipe closes: the CDK CLI would leave the app that it
 * synthesises running. `startChild` gives it a process group of its own.
 */
const WHOLE_GROUP = [
  'exec 3<&0',
  '"$@" </dev/null 3<&- & program=$!',
  '( while read -r _ <&3; do :; done; kill -s TERM 0 ) >/dev/null 2>&1 & watcher=$!',
  'exec 3<&-',
  "trap 'trap - TERM; kill -s TERM 0' TERM INT",
  'wait "$program"; status=$?',
  'kill "$watcher" 2>/dev/null',
  'exit "$status"',
].join('\n');

export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  /** absolute: its working directory */
  readonly folder: string;
  readonly withinMs: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly onLine?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Runs a program, until it ends or this process does, and returns its output. @throws ProgramFailedError with its last lines */
export async function runProgram(program: Program): Promise<string> {
  const { command, args, folder, environment = process.env, withinMs, onLine, signal } = program;
  const lines: string[] = [];
  const child = startChild({
    command: 'sh',
    args: ['-c', WHOLE_GROUP, 'sh', command, ...args],
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
  if (how !== 'code 0') throw new ProgramFailedError(command, how, lines);
  return lines.join('\n');
}

export class ProgramFailedError extends Error {
  override readonly name = 'ProgramFailedError';

  constructor(command: string, how: string, lines: readonly string[]) {
    super(`${command} ended (${how}):\n${lines.slice(-MAX_SHOWN_LINES).join('\n')}`);
  }
}
