import type { MarketFrame } from './stream-session.ts';

/** The present connection has so many checks (seconds) to show that it has sent what was sent before its successor stood. */
export const HAND_OVER_CHECKS = 10;
/** Frames of the successor that wait meanwhile, at some 300 bytes; more are passed on at once. */
export const MAX_HELD_FRAMES = 20_000;

export type TradeFrame = Exclude<MarketFrame, { kind: 'heartbeat' }>;

interface HeldFrame {
  readonly frame: TradeFrame;
  readonly receivedAt: number;
}

/**
 * Passes the coins of one socket to the next without a hole. What the exchange had sent before the successor stood may be on
 * its way through the present one still: so that goes on until it has shown a later heartbeat than the successor's first,
 * and what the successor brings waits until then. Each trade comes in order that way, the last ones twice.
 */
export class ConnectionHandoff {
  readonly #pass: (frame: TradeFrame, receivedAt: number) => void;
  readonly #held: HeldFrame[] = [];
  #stoodAt: number | null = null;
  #checks = 0;

  constructor(pass: (frame: TradeFrame, receivedAt: number) => void) {
    this.#pass = pass;
  }

  hold(frame: TradeFrame, receivedAt: number): void {
    this.#held.push({ frame, receivedAt });
    if (this.#held.length >= MAX_HELD_FRAMES) this.release();
  }

  /** Passes on what waits. */
  release(): void {
    for (const { frame, receivedAt } of this.#held.splice(0)) this.#pass(frame, receivedAt);
  }

  /** A heartbeat of the successor. `covers`: it has every coin of the present connection. */
  successorBeat(eventTime: number, covers: boolean): void {
    if (!covers) this.begunAnew();
    else this.#stoodAt ??= eventTime;
  }

  /** The present connection has a coin more. */
  begunAnew(): void {
    this.#stoodAt = null;
    this.#checks = 0;
  }

  /** One of the checks while the successor covers the present connection. */
  check(): void {
    this.#checks += 1;
  }

  get isOverdue(): boolean {
    return this.#checks > HAND_OVER_CHECKS;
  }

  /** `lastHeartbeat` of the present connection: everything that the successor does not bring has come by it. */
  isDrained(lastHeartbeat: number | null): boolean {
    return this.#stoodAt !== null && lastHeartbeat !== null && lastHeartbeat > this.#stoodAt;
  }
}
