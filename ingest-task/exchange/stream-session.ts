import { WebSocket } from 'ws';
import { exchangeAgent } from '../../adapters/http/exchange-proxy.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import { type Frame, FrameError, readFrame } from '../exchanges/binance/read-frame.ts';
import { HEARTBEAT_STREAM } from '../exchanges/binance/stream-names.ts';
import { ControlChannel } from './control-channel.ts';

/** The heartbeat of all the exchange's symbols is some 500 KB at most. */
const MAX_FRAME_BYTES = 8_000_000;
/**
 * Everything that must come in time is looked for once a second, and the looks are counted: a process that was held up has
 * not looked, and so does not take its own pause for the exchange's.
 */
export const CHECK_INTERVAL_MS = 1_000;
/** A socket that is not open after so many checks is given up. */
export const OPENING_CHECKS = 10;
/** So many checks in a row without a heartbeat: something is wrong with the socket, whatever TCP says. */
export const SILENT_CHECKS = 10;
/** As long as the connection has shown no heartbeat, its silence may be that of quiet coins. */
export const SILENT_CHECKS_WITHOUT_HEARTBEAT = 30;
/** Trades come, and never a heartbeat: the exchange may send none to anyone, so another socket is tried only now and then. */
export const CHECKS_TO_FIRST_HEARTBEAT = 600;

/**
 * - `region`: HTTP 451 on the upgrade.
 * - `lost`: anything else; `detail` says what.
 */
export interface SessionEnd {
  readonly kind: 'region' | 'lost';
  readonly detail: string;
}

/**
 * What is wrong with a socket that is open; it goes on as it can.
 * - `stalled`: no frame comes at all.
 * - `without-heartbeat`: other frames come.
 * - `deaf`: a control message was not answered.
 * - `leaving`: the server announced its shutdown.
 */
export type SessionProblem = 'stalled' | 'without-heartbeat' | 'deaf' | 'leaving';

export type MarketFrame = Extract<Frame, { kind: 'trade' | 'marker' | 'heartbeat' }>;

/** Called with the session that it is about; nothing is called after `onEnd`, nor after `terminate`. */
export interface SessionListener {
  onOpen(session: StreamSession): void;
  onFrame(session: StreamSession, frame: MarketFrame): void;
  /** `symbol`: of the coin whose trade it should be, where it says so */
  onMalformed(text: string, fault: string, symbol: string | null): void;
  onAcknowledged(session: StreamSession, streams: readonly string[]): void;
  /** The exchange had lost these subscriptions; they are asked for again. */
  onLost(session: StreamSession, streams: readonly string[]): void;
  onRefused(fault: string): void;
  /** The exchange refuses this one stream. */
  onRejected(session: StreamSession, stream: string, reason: string): void;
  /** Once, until it has passed. */
  onAiling(session: StreamSession, ailment: SessionProblem): void;
  onEnd(session: StreamSession, end: SessionEnd): void;
}

export interface SessionOptions {
  readonly url: string;
  readonly clock: Clock;
  /** the coins whose mini tickers a heartbeat should tell */
  readonly isWanted: (symbol: string) => boolean;
  readonly listener: SessionListener;
}

/** One socket from its opening to its end: a generation of its connection. Pings are answered by `ws` itself. */
export class StreamSession {
  /** Of the coins that the listener was told are subscribed: those that this session carries. Its connection's to keep. */
  readonly carried = new Set<string>();
  readonly #settings: SessionOptions;
  readonly #socket: WebSocket;
  readonly #control: ControlChannel;
  readonly #cancelChecks: Cancel;
  #openingChecks = 0;
  #silentChecks = 0;
  #checksSinceHeartbeat = 0;
  #lastHeartbeat: number | null = null;
  #hasShownFrame = false;
  readonly #ailments = new Set<SessionProblem>();
  #ended = false;

