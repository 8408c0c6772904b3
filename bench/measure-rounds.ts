import { type PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Something whose cost is measured, in the same rounds as others. */
export interface Contender {
  readonly name: string;
  /** runs before every run, unmeasured */
  readonly prepare?: () => Promise<void> | void;
  /** one run; returns its number of operations */
  readonly run: () => Promise<number> | number;
}

export interface Timing {
  readonly name: string;
  /** ns an operation, one value a round */
  readonly rounds: readonly number[];
  /** share of the runs' wall time in garbage collection, 0 to 1 */
  readonly collecting: number;
}

/**
 * `processor`: CPU time of this process, with collector and compiler, so that other work on the machine counts little; for code that
 * never waits. `wall`: with all waiting, for code that talks to another process.
 */
export type Clock = 'processor' | 'wall';

export interface Rounds {
  readonly clock: Clock;
  readonly warmUps: number;
  readonly rounds: number;
  /** runs are repeated within a round until this much time is measured */
  readonly atLeastMs: number;
  readonly progress: (text: string) => void;
}

const PROGRESS_EVERY_MS = 5_000;

/**
 * Measures all contenders in turn, round by round, so that other work on the machine affects all of them alike. The first rounds are
 * warm-up. The order rotates with every round, so that none always follows the same other.
 */
export async function measureRounds(contenders: readonly Contender[], settings: Rounds): Promise<Timing[]> {
  const measured = contenders.map(({ name }) => ({ name, rounds: [] as number[], wallMs: 0, collectingMs: 0 }));
  const total = settings.warmUps + settings.rounds;
  let reportedAt = performance.now();
  for (let round = 0; round < total; round += 1) {
    for (let i = 0; i < contenders.length; i += 1) {
      const index = (i + round) % contenders.length;
      const contender = contenders[index];
      const into = measured[index];
      if (!contender || !into) continue;
      const { ns, operations, wallMs, collectingMs } = await measureOnce(contender, settings);
      if (round < settings.warmUps) continue;
      into.rounds.push(ns / operations);
      into.wallMs += wallMs;
      into.collectingMs += collectingMs;
    }
    if (performance.now() - reportedAt > PROGRESS_EVERY_MS) {
      settings.progress(`round ${round + 1} of ${total}`);
      reportedAt = performance.now();
    }
  }
  return measured.map(({ name, rounds, wallMs, collectingMs }) => ({
    name,
    rounds,
    collecting: collectingMs / wallMs,
  }));
}

interface Once {
  readonly ns: number;
  readonly operations: number;
  readonly wallMs: number;
  readonly collectingMs: number;
}

/** ns */
const CLOCKS: Record<Clock, () => number> = {
  wall: () => performance.now() * 1e6,
  processor: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) * 1e3;
  },
};

async function measureOnce(contender: Contender, { clock, atLeastMs }: Rounds): Promise<Once> {
  const now = CLOCKS[clock];
  const collections = new Collections();
  let ns = 0;
  let operations = 0;
  let wallMs = 0;
  let collectingMs = 0;
  while (ns < atLeastMs * 1e6) {
    await contender.prepare?.();
    // Collect young garbage of earlier runs first. A full collection would discard optimised code too.
    globalThis.gc?.({ type: 'minor', execution: 'sync' });
    await collections.drop();
    const startedAtMs = performance.now();
    const startedAt = now();
    const done = await contender.run();
    ns += now() - startedAt;
    wallMs += performance.now() - startedAtMs;
    collectingMs += await collections.take();
    if (!(done > 0)) throw new Error(`${contender.name}: a run without operations measures nothing`);
    operations += done;
  }
  collections.end();
  return { ns, operations, wallMs, collectingMs };
}

/** Time spent in garbage collection since the last `take`. */
class Collections {
  #entries: PerformanceEntry[] = [];
  readonly #observer = new PerformanceObserver((list) => this.#entries.push(...list.getEntries()));

  constructor() {
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  async drop(): Promise<void> {
    await this.take();
  }

  /** ms */
  async take(): Promise<number> {
    await nextTurn(); // collections are reported in a later turn
    this.#entries.push(...this.#observer.takeRecords());
    const ms = this.#entries.reduce((sum, { duration }) => sum + duration, 0);
    this.#entries = [];
    return ms;
  }

  end(): void {
    this.#observer.disconnect();
  }
}
