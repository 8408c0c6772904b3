import type { ServerFrame } from '../../contract/live-frames.ts';
import { retryDelay } from './backoff.ts';
import { type Link, setLink } from './link.ts';
import { LiveSocket } from './live-socket.ts';
import { WatchedSymbols } from './watched-symbols.ts';

/** API Gateway closes every socket after two hours: the next one is opened before, not at the same instant for all viewers. */
const RENEW_AFTER_MS = 108 * 60_000;
const RENEW_SPREAD_MS = 4 * 60_000;
const RENEW_CHECK_MS = 60_000;
/** So long without a socket, and the list of coins is read instead. */
const POLL_AFTER_MS = 3_000;
const POLL_EVERY_MS = 5_000;
const HIDDEN_DROPS_PRICES_MS = 30_000;

export interface LiveDeps {
  readonly openSocket: () => WebSocket;
  /** null: nobody is signed in */
  readonly readToken: () => Promise<string | null>;
  /** Reads the coins over HTTP. @throws Error when nothing answers */
  readonly poll: () => Promise<void>;
  readonly onFrame: (frame: ServerFrame) => void;
  /** Frames may have been missed: what is shown is read again. */
  readonly onGap: () => void;
  /** from 0 to 1 */
  readonly random: () => number;
}

/**
 * Keeps prices coming: one socket, a second one for a moment while it takes over, or polling while there is none.
 *
 *   connecting ──open──▶ live ──closed──▶ connecting ──3 s without a socket──▶ polling ──nothing answers──▶ offline
 *                         ▲                                                      │ attempts go on, ever more seldom
 *                         └──────────────────────────────open────────────────────┘
 */