  constructor(settings: SessionOptions) {
    this.#settings = settings;
    const { clock, listener } = settings;
    const options = { perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES, agent: exchangeAgent(settings.url) };
    this.#socket = new WebSocket(settings.url, options);
    this.#control = new ControlChannel({
      clock,
      send: (text) => this.#socket.send(text),
      onAcknowledged: (streams) => listener.onAcknowledged(this, streams),
      onLost: (streams) => listener.onLost(this, streams),
      onRefused: (fault) => listener.onRefused(fault),
      onRejected: (stream, reason) => listener.onRejected(this, stream, reason),
      onUnanswered: () => this.#ail('deaf'),
    });
    this.#cancelChecks = repeat(clock, CHECK_INTERVAL_MS, () => this.#check());
    this.#listen();
  }

  get isOpen(): boolean {
    return !this.#ended && this.#socket.readyState === WebSocket.OPEN;
  }

  /** Event time of the last heartbeat, ms; null before the first. */
  get lastHeartbeat(): number | null {
    return this.#lastHeartbeat;
  }

  /** A frame came that is not an answer. */
  get hasShownFrame(): boolean {
    return this.#hasShownFrame;
  }

  ails(ailment: SessionProblem): boolean {
    return this.#ailments.has(ailment);
  }

  want(streams: ReadonlySet<string>): void {
    if (this.isOpen) this.#control.want(streams);
  }

  renew(streams: readonly string[]): void {
    this.#control.renew(streams);
  }

  isAcknowledged(stream: string): boolean {
    return !this.#ended && this.#control.isAcknowledged(stream);
  }

  isReady(): boolean {
    return this.isAcknowledged(HEARTBEAT_STREAM);
  }

  /** Ends at once, without a farewell and without `onEnd`. */
  terminate(): void {
    this.#ended = true;
    this.#cancelChecks();
    this.#control.close();
    // close() would wait for the other side for up to half a minute
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('open', () => {
      if (!this.#ended) this.#settings.listener.onOpen(this);
    });
    socket.on('message', (data) => {
      if (!this.#ended) this.#read(data.toString());
    });
    socket.on('unexpected-response', (_, response) => {
      response.resume();
      if (response.statusCode === 451) this.#end('region', 'HTTP 451');
      else this.#end('lost', `HTTP ${response.statusCode} on the upgrade`);
    });
    socket.on('close', (code, reason) => this.#end('lost', `closed with ${code} ${reason}`.trim()));
    socket.on('error', (error) => this.#end('lost', error.message));
  }

  #read(text: string): void {
    try {
      this.#pass(readFrame(text, this.#settings.isWanted));
    } catch (error) {
      if (!(error instanceof FrameError)) throw error;
      this.#heard();
      this.#settings.listener.onMalformed(text, error.message, error.symbol);
    }
  }

  #heard(): void {
    this.#silentChecks = 0;
    this.#ailments.delete('stalled');
  }

  #pass(frame: Frame): void {
    switch (frame.kind) {
      case 'trade':
      case 'marker':
        this.#show(frame);
        break;
      case 'heartbeat':
        this.#lastHeartbeat = frame.eventTime;
        this.#checksSinceHeartbeat = 0;
        this.#ailments.delete('without-heartbeat');
        this.#show(frame);
        break;
      case 'answer':
        this.#control.answer(frame.id, frame.error);
        break;
      case 'listing':
        this.#control.list(frame.id, frame.streams);
        break;
      case 'shutdown':
        this.#ail('leaving');
        break;
      case 'other':
        this.#heard();
        break;
    }
  }

  #show(frame: MarketFrame): void {
    this.#heard();
    this.#hasShownFrame = true;
    this.#settings.listener.onFrame(this, frame);
  }

  #check(): void {
    if (this.#ended) return;
    if (this.isOpen) this.#checkOpen();
    else {
      this.#openingChecks += 1;
      if (this.#openingChecks > OPENING_CHECKS) this.#end('lost', `not open for ${OPENING_CHECKS} s`);
    }
  }

  #checkOpen(): void {
    this.#silentChecks += 1;
    this.#checksSinceHeartbeat += 1;
    const hasHeartbeat = this.#lastHeartbeat !== null;
    const [silent, withoutHeartbeat] = hasHeartbeat
      ? [SILENT_CHECKS, SILENT_CHECKS]
      : [SILENT_CHECKS_WITHOUT_HEARTBEAT, CHECKS_TO_FIRST_HEARTBEAT];
    if (this.#silentChecks > silent) this.#ail('stalled');
    else if (this.#checksSinceHeartbeat > withoutHeartbeat) this.#ail('without-heartbeat');
    this.#control.check();
  }

  #ail(ailment: SessionProblem): void {
    if (this.#ended || this.#ailments.has(ailment)) return;
    this.#ailments.add(ailment);
    this.#settings.listener.onAiling(this, ailment);
  }

  #end(kind: SessionEnd['kind'], detail: string): void {
    if (this.#ended) return;
    this.terminate();
    this.#settings.listener.onEnd(this, { kind, detail });
  }
}
