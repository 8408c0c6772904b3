import type { WebSocket } from 'ws';
import { FrameMeter } from './frame-meter.ts';
import type { ConnectionFacts } from './socket-event.ts';
import type { SocketLimits } from './socket-limits.ts';

/** Close codes that API Gateway uses. */
export const NORMAL = 1000;
export const GOING_AWAY = 1001;
const UNSUPPORTED = 1003;
const TOO_BIG = 1009;
/** in no close frame: there was none */
export const CUT_OFF = 1006;

/** What API Gateway writes into `disconnectReason` when the client gave none; for other codes its words are not published. */
const REASONS: Readonly<Record<number, string>> = {
  [NORMAL]: 'Connection Closed Normally',
  [GOING_AWAY]: 'Going away',
  1005: 'Client-side close frame status not set',
  [CUT_OFF]: 'Connection closed abnormally',
};

export interface ConnectionOptions {
  readonly facts: ConnectionFacts;
  readonly limits: SocketLimits;
  readonly now: () => number;
  readonly onMessage: (text: string) => void;
  /** once, as soon as nothing can be posted any more */
  readonly onClosed: (code: number, reason: string) => void;
}

/**
 * An open connection: open → closing (a close frame is sent, and the client has a moment to answer it) → closed. Only an open one
 * takes posts and passes messages on.
 */
export class SocketConnection {
  readonly facts: ConnectionFacts;
  /** ms */
  lastActiveAt: number;
  readonly closed: Promise<void>;
  readonly #socket: WebSocket;
  readonly #options: ConnectionOptions;
  readonly #timers: NodeJS.Timeout[];

  /** `bytes`: the connection that the socket reads. */
  constructor(socket: WebSocket, bytes: NodeJS.ReadableStream, options: ConnectionOptions) {
    const { facts, limits, now } = options;
    this.facts = facts;
    this.lastActiveAt = now();
    this.#socket = socket;
    this.#options = options;
    const idle = setTimeout(() => this.close(GOING_AWAY), limits.idleMs);
    this.#timers = [idle, setTimeout(() => this.close(GOING_AWAY), limits.lifeMs)];
    const meter = new FrameMeter((size) => size > limits.maxFrameBytes && this.close(TOO_BIG, 'Message Too Long'));
    bytes.prependListener('data', (chunk: Buffer) => meter.read(chunk));
    socket.on('message', (data, isBinary) => this.#take(String(data), isBinary));
    socket.on('error', () => {}); // `ws` closes the socket, which is what counts
    this.closed = new Promise((resolve) => {
      socket.on('close', (code, reason) => {
        this.#end(code, String(reason));
        resolve();
      });
    });
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** False when the client takes in too little of what was sent before. */
  send(data: Buffer | string): boolean {
    if (this.#socket.bufferedAmount > this.#options.limits.maxUnreadBytes) return false;
    const bytes = Buffer.from(data);
    const { maxFrameBytes } = this.#options.limits;
    for (let from = 0; from === 0 || from < bytes.length; from += maxFrameBytes) {
      const isLast = from + maxFrameBytes >= bytes.length;
      this.#socket.send(bytes.subarray(from, from + maxFrameBytes), { binary: false, fin: isLast });
    }
    this.#touch();
    return true;
  }

  /** A client that does not answer the close frame is cut off. */
  close(code: number, reason = REASONS[code] ?? ''): void {
    if (!this.isOpen) return;
    this.#socket.close(code, reason);
    this.#timers.push(setTimeout(() => this.#socket.terminate(), this.#options.limits.closeTimeoutMs));
  }

  #take(text: string, isBinary: boolean): void {
    if (!this.isOpen) return;
    if (isBinary) this.close(UNSUPPORTED, 'Unsupported Data');
    else {
      this.#touch();
      this.#options.onMessage(text);
    }
  }

  #touch(): void {
    this.lastActiveAt = this.#options.now();
    this.#timers[0]?.refresh();
  }

  #end(code: number, reason: string): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#options.onClosed(code, reason || REASONS[code] || '');
  }
}
