import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eachLine } from '../../../../local/engines/child-process.ts';
import { isObject } from '../../../../local/json.ts';
import { waitUntil } from '../../../../local/wait-until.ts';

const PROGRAM = fileURLToPath(new URL('../../../../ingest-task/main.ts', import.meta.url));
const END_WITH_PARENT = fileURLToPath(new URL('../../../../local/start/end-with-parent.mjs', import.meta.url));

interface Said {
  readonly message: string;
  readonly line: string;
}

/** One ingest task as a process of its own, with what it says. */
export class TaskProcess {
  readonly name: string;
  readonly said: Said[] = [];
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  constructor(name: string, environment: Readonly<Record<string, string>>) {
    this.name = name;
    this.#child = spawn(process.execPath, ['--import', END_WITH_PARENT, PROGRAM], {
      env: { PATH: process.env.PATH ?? '', ...environment },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.#exited = once(this.#child, 'exit');
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream) eachLine(stream, (line) => this.said.push({ message: messageOf(line), line }));
    }
  }

  get messages(): string[] {
    return this.said.map(({ message }) => message);
  }

  /** Resolves when it has said so `times` times. */
  async untilSaid(message: string, withinMs = 20_000, times = 1): Promise<void> {
    await waitUntil(`${this.name} to say “${message}”`, withinMs, async () => {
      return this.messages.filter((said) => said === message).length >= times || undefined;
    }).catch((error: unknown) => {
      throw new Error(`${this.name} said:\n${this.said.map(({ line }) => line).join('\n')}`, { cause: error });
    });
  }

  signal(name: 'SIGSTOP' | 'SIGCONT' | 'SIGTERM'): void {
    this.#child.kill(name);
  }

  /** As a machine that fails: no last word. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exited;
  }

  async stop(): Promise<void> {
    this.signal('SIGTERM');
    await this.#exited;
  }
}

function messageOf(line: string): string {
  try {
    const entry: unknown = JSON.parse(line);
    return isObject(entry) ? String(entry.message) : line;
  } catch {
    return line;
  }
}
