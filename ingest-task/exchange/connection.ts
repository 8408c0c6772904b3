import type { Log } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import type { Heartbeat } from '../exchanges/binance/read-heartbeat.ts';
import { HEARTBEAT_STREAM, tradeStream } from '../exchanges/binance/stream-names.ts';
import type { ConnectRateLimit } from './connect-rate-limit.ts';
import { ConnectionHandoff, type TradeFrame } from './connection-handoff.ts';
import { type FeedListener, jitteredDelay } from './exchange-feed.ts';
import { SilentStreamDetector } from './silent-stream-detector.ts';
import {
  CHECK_INTERVAL_MS,
  type MarketFrame,
  type SessionEnd,
  type SessionListener,
  type SessionProblem,
  StreamSession,
} from './stream-session.ts';

export const RECONNECT = { firstMs: 500, maxMs: 30_000 };
/** Where the exchange serves nobody it will not begin to within seconds. */
export const REGION_RETRY_MS = 60_000;
/** A connection that lived this long was a good one: the next failure counts from one again. */
export const HEALTHY_AFTER_MS = 60_000;
/** The exchange cuts a connection at 24 hours. */
export const MAX_AGE_MS = 23 * 3_600_000;
/** So much younger by chance, so that not all connections are replaced at once. */
export const AGE_JITTER_MS = 3_600_000;
/** A coin that stays mute costs its connection a replacement once in this time. */
export const MUTE_REPLACEMENT_MS = 10 * 60_000;

const AILMENTS: Readonly<Record<SessionProblem, string>> = {
  stalled: 'no frame came for too long',
  'without-heartbeat': 'no heartbeat came for too long',
  deaf: 'a control message was not answered',
  leaving: 'the server announced its shutdown',
};

/**
 * - `waiting`: no socket is open; one is being opened, or will be.
 * - `carrying`: one socket is open.
 * - `replacing`: one socket is open; its successor is being opened and subscribed, or will be, or stands and waits until the
 *   present one has sent what was sent before.
 * - `stopped`: for good.
 */
export type ConnectionState = 'waiting' | 'carrying' | 'replacing' | 'stopped';

export interface ConnectionOptions {
  /** its number in the plan */
  readonly place: number;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly openings: Pick<ConnectRateLimit, 'take'>;
  readonly listener: FeedListener;
  readonly onOpen: () => void;
  readonly onRegionRefused: (retryMs: number) => void;
}

/**
 * One place of the plan: keeps a socket open for its coins, and replaces it by one that stands before it ends. A coin is
 * carried by at most one session at a time, the one whose heartbeats speak for it; nothing of a session that has ended is
 * passed on.
 */
export class Connection implements SessionListener {
  readonly #settings: ConnectionOptions;
  #coins: ReadonlySet<string> = new Set();
  #streams: ReadonlySet<string> = new Set([HEARTBEAT_STREAM]);
  #present: StreamSession | null = null;
  #presentSince = 0;
  #successor: StreamSession | null = null;
  #handOver: ConnectionHandoff;
  #reason = '';
  #mute = new SilentStreamDetector();
  /** coins that the present session is being replaced for: it may not carry them again */
  readonly #forsaken = new Set<string>();
  /** why the exchange refuses a coin's stream, by coin */
  readonly #rejected = new Map<string, string>();
  #muteReplacedAt = Number.NEGATIVE_INFINITY;
  #cancelOpening: Cancel | null = null;
  #cancelAge: Cancel = () => undefined;
  readonly #cancelChecks: Cancel;
  #failures = 0;
  #sessions = 0;
  #stopped = false;

  constructor(settings: ConnectionOptions) {
    this.#settings = settings;
    this.#handOver = this.#newHandOver();
    this.#cancelChecks = repeat(settings.clock, CHECK_INTERVAL_MS, () => this.#check());
  }

  start(): void {
    this.#open();
  }

