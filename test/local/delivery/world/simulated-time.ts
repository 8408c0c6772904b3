import { AsyncLocalStorage } from 'node:async_hooks';

/** One invocation of a function. */
export interface Invocation {
  readonly id: number;
  readonly of: string;
  readonly startedAt: number;
  isOver: boolean;
  /** when it was killed: none of it runs after that */
  killedAt: number | null;
  /** how many of its calls wait for time to pass */
  waits: number;
  /** how many calls it has made */
  calls: number;
  /** when calls failed or their answer was lost */
  readonly failures: number[];
}

interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => Promise<void> | void;
}

/**
 * The clock of a world. Events are sorted by their instant. Between two instants, every invocation runs until it waits for time to
 * pass again. So an hour passes in no time, and invocations interleave at each of their calls.
 */
export class SimulatedTime {
  readonly #events: Event[] = [];
  readonly #running = new Set<Invocation>();
  readonly #present = new AsyncLocalStorage<Invocation>();
  readonly #endings = new WeakMap<Invocation, () => void>();
  #now: number;
  #order = 0;
  #ids = 0;
  #stirred: (() => void) | null = null;

  constructor(startMs: number) {
    this.#now = startMs;
  }

  get now(): number {
    return this.#now;
  }

  /** The invocation that runs now; null outside any. */
  get present(): Invocation | null {
    return this.#present.getStore() ?? null;
  }

  after(delayMs: number, run: Event['run']): void {
    const event = { at: this.#now + Math.max(0, Math.round(delayMs)), order: this.#order++, run };
    let place = this.#events.length;
    while (place > 0 && isLater(this.#events[place - 1], event)) place -= 1;
    this.#events.splice(place, 0, event);
  }

  /** Resolves after `delayMs` with the answer of `act`; never when the invocation was killed meanwhile. */
  wait<Value>(delayMs: number, act: () => Promise<Value>): Promise<Value> {
    const invocation = this.present;
    if (invocation) invocation.waits += 1;
    this.#stir();
    return new Promise((resolve, reject) => {
      this.after(delayMs, async () => {
        if (invocation?.isOver) return;
        const run = invocation ? () => this.#present.run(invocation, act) : act;
        const outcome = await run().then(
          (value) => () => resolve(value),
          (error: unknown) => () => reject(error),
        );
        if (invocation) invocation.waits -= 1;
        if (!invocation?.isOver) outcome();
      });
    });
  }

  /** Starts an invocation; `ended` gets its answer, or null when it threw or was killed. */
  invoke<Answer>(of: string, run: () => Promise<Answer>, ended: (answer: Answer | null) => void): Invocation {
    const counts = { isOver: false, killedAt: null, waits: 0, calls: 0, failures: [] };
    const invocation: Invocation = { id: this.#ids++, of, startedAt: this.#now, ...counts };
    this.#running.add(invocation);
    const end = (answer: Answer | null) => {
      if (invocation.isOver) return;
      invocation.isOver = true;
      this.#running.delete(invocation);
      this.#stir();
      ended(answer);
    };
    this.#endings.set(invocation, () => end(null));
    this.#present.run(invocation, run).then(end, () => end(null));
    return invocation;
  }

  kill(invocation: Invocation): void {
    if (invocation.isOver) return;
    invocation.killedAt = this.#now;
    this.#endings.get(invocation)?.();
  }

  /** Lets time pass until no event is left, or until `untilMs`. */
  async pass(untilMs = Number.POSITIVE_INFINITY): Promise<void> {
    await this.#quiet();
    for (let next = this.#events[0]; next && next.at <= untilMs; next = this.#events[0]) {
      this.#events.shift();
      this.#now = Math.max(this.#now, next.at);
      await next.run();
      await this.#quiet();
    }
    if (untilMs !== Number.POSITIVE_INFINITY) this.#now = Math.max(this.#now, untilMs);
  }

  /** Waits until every running invocation waits for time to pass. */
  async #quiet(): Promise<void> {
    await turn();
    while ([...this.#running].some(({ waits }) => waits === 0)) {
      await new Promise<void>((resolve) => {
        this.#stirred = resolve;
      });
      await turn();
    }
  }

  #stir(): void {
    this.#stirred?.();
    this.#stirred = null;
  }
}

function isLater(event: Event | undefined, than: Event): boolean {
  return event !== undefined && (event.at > than.at || (event.at === than.at && event.order > than.order));
}

/** Runs everything that waits for promises only. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
