import type { Clock } from '../clock.ts';
import type { SocketLimits } from './exchange.ts';

/** Counts the sockets that are opened, of all connections together, in a rolling window. */
export class ConnectRateLimit {
  readonly #clock: Pick<Clock, 'elapsed'>;
  readonly #limit: SocketLimits['connects'];
  #openedAt: number[] = [];

  constructor(clock: Pick<Clock, 'elapsed'>, limit: SocketLimits['connects']) {
    this.#clock = clock;
    this.#limit = limit;
  }

  /** 0: a socket may be opened, and is counted; otherwise the time after which to ask again, ms. */
  take(): number {
    const { max, windowMs } = this.#limit;
    const now = this.#clock.elapsed();
    this.#openedAt = this.#openedAt.filter((at) => at > now - windowMs);
    const oldest = this.#openedAt[0];
    if (oldest !== undefined && this.#openedAt.length >= max) return oldest + windowMs - now;
    this.#openedAt.push(now);
    return 0;
  }
}
