import { WebSocket } from 'ws';
import { exchangeAgent } from '../../adapters/http/exchange-proxy.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import { ControlChannel } from './control-channel.ts';
import type { SocketProtocol } from './exchange.ts';
import { type Frame, FrameError, type MarketFrame } from './frame.ts';
import { OPENING_CHECKS, SessionHealth, type SessionProblem } from './session-health.ts';

export const CHECK_INTERVAL_MS = 1_000;

/**
 * - `region`: the exchange serves no address of this region.
 * - `lost`: anything else; `detail` says what.
 */
export interface SessionEnd {
  readonly kind: 'region' | 'lost';
  readonly detail: string;
}

/** Called with the session that it is about; nothing is called after `onEnd`, nor after `terminate`. */
export interface SessionListener {
  onOpen(session: StreamSession): void;
  onFrame(session: StreamSession, frame: MarketFrame): void;
  /** `symbol`: the coin of the trade, where the frame says so */
  onMalformed(text: string, problem: string, symbol: string | null): void;
  onAcknowledged(session: StreamSession, streams: readonly string[]): void;
  /** The exchange lost these subscriptions; they are asked for again. */
  onLost(session: StreamSession, streams: readonly string[]): void;
  onRefused(error: string): void;
  /** The exchange refuses this one stream. */
  onRejected(session: StreamSession, stream: string, reason: string): void;
  /** Once, until it has passed. */
  onProblem(session: StreamSession, problem: SessionProblem): void;
  onEnd(session: StreamSession, end: SessionEnd): void;
}

export interface SessionOptions {
  readonly protocol: SocketProtocol;
  readonly url: string;
  readonly clock: Clock;
  /** the coins whose tickers a heartbeat should contain */
  readonly isWanted: (symbol: string) => boolean;
  readonly listener: SessionListener;
}

/** One socket from its opening to its end. `ws` itself answers pings. */
export class StreamSession {
  readonly #options: SessionOptions;
  readonly #socket: WebSocket;
  readonly #control: ControlChannel;
  readonly #health: SessionHealth;
  readonly #cancelChecks: Cancel;
  #lastHeartbeat: number | null = null;
  #hasShownFrame = false;
  #hasEnded = false;

  constructor(options: SessionOptions) {
    this.#options = options;
    const { protocol, url, clock, listener } = options;
    const { maxFrameBytes, maxHeartbeatGapS } = protocol.limits;
    this.#health = new SessionHealth(maxHeartbeatGapS);
    this.#socket = new WebSocket(url, {
      perMessageDeflate: false,
      maxPayload: maxFrameBytes,
      agent: exchangeAgent(url),
    });
    this.#control = new ControlChannel({
      protocol,
      clock,
      send: (text) => this.#socket.send(text),
      onAcknowledged: (streams) => listener.onAcknowledged(this, streams),
      onLost: (streams) => listener.onLost(this, streams),
      onRefused: (error) => listener.onRefused(error),
      onRejected: (stream, reason) => listener.onRejected(this, stream, reason),
      onUnanswered: () => this.#report('deaf'),
    });
    this.#cancelChecks = repeat(clock, CHECK_INTERVAL_MS, () => this.#check());
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.#hasEnded && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Event time of the last heartbeat, ms; null before the first. */
  get lastHeartbeat(): number | null {
    return this.#lastHeartbeat;
  }

  /** A frame came that is not an answer. */
  get hasShownFrame(): boolean {
    return this.#hasShownFrame;
  }

  get isStalled(): boolean {
    return this.#health.has('stalled');
  }

  want(streams: ReadonlySet<string>): void {
    if (this.isOpen) this.#control.want(streams);
  }

  /** Subscribes them again. */
  renew(streams: readonly string[]): void {
    this.#control.renew(streams);
  }

  isAcknowledged(stream: string): boolean {
    return !this.#hasEnded && this.#control.isAcknowledged(stream);
  }

  isReady(): boolean {
    return this.isAcknowledged(this.#options.protocol.heartbeatStream);
  }

  /** Ends at once, without a closing handshake and without `onEnd`. */
  terminate(): void {
    this.#hasEnded = true;
    this.#cancelChecks();
    this.#control.close();
    // close() would wait for the other side for up to half a minute
    this.#socket.terminate();
  }

  #listen(): void {
    const { protocol, listener } = this.#options;
    const socket = this.#socket;
    socket.on('open', () => {
      if (!this.#hasEnded) listener.onOpen(this);
    });
    socket.on('message', (data) => {
      if (!this.#hasEnded) this.#read(data.toString());
    });
    socket.on('pong', () => {
      if (!this.#hasEnded) this.#health.sawPong();
    });
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      const status = response.statusCode;
      if (protocol.isRegionRefusal(status)) this.#end('region', `HTTP ${status}`);
      else this.#end('lost', `HTTP ${status} on the upgrade`);
    });
    socket.on('close', (code, reason) => this.#end('lost', `closed with ${code} ${reason}`.trim()));
    socket.on('error', (error) => this.#end('lost', error.message));
  }

  #read(text: string): void {
    const { protocol, isWanted, listener } = this.#options;
    try {
      this.#pass(protocol.readFrame(text, isWanted));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#health.sawFrame();
      listener.onMalformed(text, error.message, error.symbol);
    }
  }

  #pass(frame: Frame): void {
    switch (frame.kind) {
      case 'trade':
      case 'marker':
        this.#health.sawFrame();
        this.#passOn(frame);
        break;
      case 'heartbeat':
        this.#lastHeartbeat = frame.eventTime;
        this.#health.sawHeartbeat();
        this.#passOn(frame);
        break;
      case 'answer':
        this.#control.answer(frame.id, frame.error);
        break;
      case 'listing':
        this.#control.list(frame.id, frame.streams);
        break;
      case 'shutdown':
        this.#report('leaving');
        break;
      case 'other':
        this.#health.sawFrame();
        break;
    }
  }

  #passOn(frame: MarketFrame): void {
    this.#hasShownFrame = true;
    this.#options.listener.onFrame(this, frame);
  }

  #check(): void {
    if (this.#hasEnded) return;
    if (!this.isOpen) {
      if (!this.#health.checkOpening()) this.#end('lost', `not open for ${OPENING_CHECKS} s`);
      return;
    }
    const problem = this.#health.checkOpen();
    if (problem) this.#report(problem);
    if (this.#health.needsPing()) this.#socket.ping();
    this.#control.check();
  }

  #report(problem: SessionProblem): void {
    if (!this.#hasEnded && this.#health.add(problem)) this.#options.listener.onProblem(this, problem);
  }

  #end(kind: SessionEnd['kind'], detail: string): void {
    if (this.#hasEnded) return;
    this.terminate();
    this.#options.listener.onEnd(this, { kind, detail });
  }
}
