import type { Log } from '../../adapters/log.ts';
import { type Cancel, type Clock, repeat } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { CarriedCoins } from './carried-coins.ts';
import type { ConnectRateLimit } from './connect-rate-limit.ts';
import { ConnectSchedule, REGION_RETRY_MS } from './connect-schedule.ts';
import { ConnectionHandoff } from './connection-handoff.ts';
import type { SocketProtocol } from './exchange.ts';
import type { FeedListener } from './exchange-feed.ts';
import type { Heartbeat, MarketFrame, TradeFrame } from './frame.ts';
import type { SessionProblem } from './session-health.ts';
import { SilentStreams } from './silent-streams.ts';
import { CHECK_INTERVAL_MS, type SessionEnd, type SessionListener, StreamSession } from './stream-session.ts';

/** A connection that lived this long was a good one: its next failure counts as the first. */
export const HEALTHY_AFTER_MS = 60_000;

const PROBLEMS: Readonly<Record<SessionProblem, string>> = {
  stalled: 'no frame came for too long',
  'without-heartbeat': 'no heartbeat came for too long',
  deaf: 'a control message was not answered',
  leaving: 'the server announced its shutdown',
};

/**
 * - `waiting`: no socket is open; one is being opened, or will be.
 * - `carrying`: one socket is open.
 * - `replacing`: one socket is open. Its successor is not open yet, or not subscribed to all coins, or waits until the present
 *   socket has brought what was sent before.
 * - `stopped`: for good.
 */
export type ConnectionState = 'waiting' | 'carrying' | 'replacing' | 'stopped';

export interface ConnectionOptions {
  readonly protocol: SocketProtocol;
  /** its number in the plan */
  readonly place: number;
  readonly url: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly rateLimit: Pick<ConnectRateLimit, 'take'>;
  readonly listener: FeedListener;
  readonly onOpen: () => void;
  readonly onRegionRefused: (retryMs: number) => void;
}

/**
 * One place of the plan: keeps a socket open for its coins, and replaces a socket that has a problem, or is old, by another
 * one that is ready before the first one ends. Nothing of a session that has ended is passed on.
 */
export class Connection implements SessionListener {
  readonly #options: ConnectionOptions;
  readonly #schedule: ConnectSchedule;
  readonly #coins: CarriedCoins;
  #streams: ReadonlySet<string>;
  #present: StreamSession | null = null;
  #presentSince = 0;
  #successor: StreamSession | null = null;
  #handoff: ConnectionHandoff;
  /** why the present session is replaced */
  #reason = '';
  readonly #silentStreams: SilentStreams;
  #cancelAge: Cancel = () => undefined;
  readonly #cancelChecks: Cancel;
  #sessions = 0;
  #isStopped = false;

  constructor(options: ConnectionOptions) {
    this.#options = options;
    const { protocol, clock, log, counters, place, rateLimit, listener } = options;
    this.#streams = new Set([protocol.heartbeatStream]);
    this.#coins = new CarriedCoins(listener);
    const tradeStream = (symbol: string) => this.#streamOf(symbol);
    this.#silentStreams = new SilentStreams({ coins: this.#coins, clock, log, counters, place, tradeStream });
    this.#schedule = new ConnectSchedule({ clock, rateLimit, connect: () => this.#connect() });
    this.#handoff = this.#newHandoff();
    this.#cancelChecks = repeat(clock, CHECK_INTERVAL_MS, () => this.#check());
  }

  start(): void {
    this.#schedule.connectNow();
  }

  want(coins: ReadonlySet<string>): void {
    const { heartbeatStream } = this.#options.protocol;
    this.#silentStreams.unfollow(this.#coins.want(coins));
    this.#streams = new Set([heartbeatStream, ...[...coins].map((symbol) => this.#streamOf(symbol))]);
    this.#present?.want(this.#streams);
    this.#successor?.want(this.#streams);
    this.#adopt();
  }

