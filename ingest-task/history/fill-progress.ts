import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';

const PROGRESS_INTERVAL_MS = 10_000;

/** How many coins are followed, have full windows, and have their month of prices stored. */
export interface Progress {
  readonly coins: number;
  readonly filled: number;
  readonly stored: number;
}

/** Logs how far the filling is: from time to time, when every window is filled, and when everything is. */
export class FillProgress {
  readonly #clock: Clock;
  readonly #log: Log;
  #logged: Progress = { coins: 0, filled: 0, stored: 0 };
  #loggedAt = Number.NEGATIVE_INFINITY;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  report(progress: Progress): void {
    const { coins, filled, stored } = progress;
    if (coins === this.#logged.coins && filled === this.#logged.filled && stored === this.#logged.stored) return;
    const isMilestone = stored === coins || (filled === coins && this.#logged.filled < filled);
    if (!isMilestone && this.#clock.elapsed() - this.#loggedAt < PROGRESS_INTERVAL_MS) return;
    this.#logged = progress;
    this.#loggedAt = this.#clock.elapsed();
    if (stored === coins) this.#log.info('all histories are filled and stored', { ...progress });
    else if (filled === coins) this.#log.info('all windows are filled, the price history follows', { ...progress });
    else this.#log.info('histories are being filled', { ...progress });
  }
}
