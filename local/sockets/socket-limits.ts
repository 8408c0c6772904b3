import type { Throttle } from '../template/plan.ts';
import type { ConnectionFacts } from './socket-event.ts';

/** What bounds a connection. Tests lower a limit to reach it at once. */
export interface SocketLimits {
  /** a larger incoming frame closes the connection with 1009 */
  readonly maxFrameBytes: number;
  /** a larger incoming message closes the connection with 1009; a larger post is refused with 413 */
  readonly maxMessageBytes: number;
  /** without a message in either direction */
  readonly idleMs: number;
  /** however busy it is */
  readonly lifeMs: number;
  /** of posts that the client has not taken yet; then the next one is refused with 429 */
  readonly maxUnreadBytes: number;
  /** for the client's answer to a close frame; then the connection is cut */
  readonly closeTimeoutMs: number;
  /** of an account: posts and other `@connections` requests */
  readonly requests: Throttle;
}

/** What may happen on AWS and never does here by itself; for tests, which name the connections that it happens to. */
export interface SocketFaults {
  /** its posts are never answered */
  stalls(facts: ConnectionFacts): boolean;
  /** its `$disconnect` is lost: AWS calls it best effort */
  losesDisconnect(facts: ConnectionFacts): boolean;
}

export const NO_FAULTS: SocketFaults = { stalls: () => false, losesDisconnect: () => false };

/**
 * API Gateway's quotas for WebSocket APIs. It says that a post to a full "client side buffer" is refused, and not how large that
 * is, nor how long it waits for an answer to a close frame: those two are ours.
 */
export const AWS_LIMITS: SocketLimits = {
  maxFrameBytes: 32 * 1024,
  maxMessageBytes: 128 * 1024,
  idleMs: 10 * 60_000,
  lifeMs: 2 * 60 * 60_000,
  maxUnreadBytes: 256 * 1024,
  closeTimeoutMs: 1_000,
  requests: { ratePerSecond: 10_000, burst: 5_000 },
};
