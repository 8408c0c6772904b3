import type { ClientFrame, ServerFrame } from '../../contract/live-frames.ts';

/** API Gateway closes a socket on which nothing was sent for ten minutes. */
const PING_EVERY_MS = 240_000;
/** A live coin comes every few seconds: a socket that is silent for longer may be dead. */
const QUIET_MS = 20_000;
const ANSWER_WITHIN_MS = 10_000;
const OPEN_WITHIN_MS = 10_000;
/** The session renews a token that has less than 90 s left. */
const RENEW_BEFORE_MS = 80_000;
const SIGN_IN_AGAIN_MS = 60_000;
const CHECK_EVERY_MS = 5_000;
/** A frame of the gateway is at most 32 KB: so many names of the longest kind fit. */
const SYMBOLS_OF_A_FRAME = 200;

export interface LiveSocketDeps {
  readonly open: () => WebSocket;
  /** null: nobody is signed in */
  readonly readToken: () => Promise<string | null>;
  readonly onOpen: () => void;
  /** once: all that the person gets comes over it. Without a person, or when the token is refused, that is the market. */
  readonly onReady: () => void;
  readonly onFrame: (frame: ServerFrame) => void;
  /** once, also when it could not be opened */
  readonly onClosed: () => void;
}

/** One socket, from its opening to its end: signs in, subscribes, keeps it open, and finds out when it is dead. */
export class LiveSocket {
  readonly #deps: LiveSocketDeps;
  readonly #socket: WebSocket;
  readonly #startedAt = Date.now();
  readonly #check: ReturnType<typeof setInterval>;
  readonly #sent = new Set<string>();
  #wanted: ReadonlySet<string> = new Set();
  #state: 'opening' | 'open' | 'closed' = 'opening';
  #heardAt = Date.now();
  #pingedAt: number | null = null;
  #isReady = false;
  /** when to send the token again; null: no token was taken */
  #signInAt: number | null = null;

  constructor(deps: LiveSocketDeps) {
    this.#deps = deps;
    this.#socket = deps.open();
    this.#socket.addEventListener('open', () => this.#opened());
    this.#socket.addEventListener('message', ({ data }) => this.#heard(data));
    this.#socket.addEventListener('close', () => this.close());
    this.#socket.addEventListener('error', () => this.close());
    this.#check = setInterval(() => this.#look(Date.now()), CHECK_EVERY_MS);
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** ms */
  get age(): number {
    return Date.now() - this.#startedAt;
  }

  /** Says which coins are looked at from now on. */
  setSymbols(wanted: ReadonlySet<string>): void {
    this.#wanted = wanted;
    if (this.#state !== 'open') return;
    this.#sendSymbols(
      'unsubscribe',
      [...this.#sent].filter((symbol) => !wanted.has(symbol)),
    );
    this.#sendSymbols(
      'subscribe',
      [...wanted].filter((symbol) => !this.#sent.has(symbol)),
    );
  }

  /** Sends the token of who is signed in now. */
  async signIn(): Promise<void> {
    this.#signInAt = null;
    const token = await this.#deps.readToken().catch(() => {
      // the issuer does not answer: the market goes on without it
      this.#signInAt = Date.now() + SIGN_IN_AGAIN_MS;
      return null;
    });
    if (token === null) this.#ready();
    else this.#send({ action: 'sign-in', token });
  }

  /** Looks at once whether it is alive: after a sleep the timers are late. */
  look(): void {
    this.#look(Date.now());
  }

  /** Ends at once: a dead peer would let a close wait for half a minute. */
  close(): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    clearInterval(this.#check);
    this.#socket.close();
    this.#deps.onClosed();
  }

  #opened(): void {
    if (this.#state !== 'opening') return;
    this.#state = 'open';
    this.#heardAt = Date.now();
    void this.signIn();
    this.setSymbols(this.#wanted);
    this.#deps.onOpen();
  }

  #ready(): void {
    if (this.#isReady || this.#state !== 'open') return;
    this.#isReady = true;
    this.#deps.onReady();
  }

  #heard(data: unknown): void {
    if (this.#state !== 'open') return;
    this.#heardAt = Date.now();
    this.#pingedAt = null;
    const frame = readFrame(data);
    if (frame === null) return;
    if (frame.type === 'signed-in') this.#signedIn(frame.until);
    if (frame.type === 'error') this.#refused(frame.code);
    this.#deps.onFrame(frame);
  }

  #signedIn(until: string): void {
    this.#signInAt = Date.parse(until) - RENEW_BEFORE_MS;
    this.#ready();
  }

  #refused(code: string): void {
    if (code === 'bad-token' || code === 'try-again') {
      this.#signInAt = Date.now() + SIGN_IN_AGAIN_MS;
      this.#ready();
    }
    if (code === 'not-connected') this.close();
  }

  #look(now: number): void {
    const isLate = this.#state === 'opening' && now - this.#startedAt > OPEN_WITHIN_MS;
    const isDead = this.#pingedAt !== null && now - this.#pingedAt > ANSWER_WITHIN_MS;
    if (isLate || isDead) this.close();
    if (this.#state !== 'open') return;
    const quietMs = now - this.#heardAt;
    const isQuiet = quietMs > PING_EVERY_MS || (this.#sent.size > 0 && quietMs > QUIET_MS);
    if (isQuiet && this.#pingedAt === null) this.#ping(now);
    if (this.#signInAt !== null && now > this.#signInAt) void this.signIn();
  }

  #ping(now: number): void {
    this.#pingedAt = now;
    this.#send({ action: 'ping' });
  }

  #sendSymbols(action: 'subscribe' | 'unsubscribe', symbols: readonly string[]): void {
    for (let start = 0; start < symbols.length; start += SYMBOLS_OF_A_FRAME) {
      this.#send({ action, symbols: symbols.slice(start, start + SYMBOLS_OF_A_FRAME) });
    }
    for (const symbol of symbols) {
      if (action === 'subscribe') this.#sent.add(symbol);
      else this.#sent.delete(symbol);
    }
  }

  #send(frame: ClientFrame): void {
    if (this.#state === 'open') this.#socket.send(JSON.stringify(frame));
  }
}

/** Null for what is no frame that this version knows. */
function readFrame(data: unknown): ServerFrame | null {
  if (typeof data !== 'string') return null;
  try {
    const frame: unknown = JSON.parse(data);
    // it comes from our own server, in the types of the contract
    return typeof frame === 'object' && frame !== null && 'type' in frame ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
