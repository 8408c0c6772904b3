import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Clock } from '../clock.ts';

/** Refusals this close follow from one another: the slowest writer that tries again, the catalogue, does so after five seconds. */
export const GAP_MS = 10_000;
/** A new table, or one that is being moved inside AWS, may refuse for some seconds; the lease outlasts that. */
export const PATIENCE_MS = 10_000;
/** Until the next attempt when AWS did not take the change. */
export const RETRY_MS = 60_000;

export interface CapacityFallbackDeps {
  /** resolves when AWS has begun the change */
  readonly moveToOnDemand: () => Promise<void>;
  readonly clock: Pick<Clock, 'elapsed'>;
  readonly log: Log;
}

/**
 * Moves table `market` from provisioned capacity to on-demand, once, when calls have been refused for lack of capacity for some time
 * without a longer pause. Whoever is refused tries again in any case: nothing is lost, the lease at worst is in doubt until a renewal is
 * accepted, and trades wait.
 */
export class CapacityFallback {
  readonly #deps: CapacityFallbackDeps;
  /** monotonic ms: the first refusal of those that follow from one another, and the last one */
  #since = Number.NEGATIVE_INFINITY;
  #lastAt = Number.NEGATIVE_INFINITY;
  /** infinite while a change is under way or done */
  #nextMoveAt = Number.NEGATIVE_INFINITY;

  constructor(deps: CapacityFallbackDeps) {
    this.#deps = deps;
  }

  /** An attempt of a call was refused. */
  refused(error: Error): void {
    const now = this.#deps.clock.elapsed();
    if (now - this.#lastAt > GAP_MS) this.#since = now;
    this.#lastAt = now;
    if (now - this.#since >= PATIENCE_MS && now >= this.#nextMoveAt) void this.#move(error);
  }

  async #move(refusal: Error): Promise<void> {
    const { moveToOnDemand, clock, log } = this.#deps;
    this.#nextMoveAt = Number.POSITIVE_INFINITY;
    try {
      await moveToOnDemand();
      log.warn('table market is moved to on-demand: its capacity does not suffice', { error: reasonOf(refusal) });
    } catch (error) {
      this.#nextMoveAt = clock.elapsed() + RETRY_MS;
      log.error('table market not moved to on-demand', { error: reasonOf(error) });
    }
  }
}
