import type { WebSocket } from 'ws';
import { ControlMessageError, type MessageId, parseControlMessage } from './control-message.ts';
import { MessageAllowance } from './message-allowance.ts';
import { combinedFrame } from './stream-frames.ts';

/** Binance's bound on the streams of one connection. */
export const MAX_STREAMS = 1024;

const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;

/** What ends the silence of a stream. */
export type SilentUntil = 'subscribed-again' | 'reconnected';

/**
 * - `well`: no fault.
 * - `held-back`: frames wait, and come late but complete.
 * - `stalled`: frames are lost; pings and answers still come.
 * - `half-open`: nothing comes and nothing is read, not even the client's close: as when a router between forgets the socket.
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
  /** A message that names such a stream is refused as a whole. */
  readonly isRefused: (stream: string) => boolean;
}

/** One client's socket: its subscriptions, its message allowance, its pings, and the faults that were injected. */
export class StreamConnection {
  readonly streams: Set<string>;
  readonly #options: StreamConnectionOptions;
  readonly #allowance = new MessageAllowance();
  readonly #pingTimer: NodeJS.Timeout;
  readonly #ageTimer: NodeJS.Timeout;
  readonly #silenced = new Map<string, SilentUntil>();
  readonly #heldBack: string[] = [];
  #health: ConnectionHealth = 'well';
  #pings = 0;
  #isDeaf = false;
  #lastPongAt: number;

  constructor(options: StreamConnectionOptions) {
    this.#options = options;
    this.streams = new Set(options.streams);
    this.#lastPongAt = options.clock();
    this.#pingTimer = setInterval(() => this.#ping(), options.pingIntervalMs);
    this.#ageTimer = setTimeout(() => options.socket.close(GOING_AWAY, 'connected too long'), options.maxAgeMs);
    this.#listen(options.socket);
  }

  get combined(): boolean {
    return this.#options.combined;
  }

  get health(): ConnectionHealth {
    return this.#health;
  }

  /** How many pings the client has sent. */
  get pings(): number {
    return this.#pings;
  }

  get isOpen(): boolean {
    return this.#options.socket.readyState === this.#options.socket.OPEN;
  }

  /** Sends a payload of a subscribed stream, wrapped when the connection is a combined one. */
  send(stream: string, payload: string): void {
    if (!this.#silenced.has(stream)) this.sendText(this.combined ? combinedFrame(stream, payload) : payload);
  }

  /** Resolves when the client has answered a ping: it has read all that was sent before. */
  roundTrip(): Promise<void> {
    const { socket } = this.#options;
    const answered = new Promise<void>((resolve) => void socket.once('pong', () => resolve()));
    socket.ping();
    return answered;
  }

  /** Sends exactly this text, such as a malformed frame. */
  sendText(text: string): void {
    if (this.#health === 'well') this.#options.socket.send(text);
    else if (this.#health === 'held-back') this.#heldBack.push(text);
  }

  /** A half-open connection stays that way; any other change sends what was held back. */
  become(health: ConnectionHealth): void {
    if (this.#health === 'half-open') return;
    this.#health = health;
    if (health === 'held-back') return;
    for (const text of this.#heldBack.splice(0)) this.#options.socket.send(text);
    if (health === 'half-open') this.#options.socket.pause();
  }

  /** Sends nothing of a stream, and still lists it as subscribed. */
  silence(stream: string, until: SilentUntil): void {
    this.#silenced.set(stream, until);
  }

  /** From now on control messages have no effect and get no answer. */
  deafen(): void {
    this.#isDeaf = true;
  }

  /** Loses a subscription and does not say so. */
  forget(stream: string): void {
    this.streams.delete(stream);
  }

  /** Announces to the client that this connection is about to end. */
  announceShutdown(eventTime: number): void {
    const payload = JSON.stringify({ e: 'serverShutdown', E: eventTime });
    this.sendText(this.combined ? combinedFrame('!serverShutdown', payload) : payload);
  }

  /** Cuts the TCP connection without a close frame. */
  cut(): void {
    this.#options.socket.terminate();
  }

  #listen(socket: WebSocket): void {
    socket.on('message', (data, isBinary) => {
      if (this.#isAllowed()) this.#answer(isBinary ? '' : String(data));
    });
    socket.on('ping', () => {
      this.#pings += 1;
      this.#isAllowed();
    });
    socket.on('pong', () => {
      this.#lastPongAt = this.#options.clock();
      this.#isAllowed();
    });
    socket.on('close', () => {
      clearInterval(this.#pingTimer);
      clearTimeout(this.#ageTimer);
    });
    // 'close' follows a reset connection; without a listener the error would end the process
    socket.on('error', () => undefined);
  }

  #isAllowed(): boolean {
    const { socket, clock } = this.#options;
    if (socket.readyState !== socket.OPEN) return false;
    if (this.#allowance.take(clock())) return true;
    socket.close(POLICY_VIOLATION, 'Too many requests');
    return false;
  }

  #answer(text: string): void {
    this.#options.onControlMessage(text);
    if (this.#isDeaf) return;
    try {
      this.#execute(text);
    } catch (error) {
      if (!(error instanceof ControlMessageError)) throw error;
      this.#reply({ error: { code: error.code, msg: error.message }, id: error.id });
    }
  }

  #execute(text: string): void {
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

  /** As on Binance, unknown and upper-case names are accepted like any other, and no frame ever carries them. */
  #subscribe(streams: readonly string[], id: MessageId): void {
    const together = new Set([...this.streams, ...streams]);
    if (together.size > MAX_STREAMS) throw new ControlMessageError(2, 'Invalid request: too many streams', id);
    if (streams.some(this.#options.isRefused)) {
      throw new ControlMessageError(2, 'Invalid request: invalid stream', id);
    }
    for (const stream of streams) {
      this.streams.add(stream);
      if (this.#silenced.get(stream) === 'subscribed-again') this.#silenced.delete(stream);
    }
    this.#reply({ result: null, id });
  }

  #reply(answer: object): void {
    if (this.#health !== 'half-open') this.#options.socket.send(JSON.stringify(answer));
  }

  #ping(): void {
    const { socket, clock, pongTimeoutMs } = this.#options;
    if (this.#health === 'half-open') return;
    if (clock() - this.#lastPongAt >= pongTimeoutMs) this.cut();
    else if (socket.readyState === socket.OPEN) socket.ping(String(clock()));
  }
}
