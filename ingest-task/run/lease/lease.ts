import type { LeaseRecord, LeaseTable } from '../../../adapters/dynamodb/market/lease-table.ts';
import { type Log, reasonOf } from '../../../adapters/log.ts';
import type { Checkpoint } from '../../../domain/market/checkpoint.ts';
import type { Cancel, Clock } from '../../clock.ts';

/**
 * Who watches. One task holds the lease; its token is the epoch of its ticks.
 *
 * ```
 * waiting ──── taken ────▶ holding ◀── renewed ──┐
 *    ▲                      │  │  └── in doubt ──┘
 *    │                      │  └───── release() ─────▶ released
 *    └─── wait() ─── lost ◀─┘ another has it
 * ```
 * - `waiting`: another may hold it. It is looked at, and taken when it was given back, when it has not changed for as long
 *   as it lasts, or when the one who has it is gone for sure (a run of this owner's own name).
 * - `holding`: ours, renewed with the checkpoint. Until a margin before its end, by the monotonic clock and counted from
 *   before the write that was answered, it is *sure*; past that it is in doubt: nothing is sent until a renewal was
 *   answered. Nobody else had it then, since taking it changes the token.
 * - `lost`: a renewal was refused, so another has it. Its run is over; a new one, of a new epoch, begins with waiting.
 * - `released`: given back with the last checkpoint, or never had. The end.
 */
export type LeaseState = 'waiting' | 'holding' | 'lost' | 'released';

export const LEASE_MS = 10_000;
export const RENEW_INTERVAL_MS = 3_000;
/** What was sent at the last moment has this long to arrive before another may begin. */
export const LEASE_MARGIN_MS = 2_000;
export const LOOK_INTERVAL_MS = 500;
/** After a renewal that failed; a call takes two seconds at most, so that two more fit into the lease. */
const RETRY_INTERVAL_MS = 500;
/**
 * A lease that was renewed longer ago than this is over, even when it is looked at for the first time. By the wall
 * clocks of two machines, which differ by less than what is added; if they do not, the holder learns of it by its next
 * renewal, and what both send until then is harmless (0009).
 */
export const SURELY_OVER_MS = LEASE_MS + 5_000;

/** A lease that was taken: the epoch, and where the last holder was. */
export interface Grant {
  readonly epoch: number;
  readonly checkpoint: Checkpoint | null;
}

export interface LeaseOptions {
  readonly leaseTable: LeaseTable;
  readonly clock: Clock;
  readonly log: Log;
  /** Whoever has this name knows that no other run of the name is alive. */
  readonly owner: string;
  /** of the run that holds; null leaves the stored one */
  readonly checkpoint: () => Checkpoint | null;
  readonly onHeld: (grant: Grant) => void;
  readonly onLost: () => void;
}

/** What was seen of another's lease, and since when (monotonic ms) it is unchanged. */
interface Sighting {
  readonly token: number;
  readonly beat: number;
  readonly since: number;
}

export class Lease {
  readonly #settings: LeaseOptions;
  #state: LeaseState = 'waiting';
  #sighting: Sighting | null = null;
  #token = 0;
  #beat = 0;
  /** monotonic ms: when the last write that was answered was sent */
  #renewedAt = Number.NEGATIVE_INFINITY;
  #lastFault = '';
  #looking: Promise<void> = Promise.resolve();
  #cancel: Cancel = () => undefined;

  constructor(settings: LeaseOptions) {
    this.#settings = settings;
  }

  get state(): LeaseState {
    return this.#state;
  }

  /** Whether what a run of this epoch sends now can't cross with what another task sends. */
  isSure(epoch: number): boolean {
    const age = this.#settings.clock.elapsed() - this.#renewedAt;
    return this.#state === 'holding' && this.#token === epoch && age < LEASE_MS - LEASE_MARGIN_MS;
  }

  /** Resolves after the first look. @throws when the table can't be read at that */
  start(): Promise<void> {
    this.#looking = this.#look();
    return this.#looking;
  }

