import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Child, startChild } from '../engines/child-process.ts';
import { isObject } from '../json.ts';
import { pause } from '../wait-until.ts';
import { connectionChangeIn, errorIn } from './log-file.ts';

const END_WITH_PARENT = fileURLToPath(new URL('./end-with-parent.mjs', import.meta.url));
const BACK_OFF = { firstMs: 500, maxMs: 15_000 } as const;
/** After this run time a task has recovered: its next crash starts with the first back-off. */
const RECOVERED_AFTER_MS = 60_000;
/** The task's own limit for its last flush is 8 s. */
const STOP_WITHIN_MS = 9_000;

export interface TaskOptions {
  readonly name: string;
  /** absolute path of the program */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly writeLog: (line: string) => void;
  readonly report: (text: string) => void;
}

export interface SupervisedTask {
  /** resolves with the first `"message":"ready"` that it prints */
  readonly ready: Promise<void>;
  /** of the running process */
  pid(): number | undefined;
  /** kills the process, as a crash would; it is started again */
  crash(): void;
  stop(): Promise<void>;
}

/** Runs the task as ECS does: starts it again whenever it ends, and never two at once. */
export function superviseTask(options: TaskOptions): SupervisedTask {
  const stopping = new AbortController();
  const ready = Promise.withResolvers<void>();
  let child: Child | null = null;

  async function run(): Promise<void> {
    let crashes = 0;
    while (!stopping.signal.aborted) {
      const startedAt = Date.now();
      child = startTask(options, ready.resolve);
      const how = await child.exited;
      if (stopping.signal.aborted) return;
      crashes = Date.now() - startedAt > RECOVERED_AFTER_MS ? 1 : crashes + 1;
      const delayMs = Math.min(BACK_OFF.maxMs, BACK_OFF.firstMs * 2 ** (crashes - 1));
      options.report(`${options.name} ended (${how}); it is started again in ${delayMs} ms`);
      await pause(delayMs, stopping.signal);
    }
  }

  const running = run();
  return {
    ready: ready.promise,
    pid: () => child?.pid,
    crash() {
      const pid = child?.pid;
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
    },
    async stop() {
      stopping.abort();
      await child?.stop(STOP_WITHIN_MS);
      await running;
    },
  };
}

function startTask({ name, program, environment, writeLog, report }: TaskOptions, onReady: () => void): Child {
  return startChild({
    command: process.execPath,
    args: ['--enable-source-maps', '--import', END_WITH_PARENT, program],
    environment,
    folder: dirname(program),
    onLine(line, from) {
      writeLog(line);
      const notice = errorIn(line) ?? connectionChangeIn(line);
      if (notice !== null) report(`${name}: ${notice}`);
      else if (from === 'stderr' && /^\w*Error\b/.test(line)) report(`${name}: ${line}`);
      if (isReadyLine(line)) onReady();
    },
  });
}

function isReadyLine(line: string): boolean {
  if (!line.includes('"ready"')) return false;
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) && entry.message === 'ready';
  } catch {
    return false;
  }
}
