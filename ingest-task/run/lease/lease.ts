import type { LeaseRecord, LeaseTable } from '../../../adapters/dynamodb/market/lease-table.ts';
import { type Log, RepeatFilter, reasonOf } from '../../../adapters/log.ts';
import type { Checkpoint } from '../../../domain/market/checkpoint.ts';
import type { Cancel, Clock } from '../../clock.ts';
import type { Heartbeat } from '../heartbeat.ts';
import { ForeignLease, LEASE_MS } from './foreign-lease.ts';

/**
 * Who watches. One task holds the lease; its token is the epoch of its ticks.
 *
 * ```
 * waiting ──── taken ────▶ holding ◀── renewed ──┐
 *    ▲                      │  │  └── in doubt ──┘
 *    │                      │  └───── release() ─────▶ released
 *    └─── wait() ─── lost ◀─┘ another has it
 * ```
 * - `waiting`: another task may hold it. It is read again and again, and taken when it was given back, when it has not changed
 *   for as long as a lease lasts, or when its holder is surely gone (an earlier run of this owner's name).
 * - `holding`: ours, renewed with the checkpoint. It is *sure* until a margin before its end, by the monotonic clock, counted
 *   from before the last write that was answered. Past that it is in doubt: nothing is sent until a renewal is answered, which
 *   proves that nobody else had it, since taking it changes the token.
 * - `lost`: a renewal was refused, so another task has it. Its run is over; a new one, of a new epoch, begins with `waiting`.
 * - `released`: given back with the last checkpoint, or never held. The end.
 */
export type LeaseState = 'waiting' | 'holding' | 'lost' | 'released';

export const RENEW_INTERVAL_MS = 3_000;
/** What was sent at the last moment has this long to arrive before another task may begin. */
export const LEASE_MARGIN_MS = 2_000;
export const READ_INTERVAL_MS = 500;
/** After a renewal that failed; a call takes two seconds at most, so that two more fit into the lease. */
const RETRY_INTERVAL_MS = 500;

/** A lease that was taken: its epoch, and the checkpoint of the last holder. */
export interface Grant {
  readonly epoch: number;
  readonly checkpoint: Checkpoint | null;
}

export interface LeaseDeps {
  readonly leaseTable: LeaseTable;
  readonly clock: Clock;
  readonly log: Log;
  /** beats after each attempt to read, take or renew the lease */
  readonly heartbeat: Heartbeat;
  /** a name that no other living run has */
  readonly owner: string;
  /** of the present run; null leaves the stored one */
  readonly checkpoint: () => Checkpoint | null;
  readonly onHeld: (grant: Grant) => void;
  readonly onLost: () => void;
}

export class Lease {
  readonly #deps: LeaseDeps;
  readonly #foreign: ForeignLease;
  readonly #errors = new RepeatFilter();
  #state: LeaseState = 'waiting';
  #token = 0;
  #beat = 0;
  /** monotonic ms: when the last write that was answered was sent */
  #renewedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> = Promise.resolve();
  #cancel: Cancel = () => undefined;

  constructor(deps: LeaseDeps) {
    this.#deps = deps;
    this.#foreign = new ForeignLease(deps.owner, deps.clock);
  }

  get state(): LeaseState {
    return this.#state;
  }

  /** Whether what a run of this epoch sends now can't mix with what another task sends. */
  isSure(epoch: number): boolean {
    const age = this.#deps.clock.elapsed() - this.#renewedAt;
    return this.#state === 'holding' && this.#token === epoch && age < LEASE_MS - LEASE_MARGIN_MS;
  }

  /** Resolves after the first read. @throws when that fails */
  start(): Promise<void> {
    this.#reading = this.#attempt();
    return this.#reading;
  }

