import type { Clock } from '../clock.ts';

/** The exchange takes 300 connections of an address in five minutes; others may share the address. */
export const MAX_OPENINGS = 100;
export const OPENINGS_WINDOW_MS = 5 * 60_000;

/** Counts the sockets that are opened, of all connections together, against a rolling window. */
export class ConnectRateLimit {
  readonly #clock: Pick<Clock, 'elapsed'>;
  #openedAt: number[] = [];

  constructor(clock: Pick<Clock, 'elapsed'>) {
    this.#clock = clock;
  }

  /** 0: a socket may be opened, and is counted; otherwise the time, ms, after which to ask again. */
  take(): number {
    const now = this.#clock.elapsed();
    this.#openedAt = this.#openedAt.filter((at) => at > now - OPENINGS_WINDOW_MS);
    const oldest = this.#openedAt[0];
    if (oldest !== undefined && this.#openedAt.length >= MAX_OPENINGS) return oldest + OPENINGS_WINDOW_MS - now;
    this.#openedAt.push(now);
    return 0;
  }
}
