import type { LeaseRecord } from '../../../adapters/dynamodb/market/lease-table.ts';
import type { Clock } from '../../clock.ts';

export const LEASE_MS = 10_000;
/**
 * A lease that was renewed longer ago than this has ended, even when it is read for the first time. By the wall clocks of two
 * machines, which differ by less than what is added; if they do not, the holder learns it at its next renewal, and what both
 * send until then is harmless (0009).
 */
export const SURELY_OVER_MS = LEASE_MS + 5_000;

/** A lease of another task, and since when (monotonic ms) it is unchanged. */
interface Sighting {
  readonly token: number;
  readonly beat: number;
  readonly since: number;
}

/** Knows when the lease of another task has ended: by its own clock, since it saw the lease change last. */
export class ForeignLease {
  readonly #owner: string;
  readonly #clock: Pick<Clock, 'now' | 'elapsed'>;
  #sighting: Sighting | null = null;

  /** `owner`: the name of this task */
  constructor(owner: string, clock: Pick<Clock, 'now' | 'elapsed'>) {
    this.#owner = owner;
    this.#clock = clock;
  }

  /** A lease that another task holds was read. */
  get isSeen(): boolean {
    return this.#sighting !== null;
  }

  forget(): void {
    this.#sighting = null;
  }

  /** How long it may still be held, ms; 0 when it may be taken. */
  msLeft({ token, beat, owner, released, renewedAt }: LeaseRecord): number {
    if (released || owner === this.#owner) return 0;
    if (this.#clock.now() - renewedAt > SURELY_OVER_MS) return 0;
    const now = this.#clock.elapsed();
    if (this.#sighting?.token !== token || this.#sighting.beat !== beat) this.#sighting = { token, beat, since: now };
    return Math.max(0, this.#sighting.since + LEASE_MS - now);
  }
}