  want(coins: ReadonlySet<string>): void {
    for (const symbol of this.#coins) if (!coins.has(symbol)) this.#forget(symbol);
    this.#coins = new Set(coins);
    this.#streams = new Set([HEARTBEAT_STREAM, ...[...coins].map(tradeStream)]);
    this.#present?.want(this.#streams);
    this.#successor?.want(this.#streams);
    this.#adopt();
  }

  get state(): ConnectionState {
    if (this.#stopped) return 'stopped';
    if (!this.#present) return 'waiting';
    return this.#successor || this.#cancelOpening ? 'replacing' : 'carrying';
  }

  isSubscribed(symbol: string): boolean {
    return this.#isCarried(symbol);
  }

  /** Why the exchange refuses the coin; null while it does not. */
  rejectionOf(symbol: string): string | null {
    return this.#rejected.get(symbol) ?? null;
  }

  isReady(): boolean {
    return this.#present?.isReady() ?? false;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelChecks();
    this.#cancelAge();
    this.#cancelOpening?.();
    this.#present?.terminate();
    this.#successor?.terminate();
    this.#present = null;
    this.#successor = null;
  }

  onOpen(session: StreamSession): void {
    const { log, url, place } = this.#settings;
    this.#settings.onOpen();
    log.info('socket open', { url, connection: place, reopened: this.#sessions > 1 });
    session.want(this.#streams);
    if (!this.#present) this.#promote(session);
  }

  onFrame(session: StreamSession, frame: MarketFrame): void {
    if (frame.kind === 'heartbeat') this.#beat(session, frame);
    else this.#sort(session, frame, this.#settings.clock.now());
  }

  onMalformed(text: string, fault: string, symbol: string | null): void {
    this.#settings.listener.onMalformed(text, fault, symbol);
  }

  onAcknowledged(): void {
    this.#adopt();
  }

  onLost(session: StreamSession, streams: readonly string[]): void {
    const lost = new Set(streams);
    const symbols = [...session.carried].filter((symbol) => lost.has(tradeStream(symbol)));
    this.#settings.counters.lostSubscriptions += streams.length;
    this.#settings.log.warn('the exchange had lost subscriptions', { connection: this.#settings.place, streams });
    this.#interrupt(session, symbols, 'the exchange had lost the subscription');
  }

  onRefused(fault: string): void {
    this.#settings.log.error('the exchange refused a control message', { fault });
  }

  /** The present session, where it has the stream still, is about to be replaced by one that can't have it. */
  onRejected(session: StreamSession, stream: string, reason: string): void {
    const { log, place, listener } = this.#settings;
    log.error('the exchange refuses a stream', { connection: place, stream, fault: reason });
    const symbol = [...this.#coins].find((coin) => tradeStream(coin) === stream);
    if (symbol === undefined) return;
    this.#rejected.set(symbol, reason);
    if (session !== this.#present) this.#forsaken.add(symbol);
    for (const carrier of [this.#present, this.#successor]) if (carrier) this.#interrupt(carrier, [symbol], reason);
    listener.onRejected(symbol);
  }

  onAiling(session: StreamSession, ailment: SessionProblem): void {
    const detail = AILMENTS[ailment];
    if (session !== this.#present) {
      session.terminate();
      this.onEnd(session, { kind: 'lost', detail });
      return;
    }
    if (ailment === 'stalled') this.#interrupt(session, [...session.carried], detail);
    this.#replace(detail);
    this.#adopt();
  }

  onEnd(session: StreamSession, end: SessionEnd): void {
    const { counters, log, place } = this.#settings;
    counters.reconnects += 1;
    if (end.kind !== 'region') log.warn('socket lost', { detail: end.detail, connection: place, state: this.state });
    if (session === this.#present) this.#lostPresent(session, end);
    else if (session === this.#successor) this.#lostSuccessor(session, end);
  }

  /** What comes by the successor alone is passed on with what waited. */
  #lostPresent(session: StreamSession, end: SessionEnd): void {
    this.#present = null;
    this.#cancelAge();
    if (this.#livedLong()) this.#failures = 0;
    this.#interrupt(session, [...session.carried], end.detail);
    if (this.#successor?.isOpen) this.#promote(this.#successor);
    else if (!this.#successor && !this.#cancelOpening) this.#openAfterFailure(end);
  }

  #lostSuccessor(session: StreamSession, end: SessionEnd): void {
    this.#successor = null;
    this.#handOver = this.#newHandOver();
    this.#interrupt(session, [...session.carried], end.detail);
    this.#openAfterFailure(end);
  }

  /** What the present session carries comes by it: the successor's frame of the same coin waits. */
  #sort(session: StreamSession, frame: TradeFrame, receivedAt: number): void {
    if (session === this.#present) this.#mute.sawTrade(frame.symbol, priceOf(frame));
    if (session === this.#present || !this.#present?.carried.has(frame.symbol)) this.#pass(frame, receivedAt);
    else this.#handOver.hold(frame, receivedAt);
  }

  #beat(session: StreamSession, { eventTime, tickers }: Heartbeat): void {
    this.#adopt(); // a session that had stalled carries again
    // first, as this very heartbeat may tell of a trade that has not come
    if (session === this.#present) this.#checkMute(session, this.#mute.sawHeartbeat(tickers));
    else this.#handOver.successorBeat(eventTime, this.#isCovered());
    const sure = [...session.carried].filter((symbol) => !this.#mute.isInDoubt(symbol));
    if (sure.length > 0) this.#settings.listener.onHeartbeat(eventTime, sure);
    this.#settle();
  }

  #check(): void {
    if (!this.#successor || !this.#isCovered()) return;
    this.#handOver.check();
    this.#settle();
  }

  #checkMute(session: StreamSession, found: ReturnType<SilentStreamDetector['sawHeartbeat']>): void {
    if (found.length === 0) return;
    const symbols = found.map(({ symbol }) => symbol);
    this.#settings.counters.muteCoins += symbols.length;
    this.#settings.log.warn('coins are mute while their tickers move', { connection: this.#settings.place, symbols });
    const again = found.filter(({ times }) => times > 1).map(({ symbol }) => symbol);
    const replaces = again.length > 0 && this.#mayReplaceForMute();
    if (replaces) for (const symbol of again) this.#forsaken.add(symbol);
    session.renew(symbols.filter((symbol) => !this.#forsaken.has(symbol)).map(tradeStream));
    this.#interrupt(session, symbols, 'mute while its ticker moved');
    if (replaces) this.#replace('a coin stayed mute');
  }

  #mayReplaceForMute(): boolean {
    const now = this.#settings.clock.elapsed();
    if (now - this.#muteReplacedAt < MUTE_REPLACEMENT_MS) return false;
    this.#muteReplacedAt = now;
    return true;
  }

  /** Tells the coins that nobody carries and an open session has acknowledged. The present one comes first. */
  #adopt(): void {
    for (const session of [this.#present, this.#successor]) {
      if (!session || session.ails('stalled')) continue;
      const symbols = [...this.#coins].filter((symbol) => !this.#isCarried(symbol) && this.#mayCarry(session, symbol));
      if (symbols.length === 0) continue;
      for (const symbol of symbols) {
        session.carried.add(symbol);
        this.#rejected.delete(symbol);
        if (session === this.#present) this.#mute.follow(symbol);
      }
      this.#settings.listener.onSubscribed(symbols);
      if (session === this.#present) this.#handOver.begunAnew();
      else this.#handOver.release();
    }
  }

  #mayCarry(session: StreamSession, symbol: string): boolean {
    if (session === this.#present && this.#forsaken.has(symbol)) return false;
    return session.isAcknowledged(tradeStream(symbol));
  }

  #isCarried(symbol: string): boolean {
    return (this.#present?.carried.has(symbol) || this.#successor?.carried.has(symbol)) ?? false;
  }

  #interrupt(session: StreamSession, symbols: readonly string[], reason: string): void {
    const carried = symbols.filter((symbol) => session.carried.delete(symbol));
    if (carried.length > 0) this.#settings.listener.onInterrupted(carried, reason);
  }

  #forget(symbol: string): void {
    this.#present?.carried.delete(symbol);
    this.#successor?.carried.delete(symbol);
    this.#mute.unfollow(symbol);
    this.#forsaken.delete(symbol);
    this.#rejected.delete(symbol);
  }

  #pass(frame: TradeFrame, receivedAt: number): void {
    const { listener } = this.#settings;
    if (frame.kind === 'trade') listener.onTrade(frame.symbol, frame.trade, receivedAt);
    else listener.onMarker(frame.symbol, frame.id, frame.time);
  }

  /** The successor stands: it has what the present session carries, and has shown that frames come. */
  #isCovered(): boolean {
    const successor = this.#successor;
    if (!successor?.isReady() || !successor.hasShownFrame) return false;
    for (const symbol of this.#present?.carried ?? []) {
      if (!successor.isAcknowledged(tradeStream(symbol))) return false;
    }
    return true;
  }

  #settle(): void {
    const present = this.#present;
    if (!present || !this.#successor || !this.#isCovered()) return;
    const isDrained = present.carried.size === 0 || this.#handOver.isDrained(present.lastHeartbeat);
    if (isDrained || this.#handOver.isOverdue) this.#takeOver(present, this.#successor, isDrained);
  }

  #takeOver(present: StreamSession, successor: StreamSession, isDrained: boolean): void {
    const { log, counters, place } = this.#settings;
    counters.replacedConnections += 1;
    log.info('connection replaced', { connection: place, reason: this.#reason, isDrained });
    present.terminate();
    if (isDrained) for (const symbol of present.carried) successor.carried.add(symbol);
    else this.#interrupt(present, [...present.carried], this.#reason);
    this.#promote(successor);
  }

  #promote(session: StreamSession): void {
    const { clock } = this.#settings;
    this.#present = session;
    this.#presentSince = clock.elapsed();
    this.#successor = null;
    this.#forsaken.clear();
    this.#mute = new SilentStreamDetector();
    for (const symbol of session.carried) this.#mute.follow(symbol);
    this.#cancelAge();
    const ageMs = MAX_AGE_MS - clock.random() * AGE_JITTER_MS;
    this.#cancelAge = clock.after(ageMs, () => this.#replace('its day is nearly over'));
    this.#adopt();
    this.#handOver.release();
    this.#handOver = this.#newHandOver();
  }

  /** The first time at once: what goes on failing takes its time. */
  #replace(reason: string): void {
    if (this.#successor || this.#cancelOpening) return;
    this.#reason = reason;
    if (this.#livedLong()) this.#failures = 0;
    const delayMs = this.#failures === 0 ? 0 : jitteredDelay(RECONNECT, this.#failures, this.#settings.clock.random());
    this.#failures += 1;
    this.#settings.log.info('connection is replaced', { connection: this.#settings.place, reason, delayMs });
    this.#openAfter(delayMs);
  }

  #livedLong(): boolean {
    return this.#settings.clock.elapsed() - this.#presentSince >= HEALTHY_AFTER_MS;
  }

  #openAfterFailure({ kind }: SessionEnd): void {
    const { clock, counters, onRegionRefused } = this.#settings;
    this.#failures += 1;
    const isRegion = kind === 'region';
    this.#openAfter(isRegion ? REGION_RETRY_MS : jitteredDelay(RECONNECT, this.#failures, clock.random()));
    if (!isRegion) return;
    counters.regionRefusals += 1;
    onRegionRefused(REGION_RETRY_MS);
  }

  #openAfter(delayMs: number): void {
    this.#cancelOpening = this.#settings.clock.after(delayMs, () => this.#open());
  }

  #open(): void {
    const { url, clock, openings } = this.#settings;
    const waitMs = openings.take();
    if (waitMs > 0) {
      this.#openAfter(waitMs);
      return;
    }
    this.#cancelOpening = null;
    this.#sessions += 1;
    this.#successor = new StreamSession({ url, clock, isWanted: (symbol) => this.#coins.has(symbol), listener: this });
  }

  #newHandOver(): ConnectionHandoff {
    return new ConnectionHandoff((frame, receivedAt) => this.#pass(frame, receivedAt));
  }
}

function priceOf(frame: TradeFrame): number | null {
  return frame.kind === 'trade' ? Number(frame.trade.price) : null;
}
