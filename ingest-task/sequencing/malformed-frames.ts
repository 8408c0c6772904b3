import { LineLimit, type Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';
import type { Counters } from '../counters.ts';

export const MAX_LINES_PER_MINUTE = 60;
/** A frame of one trade has some 200 characters; this bound leaves a frame of a new shape readable in the log too. */
export const MAX_LOGGED_CHARACTERS = 4_000;

export interface MalformedFramesDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** Counts what could not be read, and quarantines it in the log with its content, up to a number of lines a minute. */
export class MalformedFrames {
  readonly #deps: MalformedFramesDeps;
  readonly #lines = new LineLimit(MAX_LINES_PER_MINUTE);
  /** frames since the last line that got no line */
  #leftOut = 0;

  constructor(deps: MalformedFramesDeps) {
    this.#deps = deps;
  }

  /** `error` is for people. */
  quarantine(frame: string, error: string): void {
    const { clock, log, counters } = this.#deps;
    counters.malformedFrames += 1;
    if (!this.#lines.allows(clock.elapsed())) {
      this.#leftOut += 1;
      return;
    }
    const cut = frame.length > MAX_LOGGED_CHARACTERS ? `${frame.slice(0, MAX_LOGGED_CHARACTERS)}…` : frame;
    log.warn('malformed frame', { error, frame: cut, leftOutBefore: this.#leftOut });
    this.#leftOut = 0;
  }
}
