import type { TradeFrame } from './frame.ts';

/** Once its successor is ready, a connection has so many checks (seconds) to bring what was sent before that. */
export const HANDOFF_CHECKS = 10;
/** Frames of the successor that wait meanwhile, at some 300 bytes; more are passed on at once. */
export const MAX_HELD_FRAMES = 20_000;

interface HeldFrame {
  readonly frame: TradeFrame;
  readonly receivedAt: number;
}

/**
 * Moves the coins of one socket to the next without a hole. What the exchange sent before the successor was ready may still
 * be on its way through the present socket. So the present one goes on until it has brought a later heartbeat than the
 * successor's first, and the successor's frames wait until then. Each trade comes in order that way, the last ones twice.
 */
export class ConnectionHandoff {
  readonly #pass: (frame: TradeFrame, receivedAt: number) => void;
  readonly #held: HeldFrame[] = [];
  /** event time of the successor's first heartbeat since it covers the present connection, ms */
  #coveredSince: number | null = null;
  #checks = 0;

  constructor(pass: (frame: TradeFrame, receivedAt: number) => void) {
    this.#pass = pass;
  }

  hold(frame: TradeFrame, receivedAt: number): void {
    this.#held.push({ frame, receivedAt });
    if (this.#held.length >= MAX_HELD_FRAMES) this.release();
  }

  /** Passes on the frames that wait. */
  release(): void {
    for (const { frame, receivedAt } of this.#held.splice(0)) this.#pass(frame, receivedAt);
  }

  /** The successor brought a heartbeat. `covers`: it has every coin of the present connection. */
  successorHeartbeat(eventTime: number, covers: boolean): void {
    if (!covers) this.restart();
    else this.#coveredSince ??= eventTime;
  }

  /** The present connection has another coin, which the successor has to cover too. */
  restart(): void {
    this.#coveredSince = null;
    this.#checks = 0;
  }

  /** A second has passed in which the successor covers the present connection. */
  check(): void {
    this.#checks += 1;
  }

  get isOverdue(): boolean {
    return this.#checks > HANDOFF_CHECKS;
  }

  /**
   * Whether the present connection has brought everything that the successor does not bring. `lastHeartbeat`: of the present
   * connection, ms
   */
  isDrained(lastHeartbeat: number | null): boolean {
    return this.#coveredSince !== null && lastHeartbeat !== null && lastHeartbeat > this.#coveredSince;
  }
}