  get state(): ConnectionState {
    if (this.#isStopped) return 'stopped';
    if (!this.#present) return 'waiting';
    return this.#successor || this.#schedule.isPending ? 'replacing' : 'carrying';
  }

  isSubscribed(symbol: string): boolean {
    return !this.#isStopped && this.#coins.isCarried(symbol);
  }

  /** Why the exchange refuses the coin; null while it does not. */
  rejectionOf(symbol: string): string | null {
    return this.#coins.rejectionOf(symbol);
  }

  isReady(): boolean {
    return this.#present?.isReady() ?? false;
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelChecks();
    this.#cancelAge();
    this.#schedule.stop();
    this.#present?.terminate();
    this.#successor?.terminate();
    this.#present = null;
    this.#successor = null;
  }

  onOpen(session: StreamSession): void {
    const { log, url, place, onOpen } = this.#options;
    onOpen();
    log.info('socket open', { url, connection: place, reopened: this.#sessions > 1 });
    session.want(this.#streams);
    if (!this.#present) this.#promote(session);
  }

  onFrame(session: StreamSession, frame: MarketFrame): void {
    if (frame.kind === 'heartbeat') this.#onHeartbeat(session, frame);
    else this.#onTradeFrame(session, frame, this.#options.clock.now());
  }

  onMalformed(text: string, problem: string, symbol: string | null): void {
    this.#options.listener.onMalformed(text, problem, symbol);
  }

  onAcknowledged(): void {
    this.#adopt();
  }

  onLost(session: StreamSession, streams: readonly string[]): void {
    const { counters, log, place } = this.#options;
    const lost = new Set(streams);
    const symbols = this.#coins.of(session).filter((symbol) => lost.has(this.#streamOf(symbol)));
    counters.lostSubscriptions += streams.length;
    log.warn('the exchange lost subscriptions', { connection: place, streams });
    this.#coins.interrupt(session, symbols, 'the exchange lost the subscription');
  }

  onRefused(error: string): void {
    this.#options.log.error('the exchange refused a control message', { error });
  }

  /** Where the present session still has the stream, a session that can't have it is about to replace it. */
  onRejected(session: StreamSession, stream: string, reason: string): void {
    const { log, place } = this.#options;
    log.error('the exchange refuses a stream', { connection: place, stream, error: reason });
    const symbol = [...this.#coins.wanted].find((coin) => this.#streamOf(coin) === stream);
    if (symbol === undefined) return;
    if (session !== this.#present) this.#coins.exclude(symbol);
    this.#coins.reject(symbol, reason);
  }

  onProblem(session: StreamSession, problem: SessionProblem): void {
    const detail = PROBLEMS[problem];
    if (session !== this.#present) {
      session.terminate();
      this.onEnd(session, { kind: 'lost', detail });
      return;
    }
    if (problem === 'stalled') this.#coins.interruptAll(session, detail);
    this.#replace(detail);
    this.#adopt();
  }

  onEnd(session: StreamSession, end: SessionEnd): void {
    const { counters, log, place } = this.#options;
    counters.reconnects += 1;
    if (end.kind !== 'region') log.warn('socket lost', { detail: end.detail, connection: place, state: this.state });
    if (session === this.#present) this.#lostPresent(session, end);
    else if (session === this.#successor) this.#lostSuccessor(session, end);
  }

  #lostPresent(session: StreamSession, end: SessionEnd): void {
    this.#present = null;
    this.#cancelAge();
    this.#forgetFailuresIfHealthy();
    this.#coins.interruptAll(session, end.detail);
    if (this.#successor?.isOpen) this.#promote(this.#successor);
    else if (!this.#successor && !this.#schedule.isPending) this.#connectAgain(end);
  }

  #lostSuccessor(session: StreamSession, end: SessionEnd): void {
    this.#successor = null;
    this.#handoff = this.#newHandoff();
    this.#coins.interruptAll(session, end.detail);
    this.#connectAgain(end);
  }

  /** The successor's frame of a coin that the present session carries waits: the present one brings it as well. */
  #onTradeFrame(session: StreamSession, frame: TradeFrame, receivedAt: number): void {
    if (session === this.#present) this.#silentStreams.sawTrade(frame);
    if (session === this.#present || !this.#coins.isCarriedBy(this.#present, frame.symbol))
      this.#pass(frame, receivedAt);
    else this.#handoff.hold(frame, receivedAt);
  }

  #onHeartbeat(session: StreamSession, { eventTime, tickers }: Heartbeat): void {
    this.#adopt(); // a session that had stalled carries again
    // before the heartbeat is passed on: its own tickers may show a trade that has not come
    if (session === this.#present) {
      if (this.#silentStreams.sawHeartbeat(session, tickers)) this.#replace('a coin stayed silent');
    } else this.#handoff.successorHeartbeat(eventTime, this.#isCovered());
    const sure = this.#coins.of(session).filter((symbol) => !this.#silentStreams.isInDoubt(symbol));
    if (sure.length > 0) this.#options.listener.onHeartbeat(eventTime, sure);
    this.#replaceWhenDrained();
  }

  #check(): void {
    if (!this.#successor || !this.#isCovered()) return;
    this.#handoff.check();
    this.#replaceWhenDrained();
  }

  /** An open session carries the coins that none carries and that it has acknowledged. The present one comes first. */
  #adopt(): void {
    for (const session of [this.#present, this.#successor]) {
      if (!session || session.isStalled) continue;
      const isPresent = session === this.#present;
      const symbols = this.#coins.adopt(session, (symbol) => {
        return !(isPresent && this.#coins.isExcluded(symbol)) && session.isAcknowledged(this.#streamOf(symbol));
      });
      if (symbols.length === 0) continue;
      if (isPresent) this.#silentStreams.follow(symbols);
      this.#options.listener.onSubscribed(symbols);
      if (isPresent) this.#handoff.restart();
      else this.#handoff.release();
    }
  }

  #pass(frame: TradeFrame, receivedAt: number): void {
    const { listener } = this.#options;
    if (frame.kind === 'trade') listener.onTrade(frame.symbol, frame.trade, receivedAt);
    else listener.onMarker(frame.symbol, frame.id, frame.time);
  }

  /** The successor is subscribed to all that the present session carries, and has shown that frames come. */
  #isCovered(): boolean {
    const successor = this.#successor;
    if (!successor?.isReady() || !successor.hasShownFrame) return false;
    const carried = this.#present ? this.#coins.of(this.#present) : [];
    return carried.every((symbol) => successor.isAcknowledged(this.#streamOf(symbol)));
  }

  #replaceWhenDrained(): void {
    const present = this.#present;
    if (!present || !this.#successor || !this.#isCovered()) return;
    const carriesNone = this.#coins.of(present).length === 0;
    const isDrained = carriesNone || this.#handoff.isDrained(present.lastHeartbeat);
    if (isDrained || this.#handoff.isOverdue) this.#finishReplacement(present, this.#successor, isDrained);
  }

  #finishReplacement(present: StreamSession, successor: StreamSession, isDrained: boolean): void {
    const { log, counters, place } = this.#options;
    counters.replacedConnections += 1;
    log.info('connection replaced', { connection: place, reason: this.#reason, isDrained });
    present.terminate();
    if (isDrained) this.#coins.passOn(present, successor);
    else this.#coins.interruptAll(present, this.#reason);
    this.#promote(successor);
  }

  /** The session is the present one from now on; frames of it that waited are passed on. */
  #promote(session: StreamSession): void {
    const { clock, protocol } = this.#options;
    this.#present = session;
    this.#presentSince = clock.elapsed();
    this.#successor = null;
    this.#coins.clearExclusions();
    this.#silentStreams.restart(this.#coins.of(session));
    this.#cancelAge();
    const ageMs = protocol.limits.maxAgeMs - clock.random() * protocol.limits.ageJitterMs;
    this.#cancelAge = clock.after(ageMs, () => this.#replace('the exchange would close it soon'));
    this.#adopt();
    this.#handoff.release();
    this.#handoff = this.#newHandoff();
  }

  #replace(reason: string): void {
    if (this.#successor || this.#schedule.isPending) return;
    const { log, place } = this.#options;
    this.#reason = reason;
    this.#forgetFailuresIfHealthy();
    const delayMs = this.#schedule.connectReplacement();
    log.info('connection is replaced', { connection: place, reason, delayMs });
  }

  #forgetFailuresIfHealthy(): void {
    if (this.#options.clock.elapsed() - this.#presentSince >= HEALTHY_AFTER_MS) this.#schedule.forgetFailures();
  }

  #connectAgain({ kind }: SessionEnd): void {
    const { counters, onRegionRefused } = this.#options;
    if (kind !== 'region') {
      this.#schedule.connectAfterFailure();
      return;
    }
    this.#schedule.connectAfterRegionRefusal();
    counters.regionRefusals += 1;
    onRegionRefused(REGION_RETRY_MS);
  }

  #connect(): void {
    const { protocol, url, clock } = this.#options;
    this.#sessions += 1;
    const isWanted = (symbol: string) => this.#coins.wanted.has(symbol);
    this.#successor = new StreamSession({ protocol, url, clock, isWanted, listener: this });
  }

  #streamOf(symbol: string): string {
    return this.#options.protocol.tradeStream(symbol);
  }

  #newHandoff(): ConnectionHandoff {
    return new ConnectionHandoff((frame, receivedAt) => this.#pass(frame, receivedAt));
  }
}
