import { LineLimit, type Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

export const MAX_LINES_PER_MINUTE = 60;
/** A frame of one trade has some 200; with this, a frame of a new shape can be read from the log too. */
export const MAX_LOGGED_CHARACTERS = 4_000;

/** Frames that could not be read are counted, and set aside in the log with their content, as many as the log can take. */
export class MalformedFrames {
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #counters: Counters;
  readonly #lines = new LineLimit(MAX_LINES_PER_MINUTE);
  /** frames since the last line that got none of their own */
  #leftOut = 0;

  constructor(clock: Clock, log: Log, counters: Counters) {
    this.#clock = clock;
    this.#log = log;
    this.#counters = counters;
  }

  quarantine(frame: string, fault: string): void {
    this.#counters.malformedFrames += 1;
    if (!this.#lines.allows(this.#clock.elapsed())) {
      this.#leftOut += 1;
      return;
    }
    const cut = frame.length > MAX_LOGGED_CHARACTERS ? `${frame.slice(0, MAX_LOGGED_CHARACTERS)}…` : frame;
    this.#log.warn('malformed frame', { fault, frame: cut, leftOutBefore: this.#leftOut });
    this.#leftOut = 0;
  }
}
