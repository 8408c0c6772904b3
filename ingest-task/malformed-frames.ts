import type { Clock } from './clock.ts';
import type { Counters } from './counters.ts';
import { LineLimit, type Log } from './log.ts';

const MAX_LINES_PER_MINUTE = 20;
const MAX_LOGGED_CHARACTERS = 500;

/** Frames that could not be read are counted, and set aside in the log with their content. */
export class MalformedFrames {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counters: Counters;
  readonly #lines = new LineLimit(MAX_LINES_PER_MINUTE);

  constructor(clock: Clock, log: Log, counters: Counters) {
    this.#clock = clock;
    this.#log = log;
    this.#counters = counters;
  }

  setAside(frame: string, fault: string): void {
    this.#counters.malformedFrames += 1;
    if (!this.#lines.allows(this.#clock.elapsed())) return;
    const cut = frame.length > MAX_LOGGED_CHARACTERS ? `${frame.slice(0, MAX_LOGGED_CHARACTERS)}…` : frame;
    this.#log.warn('malformed frame', { fault, frame: cut });
  }
}
