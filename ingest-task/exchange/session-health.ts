/** A socket that is not open after so many checks is given up. */
export const OPENING_CHECKS = 10;
/** So many checks in a row without a frame: something is wrong with the socket, whatever TCP says. */
export const SILENT_CHECKS = 10;
/** A socket that may be silent is pinged after so many checks without a frame or a pong. */
export const PING_CHECKS = 5;
/** As long as the connection has shown no heartbeat, its silence may be that of quiet coins. */
export const SILENT_CHECKS_WITHOUT_HEARTBEAT = 30;
/** Trades come and never a heartbeat: the exchange may send none to anyone, so another socket is rarely tried. */
export const CHECKS_TO_FIRST_HEARTBEAT = 600;

/**
 * What is wrong with an open socket. Its frames are taken all the same.
 * - `stalled`: no frame comes at all.
 * - `without-heartbeat`: other frames come.
 * - `deaf`: a control message was not answered.
 * - `leaving`: the server announced its shutdown.
 */
export type SessionProblem = 'stalled' | 'without-heartbeat' | 'deaf' | 'leaving';

/**
 * Whether one socket brings what it should, in time. It counts checks, one a second, and not time: while the process stands
 * still it makes no checks, and so does not take its own pause for the exchange's silence.
 */
export class SessionHealth {
  readonly #maxHeartbeatGap: number;
  /** Silence is no problem by itself. */
  readonly #mayBeSilent: boolean;
  #openingChecks = 0;
  #silentChecks = 0;
  #checksSinceHeartbeat = 0;
  #hasHeartbeat = false;
  readonly #problems = new Set<SessionProblem>();

  /** `maxHeartbeatGapS`: the exchange's */
  constructor(maxHeartbeatGapS: number) {
    this.#maxHeartbeatGap = maxHeartbeatGapS;
    this.#mayBeSilent = maxHeartbeatGapS > SILENT_CHECKS;
  }

  has(problem: SessionProblem): boolean {
    return this.#problems.has(problem);
  }

  /** False when the problem is known. */
  add(problem: SessionProblem): boolean {
    if (this.#problems.has(problem)) return false;
    this.#problems.add(problem);
    return true;
  }

  sawFrame(): void {
    this.#silentChecks = 0;
    this.#problems.delete('stalled');
  }

  sawHeartbeat(): void {
    this.#hasHeartbeat = true;
    this.#checksSinceHeartbeat = 0;
    this.#problems.delete('without-heartbeat');
    this.sawFrame();
  }

  /** The other side answered a ping: the line is sound. Whether all data comes, only a heartbeat says. */
  sawPong(): void {
    if (this.#mayBeSilent) this.sawFrame();
  }

  needsPing(): boolean {
    return this.#mayBeSilent && this.#silentChecks > 0 && this.#silentChecks % PING_CHECKS === 0;
  }

  /** A check of a socket that is not open yet. False when it should be given up. */
  checkOpening(): boolean {
    this.#openingChecks += 1;
    return this.#openingChecks <= OPENING_CHECKS;
  }

  /** A check of an open socket. Returns what is wrong by now, known or not. */
  checkOpen(): SessionProblem | null {
    this.#silentChecks += 1;
    this.#checksSinceHeartbeat += 1;
    const maxSilent = this.#hasHeartbeat ? SILENT_CHECKS : SILENT_CHECKS_WITHOUT_HEARTBEAT;
    const maxWithoutHeartbeat = this.#hasHeartbeat ? this.#maxHeartbeatGap : CHECKS_TO_FIRST_HEARTBEAT;
    if (this.#silentChecks > maxSilent) return 'stalled';
    return this.#checksSinceHeartbeat > maxWithoutHeartbeat ? 'without-heartbeat' : null;
  }
}
