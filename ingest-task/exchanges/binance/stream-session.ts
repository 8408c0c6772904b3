import { WebSocket } from 'ws';
import { type Cancel, type Clock, repeat } from '../../clock.ts';
import { ControlChannel } from './control-channel.ts';
import { type Frame, FrameFault, readFrame } from './read-frame.ts';
import { HEARTBEAT_STREAM } from './stream-names.ts';

const HANDSHAKE_TIMEOUT_MS = 10_000;
/** The heartbeat of all the exchange's symbols is some 500 KB at most. */
const MAX_FRAME_BYTES = 8_000_000;
const SILENCE_CHECK_MS = 1_000;
/** So many checks in a row without any frame: the socket is dead, whatever TCP says. Checks and not a time, so that a
 *  process that was held up does not take its own pause for the exchange's. */
const SILENT_CHECKS = 10;
/** As long as the connection has shown no heartbeat, its silence may be that of quiet coins. */
const SILENT_CHECKS_WITHOUT_HEARTBEAT = 30;

/**
 * - `region`: HTTP 451 on the upgrade.
 * - `shutdown`: the server announced its end.
 * - `lost`: anything else; `detail` says what.
 */
export interface SessionEnd {
  readonly kind: 'region' | 'shutdown' | 'lost';
  readonly detail: string;
}

export interface SessionSettings {
  readonly url: string;
  readonly clock: Clock;
  readonly onOpen: () => void;
  readonly onFrame: (frame: Frame) => void;
  readonly onMalformed: (text: string, fault: string) => void;
  readonly onAcknowledged: () => void;
  readonly onRefused: (fault: string) => void;
  /** Called once; nothing else is called after it. */
  readonly onEnd: (end: SessionEnd) => void;
}

/** One socket from its opening to its end. Pings of the server are answered by `ws` itself. */
export class StreamSession {
  readonly #settings: SessionSettings;
  readonly #socket: WebSocket;
  readonly #control: ControlChannel;
  #cancelWatch: Cancel = () => undefined;
  #silentChecks = 0;
  #hasHeartbeat = false;
  #ended = false;

  constructor(settings: SessionSettings) {
    this.#settings = settings;
    this.#socket = new WebSocket(settings.url, {
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      maxPayload: MAX_FRAME_BYTES,
    });
    this.#control = new ControlChannel({
      clock: settings.clock,
      send: (text) => this.#socket.send(text),
      onAcknowledged: settings.onAcknowledged,
      onRefused: settings.onRefused,
      onSilent: () => this.#end('lost', 'a control message was not answered'),
    });
    this.#listen();
  }

  want(streams: ReadonlySet<string>): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#control.want(streams);
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
    this.#cancelWatch();
    this.#control.close();
    // close() would wait for the other side for up to half a minute
    this.#socket.terminate();
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('open', () => {
      this.#cancelWatch = repeat(this.#settings.clock, SILENCE_CHECK_MS, () => this.#checkSilence());
      if (!this.#ended) this.#settings.onOpen();
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
    this.#silentChecks = 0;
    try {
      this.#pass(readFrame(text));
    } catch (error) {
      if (!(error instanceof FrameFault)) throw error;
      this.#settings.onMalformed(text, error.message);
    }
  }

  #pass(frame: Frame): void {
    if (frame.kind === 'answer') this.#control.answer(frame.id, frame.error);
    else if (frame.kind === 'shutdown') this.#end('shutdown', 'the server announced its shutdown');
    else this.#settings.onFrame(frame);
    this.#hasHeartbeat ||= frame.kind === 'heartbeat';
  }

  #checkSilence(): void {
    this.#silentChecks += 1;
    const allowed = this.#hasHeartbeat ? SILENT_CHECKS : SILENT_CHECKS_WITHOUT_HEARTBEAT;
    if (this.#silentChecks > allowed) this.#end('lost', `no frame for ${allowed} s`);
  }

  #end(kind: SessionEnd['kind'], detail: string): void {
    if (this.#ended) return;
    this.terminate();
    this.#settings.onEnd({ kind, detail });
  }
}
