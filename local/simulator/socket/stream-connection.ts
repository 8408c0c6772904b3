import type { WebSocket } from 'ws';
import { ControlMessageError, type MessageId, parseControlMessage } from './control-message.ts';
import { MessageAllowance } from './message-allowance.ts';
import { combinedFrame } from './stream-frames.ts';

/** Binance's bound on the streams of one connection. */
export const maxStreams = 1024;

const policyViolation = 1008;
const goingAway = 1001;

/** What mends a stream of which the connection sends nothing. */
export type SilentUntil = 'subscribed-again' | 'reconnected';

/**
 * - `well`: all goes as it should.
 * - `held-back`: frames wait, and come late but complete.
 * - `stalled`: frames are lost; pings and answers still come.
 * - `half-open`: nothing comes and nothing is read, not even the client's farewell: as when a router between forgets.
 */
export type ConnectionHealth = 'well' | 'held-back' | 'stalled' | 'half-open';

export interface StreamConnectionOptions {
  readonly socket: WebSocket;
  /** True on `/stream`: payloads are wrapped with their stream's name. */
  readonly combined: boolean;
  readonly streams: readonly string[];
  readonly clock: () => number;
  readonly pingIntervalMs: number;
  readonly pongTimeoutMs: number;
  readonly maxAgeMs: number;
  readonly onControlMessage: (text: string) => void;
  /** A message that names such a stream is refused whole. */
  readonly isRefused: (stream: string) => boolean;
}

/** One client's socket: its subscriptions, its message allowance, its ping clock, and the faults it was given. */
export class StreamConnection {
  readonly streams: Set<string>;
  readonly #settings: StreamConnectionOptions;
  readonly #allowance = new MessageAllowance();
  readonly #pingTimer: NodeJS.Timeout;
  readonly #ageTimer: NodeJS.Timeout;
  readonly #muted = new Map<string, SilentUntil>();
  readonly #heldBack: string[] = [];
  #health: ConnectionHealth = 'well';
  #isDeaf = false;
  #lastPongAt: number;

  constructor(settings: StreamConnectionOptions) {
    this.#settings = settings;
    this.streams = new Set(settings.streams);
    this.#lastPongAt = settings.clock();
    this.#pingTimer = setInterval(() => this.#ping(), settings.pingIntervalMs);
    this.#ageTimer = setTimeout(() => settings.socket.close(goingAway, 'connected too long'), settings.maxAgeMs);
    this.#listen(settings.socket);
  }

  get combined(): boolean {
    return this.#settings.combined;
  }

  get health(): ConnectionHealth {
    return this.#health;
  }

  get isOpen(): boolean {
    return this.#settings.socket.readyState === this.#settings.socket.OPEN;
  }

  /** Sends a payload of a subscribed stream, wrapped when the connection is a combined one. */
  send(stream: string, payload: string): void {
    if (!this.#muted.has(stream)) this.sendText(this.combined ? combinedFrame(stream, payload) : payload);
  }

  /** Sends exactly this text: the way to push a malformed frame. */
  sendText(text: string): void {
    if (this.#health === 'well') this.#settings.socket.send(text);
    else if (this.#health === 'held-back') this.#heldBack.push(text);
  }

  /** A half-open connection stays that way; what was held back is sent by any other change. */
  become(health: ConnectionHealth): void {
    if (this.#health === 'half-open') return;
    this.#health = health;
    if (health === 'held-back') return;
    for (const text of this.#heldBack.splice(0)) this.#settings.socket.send(text);
    if (health === 'half-open') this.#settings.socket.pause();
  }

  /** Sends nothing of a stream that it goes on listing as subscribed. */
  mute(stream: string, until: SilentUntil): void {
    this.#muted.set(stream, until);
  }

  /** From now on control messages are read and not obeyed, nor answered. */
  deafen(): void {
    this.#isDeaf = true;
  }

  /** Loses a subscription without a word. */
  forget(stream: string): void {
    this.streams.delete(stream);
  }

  /** Tells the client that this connection is about to end. */
  announceShutdown(eventTime: number): void {
    const payload = JSON.stringify({ e: 'serverShutdown', E: eventTime });
    this.sendText(this.combined ? combinedFrame('!serverShutdown', payload) : payload);
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
    socket.on('close', () => {
      clearInterval(this.#pingTimer);
      clearTimeout(this.#ageTimer);
    });
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
    if (this.#isDeaf) return;
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
    if (streams.some(this.#settings.isRefused)) {
      throw new ControlMessageError(2, 'Invalid request: invalid stream', id);
    }
    for (const stream of streams) {
      this.streams.add(stream);
      if (this.#muted.get(stream) === 'subscribed-again') this.#muted.delete(stream);
    }
    this.#reply({ result: null, id });
  }

  #reply(answer: object): void {
    if (this.#health !== 'half-open') this.#settings.socket.send(JSON.stringify(answer));
  }

  #ping(): void {
    const { socket, clock, pongTimeoutMs } = this.#settings;
    if (this.#health === 'half-open') return;
    if (clock() - this.#lastPongAt >= pongTimeoutMs) this.cut();
    else if (socket.readyState === socket.OPEN) socket.ping(String(clock()));
  }
}
