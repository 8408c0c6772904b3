import type { Cancel, Clock } from '../../../../ingest-task/clock.ts';
import { settle } from '../../../support/manual-clock.ts';

/**
 * A process, by which its timers run:
 * - `running`: when they are due.
 * - `frozen`: when it wakes, all that are due by then.
 * - `dead`: never again.
 */
export interface Process {
  state: 'running' | 'frozen' | 'dead';
  /** its wall clock minus the exchange's */
  readonly clockErrorMs: number;
}

interface Timer {
  readonly at: number;
  readonly process: Process;
  readonly run: () => void;
}

/** For what belongs to no process: the network, the market, the plan. */
export const NATURE: Process = { state: 'running', clockErrorMs: 0 };

/** The time of everything in a run; it passes only by `advance`. */
export class VirtualTime {
  readonly #startMs: number;
  readonly #random: () => number;
  readonly #timers = new Set<Timer>();
  #elapsed = 0;

  constructor({ startMs, random }: { startMs: number; random: () => number }) {
    this.#startMs = startMs;
    this.#random = random;
  }

  get elapsed(): number {
    return this.#elapsed;
  }

  /** wall clock of the exchange, ms */
  now(): number {
    return Math.floor(this.#startMs + this.#elapsed);
  }

  after(delayMs: number, run: () => void, process = NATURE): Cancel {
    const timer = { at: this.#elapsed + delayMs, process, run };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }

  /** Resolves so much later, and not before the process runs; never once it is dead. */
  sleep(delayMs: number, process = NATURE): Promise<void> {
    return new Promise((resolve) => {
      this.after(delayMs, resolve, process);
    });
  }

  /** The clock as a process sees it. */
  clockOf(process: Process): Clock {
    return {
      now: () => this.now() + process.clockErrorMs,
      elapsed: () => this.#elapsed,
      after: (delayMs, run) => this.after(delayMs, run, process),
      random: this.#random,
    };
  }

  /** Runs the timers that become due, in order, and lets promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.#elapsed + ms;
    await settle();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#timers.delete(next);
      this.#elapsed = Math.max(this.#elapsed, next.at);
      next.run();
      await settle();
    }
    this.#elapsed = end;
  }

  #next(end: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.#timers) {
      if (timer.process.state === 'dead') this.#timers.delete(timer);
      else if (timer.at <= end && timer.process.state === 'running' && timer.at < (first?.at ?? Infinity))
        first = timer;
    }
    return first;
  }
}