export class LiveConnection {
  readonly #deps: LiveDeps;
  readonly #watched = new WatchedSymbols(() => this.#changed());
  readonly #renewAfterMs: number;
  readonly #renewing: ReturnType<typeof setInterval>;
  #current: LiveSocket | null = null;
  /** takes over from `#current` */
  #next: LiveSocket | null = null;
  #failures = 0;
  #hasGap = false;
  #isHidden = false;
  #isSignedIn = false;
  #isChanging = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #polling: ReturnType<typeof setTimeout> | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
    this.#renewAfterMs = RENEW_AFTER_MS + deps.random() * RENEW_SPREAD_MS;
    this.#renewing = setInterval(() => this.#renew(), RENEW_CHECK_MS);
  }

  start(): void {
    this.#pollSoon(POLL_AFTER_MS);
    this.#connect();
  }

  /** Ends it for good. */
  stop(): void {
    clearInterval(this.#renewing);
    clearTimeout(this.#hiding);
    this.#stopPolling();
    this.#rest();
  }

  /** Looks at these coins until what it gives back is called. */
  watch(symbols: Iterable<string>): () => void {
    return this.#watched.watch(symbols);
  }

  /** Whether some part of the page waits for prices. */
  get isWatching(): boolean {
    return this.#watched.all.size > 0;
  }

  /** Somebody has signed in, or out. A socket can't be signed out: it is replaced. */
  setSignedIn(isSignedIn: boolean): void {
    if (this.#isSignedIn === isSignedIn) return;
    this.#isSignedIn = isSignedIn;
    if (isSignedIn) {
      // a hidden tab of nobody has none
      if (this.#current) void this.#current.signIn();
      else this.#connectNow();
      return;
    }
    this.#next?.close();
    this.#current?.close();
    if (this.#isHidden) this.#rest();
    else this.#connectNow();
  }

  /** The tab is hidden or shown. Hidden for long, it gets triggers only, and without a person nothing. */
  setHidden(isHidden: boolean): void {
    clearTimeout(this.#hiding);
    if (isHidden) {
      this.#hiding = setTimeout(() => this.#hide(), HIDDEN_DROPS_PRICES_MS);
      return;
    }
    const wasHidden = this.#isHidden;
    this.#isHidden = false;
    this.#current?.look();
    if (this.#current?.isOpen) {
      this.#changed();
      if (wasHidden) this.#deps.onGap();
    } else this.#connectNow();
  }

  /** The browser's word for its network. */
  setOnline(isOnline: boolean): void {
    if (isOnline) {
      this.#connectNow();
      return;
    }
    this.#rest();
    this.#pollSoon(POLL_AFTER_MS);
    this.#show('offline');
  }

  #hide(): void {
    this.#isHidden = true;
    this.#stopPolling();
    if (this.#isSignedIn) this.#changed();
    else this.#rest();
  }

  /** Nobody looks, and nobody would get a trigger. */
  #rest(): void {
    clearTimeout(this.#retry);
    const current = this.#current;
    this.#current = null;
    this.#hasGap = true;
    this.#next?.close();
    current?.close();
    this.#show('connecting');
  }

  #connectNow(): void {
    if (this.#current) return;
    clearTimeout(this.#retry);
    this.#failures = 0;
    this.start();
  }

  #connect(): void {
    this.#current ??= this.#open();
  }

  #open(): LiveSocket {
    const socket: LiveSocket = new LiveSocket({
      open: this.#deps.openSocket,
      readToken: this.#deps.readToken,
      onOpen: () => this.#opened(socket),
      onReady: () => this.#takeOver(socket),
      onFrame: (frame) => this.#heard(socket, frame),
      onClosed: () => this.#closed(socket),
    });
    socket.setSymbols(this.#symbols);
    return socket;
  }

  get #symbols(): ReadonlySet<string> {
    return this.#isHidden ? new Set() : this.#watched.all;
  }

  #opened(socket: LiveSocket): void {
    if (socket !== this.#current) return;
    this.#failures = 0;
    this.#stopPolling();
    this.#show('live');
    if (this.#hasGap) this.#deps.onGap();
    this.#hasGap = false;
  }

  /** Once the next one has signed in: a fire in between would come over neither. */
  #takeOver(socket: LiveSocket): void {
    if (socket !== this.#next) return;
    const old = this.#current;
    this.#next = null;
    this.#current = socket;
    old?.close();
  }

  #heard(socket: LiveSocket, frame: ServerFrame): void {
    if (socket === this.#current) this.#deps.onFrame(frame);
  }

  #closed(socket: LiveSocket): void {
    if (socket === this.#next) this.#next = null;
    if (socket !== this.#current) return;
    this.#current = null;
    this.#hasGap = true;
    if (this.#isHidden && !this.#isSignedIn) return;
    this.#failures += 1;
    if (this.#polling === undefined) {
      this.#show('connecting');
      this.#pollSoon(POLL_AFTER_MS);
    }
    this.#retry = setTimeout(() => this.#connect(), retryDelay(this.#failures, this.#deps.random()));
  }

  #renew(): void {
    const current = this.#current;
    if (current?.isOpen && !this.#next && current.age > this.#renewAfterMs) this.#next = this.#open();
  }

  /** Several parts of the page change in one turn: it is said once. */
  #changed(): void {
    if (this.#isChanging) return;
    this.#isChanging = true;
    queueMicrotask(() => {
      this.#isChanging = false;
      this.#current?.setSymbols(this.#symbols);
      this.#next?.setSymbols(this.#symbols);
    });
  }

  #pollSoon(inMs: number): void {
    clearTimeout(this.#polling);
    this.#polling = this.#isHidden ? undefined : setTimeout(() => this.#poll(), inMs);
  }

  async #poll(): Promise<void> {
    const turn = this.#polling;
    const state = await this.#deps.poll().then(
      () => 'polling' as const,
      () => 'offline' as const,
    );
    // a socket has opened meanwhile
    if (turn !== this.#polling) return;
    this.#show(state);
    this.#pollSoon(POLL_EVERY_MS);
  }

  #stopPolling(): void {
    clearTimeout(this.#polling);
    this.#polling = undefined;
  }

  #show(state: Link['state']): void {
    setLink(state, Date.now());
  }
}
