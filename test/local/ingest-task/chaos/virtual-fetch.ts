import { setImmediate as nextTurn } from 'node:timers/promises';
import { NATURE, type Process, type VirtualTime } from './virtual-time.ts';

/**
 * HTTP calls that are really made, and whose answers come in virtual time. Before virtual time passes, `idle` is awaited, so
 * that the speed of this machine does not matter.
 */
export class VirtualFetch {
  /** of an answer, at most; at least a third of it */
  latencyMs = 60;
  readonly #time: VirtualTime;
  readonly #random: () => number;
  readonly #real = globalThis.fetch;
  readonly #processes = new Map<string, Process>();
  #underWay = 0;

  constructor(time: VirtualTime, random: () => number) {
    this.#time = time;
    this.#random = random;
    globalThis.fetch = (input, init) => this.#fetch(String(input), init);
  }

  /** Calls to this address belong to the process. */
  assign(baseUrl: string, process: Process): void {
    this.#processes.set(new URL(baseUrl).origin, process);
  }

  /** Resolves when no real call is unanswered. */
  async idle(): Promise<void> {
    while (this.#underWay > 0) await nextTurn();
  }

  restore(): void {
    globalThis.fetch = this.#real;
  }

  async #fetch(url: string, init: RequestInit | undefined): Promise<Response> {
    const process = this.#processes.get(new URL(url).origin) ?? NATURE;
    const latencyMs = this.latencyMs * (1 / 3 + (this.#random() * 2) / 3);
    this.#underWay += 1;
    const answer = await this.#read(url, init).catch((error: unknown) => ({ error }));
    this.#underWay -= 1;
    await this.#time.sleep(latencyMs, process);
    if ('error' in answer) throw answer.error;
    return answer.response;
  }

  async #read(url: string, init: RequestInit | undefined): Promise<{ response: Response }> {
    // the caller's own limit would count real time
    const { signal: _, ...rest } = init ?? {};
    const response = await this.#real(url, rest);
    const { status, headers } = response;
    return { response: new Response(await response.text(), { status, headers }) };
  }
}
