import { type ChildProcess, spawn } from 'node:child_process';

/** Time from SIGTERM to SIGKILL. */
const DEFAULT_STOP_WITHIN_MS = 5_000;

export interface ChildOptions {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly folder: string;
  readonly onLine: (line: string, from: 'stdout' | 'stderr') => void;
}

export interface Child {
  readonly pid: number | undefined;
  readonly exited: Promise<string>;
  stop(withinMs?: number): Promise<void>;
}

/**
 * Starts a process that ends with this one, even when this one is killed: its standard input is a pipe from here, and it must exit
 * when the pipe closes. It has its own process group, so that Ctrl-C reaches this process alone, which then stops the others in order.
 */
export function startChild({ command, args, environment, folder, onLine }: ChildOptions): Child {
  const child = spawn(command, args, {
    cwd: folder,
    env: environment,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {}); // it has exited already
  eachLine(child.stdout, (line) => onLine(line, 'stdout'));
  eachLine(child.stderr, (line) => onLine(line, 'stderr'));
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `signal ${signal}` : `code ${code}`));
  });
  return { pid: child.pid, exited, stop: (withinMs = DEFAULT_STOP_WITHIN_MS) => stop(child, exited, withinMs) };
}

async function stop(child: ChildProcess, exited: Promise<string>, withinMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  await exited;
  clearTimeout(timer);
}

/** A longer line is reported in pieces. */
const MAX_LINE_LENGTH = 64 * 1024;

export function eachLine(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') onLine(line);
    if (rest.length > MAX_LINE_LENGTH) {
      onLine(rest);
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

/**
 * Runs a program that does not watch its standard input (`java`, `docker`) so that it ends when the pipe closes, even when this
 * process is killed: a shell reads the pipe and ends the program.
 */
export function endingWithPipe(command: string, args: readonly string[]): { command: string; args: string[] } {
  const script = [
    'exec 3<&0',
    '"$@" </dev/null & program=$!',
    '( while read -r _ <&3; do :; done; kill "$program" ) >/dev/null 2>&1 & watcher=$!',
    'exec 3<&-',
    'trap \'kill "$program"\' TERM INT',
    'wait "$program"; status=$?',
    'while kill -0 "$program" 2>/dev/null; do wait "$program"; status=$?; done',
    'kill "$watcher" 2>/dev/null',
    'exit "$status"',
  ].join('\n');
  return { command: 'sh', args: ['-c', script, 'sh', command, ...args] };
}