  /** After a loss, when its run has ended. */
  wait(): void {
    if (this.#state !== 'lost') return;
    this.#state = 'waiting';
    this.#sighting = null;
    this.#lookAgain(0);
  }

  /** Gives the lease back, with the last checkpoint. Nothing may be sent after it. */
  async release(): Promise<void> {
    const isHeld = this.#state === 'holding';
    this.#cancel();
    this.#state = 'released';
    if (isHeld) await this.#giveBack();
    else await this.#looking.catch(() => undefined); // it may be taking the lease at this moment
  }

  async #giveBack(): Promise<void> {
    const { log } = this.#settings;
    try {
      const done = await this.#write(true);
      log.info(done ? 'lease released' : 'lease was lost before it was released', { epoch: this.#token });
    } catch (error) {
      log.warn('lease not released: the next task has to wait for its end', { fault: reasonOf(error) });
    }
  }

  #lookAgain(delayMs: number): void {
    if (this.#state !== 'waiting') return;
    this.#cancel = this.#settings.clock.after(delayMs, () => {
      this.#looking = this.#look().catch((error: unknown) => {
        this.#tell('lease not read', error);
        this.#lookAgain(LOOK_INTERVAL_MS);
      });
    });
  }

  async #look(): Promise<void> {
    const { leaseTable, owner, clock } = this.#settings;
    const record = await leaseTable.read();
    if (this.#state !== 'waiting') return;
    this.#lastFault = '';
    const leftMs = this.#msUntilFree(record);
    if (leftMs > 0) return this.#lookAgain(Math.min(leftMs, LOOK_INTERVAL_MS));
    const sentAt = clock.elapsed();
    const taken = await leaseTable.take(record, owner, clock.now());
    if (!taken) return this.#lookAgain(LOOK_INTERVAL_MS);
    this.#token = record.token + 1;
    this.#beat = 0;
    if (this.#state === 'waiting') this.#hold(record, sentAt);
    else await this.#giveBack(); // the stop came first
  }

  /** 0 when it may be taken. */
  #msUntilFree({ token, beat, owner, released, renewedAt }: LeaseRecord): number {
    const { clock, log } = this.#settings;
    if (released || owner === this.#settings.owner) return 0;
    if (clock.now() - renewedAt > SURELY_OVER_MS) return 0;
    const now = clock.elapsed();
    if (!this.#sighting) log.info('standing by: another task watches', { epoch: token });
    if (this.#sighting?.token !== token || this.#sighting.beat !== beat) this.#sighting = { token, beat, since: now };
    return Math.max(0, this.#sighting.since + LEASE_MS - now);
  }

  #hold({ checkpoint, released }: LeaseRecord, sentAt: number): void {
    this.#state = 'holding';
    this.#renewedAt = sentAt;
    this.#settings.log.info('lease taken', { epoch: this.#token, wasReleased: released });
    this.#renewAfter(RENEW_INTERVAL_MS);
    this.#settings.onHeld({ epoch: this.#token, checkpoint });
  }

  #renewAfter(delayMs: number): void {
    this.#cancel = this.#settings.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { clock } = this.#settings;
    const sentAt = clock.elapsed();
    try {
      const isOurs = await this.#write(false);
      if (this.#state !== 'holding') return;
      if (!isOurs) return this.#lose();
      this.#renewedAt = sentAt;
      this.#lastFault = '';
      this.#renewAfter(Math.max(0, sentAt + RENEW_INTERVAL_MS - clock.elapsed()));
    } catch (error) {
      if (this.#state !== 'holding') return;
      this.#tell('lease not renewed', error);
      this.#renewAfter(RETRY_INTERVAL_MS);
    }
  }

  #write(released: boolean): Promise<boolean> {
    const { leaseTable, clock, checkpoint } = this.#settings;
    this.#beat += 1;
    const renewal = { token: this.#token, beat: this.#beat, released, checkpoint: checkpoint() };
    return leaseTable.renew({ ...renewal, renewedAt: clock.now() });
  }

  #lose(): void {
    this.#state = 'lost';
    this.#settings.log.error('lease lost: another task watches', { epoch: this.#token });
    this.#settings.onLost();
  }

  /** The same fault is said once, not at every attempt. */
  #tell(message: string, error: unknown): void {
    const fault = reasonOf(error);
    if (fault !== this.#lastFault) this.#settings.log.error(message, { fault });
    this.#lastFault = fault;
  }
}
