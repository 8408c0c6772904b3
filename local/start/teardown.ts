import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf } from '../json.ts';

/** After this time the next part is stopped even if this one has not ended. */
const MAX_STEP_MS = 12_000;

/** The started parts, to be stopped in reverse order: what depends on a part stops before it. */
export class Teardown {
  readonly #steps: { readonly name: string; readonly end: () => unknown }[] = [];
  readonly #report: (text: string) => void;
  #running: Promise<void> | null = null;

  constructor(report: (text: string) => void) {
    this.#report = report;
  }

  add(name: string, end: () => unknown): void {
    this.#steps.push({ name, end });
  }

  /** Stops everything, once, however often it is called. A part that fails to stop is reported and does not keep the others. */
  run(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) await this.#end(step.name, step.end);
  }

  async #end(name: string, end: () => unknown): Promise<void> {
    const timer = new AbortController();
    const late = sleep(MAX_STEP_MS, undefined, { signal: timer.signal }).then(() => {
      throw new Error(`not ended after ${MAX_STEP_MS} ms`);
    });
    late.catch(() => {}); // ended in time
    try {
      await Promise.race([end(), late]);
    } catch (error) {
      this.#report(`ending ${name}: ${messageOf(error)}`);
    } finally {
      timer.abort();
    }
  }
}
