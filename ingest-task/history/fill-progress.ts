import type { Log } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';

const PROGRESS_INTERVAL_MS = 10_000;

/** How many coins are followed, have full windows, and have their month of prices stored. */
export interface Progress {
  readonly coins: number;
  readonly filled: number;
  readonly stored: number;
}

/** Tells how far the filling is: now and then, and when every window and when all is done. */
export class FillProgress {
  readonly #clock: Clock;
  readonly #log: Log;
  #told: Progress = { coins: 0, filled: 0, stored: 0 };
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor({ clock, log }: { readonly clock: Clock; readonly log: Log }) {
    this.#clock = clock;
    this.#log = log;
  }

  tell(progress: Progress): void {
    const { coins, filled, stored } = progress;
    if (coins === this.#told.coins && filled === this.#told.filled && stored === this.#told.stored) return;
    const isNews = stored === coins || (filled === coins && this.#told.filled < filled);
    if (!isNews && this.#clock.elapsed() - this.#toldAt < PROGRESS_INTERVAL_MS) return;
    this.#told = progress;
    this.#toldAt = this.#clock.elapsed();
    if (stored === coins) this.#log.info('all histories are filled and stored', { ...progress });
    else if (filled === coins) this.#log.info('all windows are filled, the price history follows', { ...progress });
    else this.#log.info('histories are being filled', { ...progress });
  }
}