  /** After a loss, when its run has ended. */
  wait(): void {
    if (this.#state !== 'lost') return;
    this.#state = 'waiting';
    this.#foreign.forget();
    this.#readAgain(0);
  }

  /** Gives the lease back, with the last checkpoint. Nothing may be sent after it. */
  async release(): Promise<void> {
    const isHeld = this.#state === 'holding';
    this.#cancel();
    this.#state = 'released';
    if (isHeld) await this.#giveBack();
    else await this.#reading.catch(() => undefined); // it may be taking the lease at this moment
  }

  async #giveBack(): Promise<void> {
    const { log } = this.#deps;
    try {
      const done = await this.#write(true);
      log.info(done ? 'lease released' : 'lease was lost before it was released', { epoch: this.#token });
    } catch (error) {
      log.warn('lease not released: the next task has to wait for its end', { error: reasonOf(error) });
    }
  }

  #readAgain(delayMs: number): void {
    if (this.#state !== 'waiting') return;
    this.#cancel = this.#deps.clock.after(delayMs, () => {
      this.#reading = this.#attempt().catch((error: unknown) => {
        this.#logError('lease not read', error);
        this.#readAgain(READ_INTERVAL_MS);
      });
    });
  }

  #attempt(): Promise<void> {
    return this.#tryToTake().finally(() => this.#deps.heartbeat.beat());
  }

  async #tryToTake(): Promise<void> {
    const { leaseTable, owner, clock } = this.#deps;
    const record = await leaseTable.read();
    if (this.#state !== 'waiting') return;
    this.#errors.reset();
    const leftMs = this.#msUntilFree(record);
    if (leftMs > 0) return this.#readAgain(Math.min(leftMs, READ_INTERVAL_MS));
    const sentAt = clock.elapsed();
    const taken = await leaseTable.take(record, owner, clock.now());
    if (!taken) return this.#readAgain(READ_INTERVAL_MS);
    this.#token = record.token + 1;
    this.#beat = 0;
    if (this.#state === 'waiting') this.#hold(record, sentAt);
    else await this.#giveBack(); // the stop came first
  }

  /** 0 when it may be taken. */
  #msUntilFree(record: LeaseRecord): number {
    const wasSeen = this.#foreign.isSeen;
    const leftMs = this.#foreign.msLeft(record);
    if (!wasSeen && this.#foreign.isSeen) {
      this.#deps.log.info('standing by: another task watches', { epoch: record.token });
    }
    return leftMs;
  }

  #hold({ checkpoint, released }: LeaseRecord, sentAt: number): void {
    this.#state = 'holding';
    this.#renewedAt = sentAt;
    this.#deps.log.info('lease taken', { epoch: this.#token, wasReleased: released });
    this.#renewAfter(RENEW_INTERVAL_MS);
    this.#deps.onHeld({ epoch: this.#token, checkpoint });
  }

  #renewAfter(delayMs: number): void {
    this.#cancel = this.#deps.clock.after(delayMs, () => void this.#renew());
  }

  async #renew(): Promise<void> {
    const { clock, heartbeat } = this.#deps;
    const sentAt = clock.elapsed();
    try {
      const isOurs = await this.#write(false);
      if (this.#state !== 'holding') return;
      if (!isOurs) return this.#lose();
      this.#renewedAt = sentAt;
      this.#errors.reset();
      this.#renewAfter(Math.max(0, sentAt + RENEW_INTERVAL_MS - clock.elapsed()));
    } catch (error) {
      if (this.#state !== 'holding') return;
      this.#logError('lease not renewed', error);
      this.#renewAfter(RETRY_INTERVAL_MS);
    } finally {
      heartbeat.beat();
    }
  }

  #write(released: boolean): Promise<boolean> {
    const { leaseTable, clock, checkpoint } = this.#deps;
    this.#beat += 1;
    const renewal = { token: this.#token, beat: this.#beat, released, checkpoint: checkpoint() };
    return leaseTable.renew({ ...renewal, renewedAt: clock.now() });
  }

  #lose(): void {
    this.#state = 'lost';
    this.#deps.log.error('lease lost: another task watches', { epoch: this.#token });
    this.#deps.onLost();
  }

  #logError(message: string, error: unknown): void {
    const reason = reasonOf(error);
    if (this.#errors.isNew(reason)) this.#deps.log.error(message, { error: reason });
  }
}
