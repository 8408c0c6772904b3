import type { WebSocket } from 'ws';
import { ControlMessageError, type MessageId, parseControlMessage } from './control-message.ts';
import { MessageAllowance } from './message-allowance.ts';
import { combinedFrame } from './stream-frames.ts';

/** Binance's bound on the streams of one connection. */
export const maxStreams = 1024;

const policyViolation = 1008;

export interface StreamConnectionSettings {
  readonly socket: WebSocket;
  /** True on `/stream`: payloads are wrapped with their stream's name. */
  readonly combined: boolean;
  readonly streams: readonly string[];
  readonly clock: () => number;
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  readonly onControlMessage: (text: string) => void;
}

/** One client's socket: its subscriptions, its message allowance and its ping clock. */
export class StreamConnection {
  readonly streams: Set<string>;
  readonly #settings: StreamConnectionSettings;
  readonly #allowance = new MessageAllowance();
  readonly #pingTimer: NodeJS.Timeout;
  #lastPongAt: number;

  constructor(settings: StreamConnectionSettings) {
    this.#settings = settings;
    this.streams = new Set(settings.streams);
    this.#lastPongAt = settings.clock();
    this.#pingTimer = setInterval(() => this.#ping(), settings.pingIntervalMs);
    this.#listen(settings.socket);
  }

  get combined(): boolean {
    return this.#settings.combined;
  }

  /** Sends a payload of a subscribed stream, wrapped when the connection is a combined one. */
  send(stream: string, payload: string): void {
    this.#settings.socket.send(this.combined ? combinedFrame(stream, payload) : payload);
  }

  /** Sends exactly this text: the way to push a malformed frame. */
  sendText(text: string): void {
    this.#settings.socket.send(text);
  }

  /** Cuts the TCP connection without a close frame. */
  cut(): void {
    this.#settings.socket.terminate();
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data, isBinary) => {
      if (this.#mayCome()) this.#answer(isBinary ? '' : String(data));
    });
    socket.on('ping', () => this.#mayCome());
    socket.on('pong', () => {
      this.#lastPongAt = this.#settings.clock();
      this.#mayCome();
    });
    socket.on('close', () => clearInterval(this.#pingTimer));
    // A reset connection is told by 'close'; without a listener the error would end the process.
    socket.on('error', () => undefined);
  }

  #mayCome(): boolean {
    const { socket, clock } = this.#settings;
    if (socket.readyState !== socket.OPEN) return false;
    if (this.#allowance.take(clock())) return true;
    socket.close(policyViolation, 'Too many requests');
    return false;
  }

  #answer(text: string): void {
    this.#settings.onControlMessage(text);
    try {
      this.#obey(text);
    } catch (error) {
      if (!(error instanceof ControlMessageError)) throw error;
      this.#reply({ error: { code: error.code, msg: error.message }, id: error.id });
    }
  }

  #obey(text: string): void {
    const message = parseControlMessage(text);
    switch (message.method) {
      case 'SUBSCRIBE':
        this.#subscribe(message.streams, message.id);
        break;
      case 'UNSUBSCRIBE':
        for (const stream of message.streams) this.streams.delete(stream);
        this.#reply({ result: null, id: message.id });
        break;
      case 'LIST_SUBSCRIPTIONS':
        this.#reply({ result: [...this.streams], id: message.id });
        break;
    }
  }

  /** Unknown and upper-case names are taken like any other: no frame will ever carry them, as on Binance. */
  #subscribe(streams: readonly string[], id: MessageId): void {
    const together = new Set([...this.streams, ...streams]);
    if (together.size > maxStreams) throw new ControlMessageError(2, 'Invalid request: too many streams', id);
    for (const stream of streams) this.streams.add(stream);
    this.#reply({ result: null, id });
  }

  #reply(answer: object): void {
    this.sendText(JSON.stringify(answer));
  }

  #ping(): void {
    const { socket, clock, pongTimeoutMs } = this.#settings;
    if (clock() - this.#lastPongAt >= pongTimeoutMs) this.cut();
    else if (socket.readyState === socket.OPEN) socket.ping(String(clock()));
  }
}
