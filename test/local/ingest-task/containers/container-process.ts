import { type Child, type ChildOptions, startChild } from '../../../../local/engines/child-process.ts';
import { waitUntil } from '../../../../local/wait-until.ts';

/** One container as a process, with what it says. */
export class ContainerProcess {
  readonly name: string;
  readonly lines: string[] = [];
  readonly #child: Child;

  constructor(name: string, options: Omit<ChildOptions, 'onLine'>) {
    this.name = name;
    this.#child = startChild({ ...options, onLine: (line) => void this.lines.push(line) });
  }

  /** `code 0`, `signal SIGKILL`, or why it could not be started */
  get exited(): Promise<string> {
    return this.#child.exited;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  async untilSaid(message: string, withinMs: number): Promise<void> {
    const said = `"message":${JSON.stringify(message)}`;
    await waitUntil(`${this.name} to say “${message}”`, withinMs, async () => {
      return this.lines.some((line) => line.includes(said)) || undefined;
    }).catch((error: unknown) => {
      throw new Error(`${this.name} said:\n${this.lines.join('\n')}`, { cause: error });
    });
  }

  /** A process that hangs, and one that goes on. */
  signal(name: 'SIGSTOP' | 'SIGCONT'): void {
    if (this.pid !== undefined) process.kill(this.pid, name);
  }

  /** As ECS does: SIGTERM, and SIGKILL when its time is up. */
  stop(withinMs: number): Promise<void> {
    return this.#child.stop(withinMs);
  }
}
