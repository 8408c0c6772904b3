import type { Cancel, Clock } from '../../clock.ts';
import type { Counters } from '../../counters.ts';
import type { Log } from '../../log.ts';
import { type ExchangeFeed, type FeedListener, jitteredDelay } from '../exchange-feed.ts';
import { MAX_STREAMS } from './control-channel.ts';
import type { Frame } from './read-frame.ts';
import { REGION_REMEDY } from './rest-client.ts';
import { HEARTBEAT_STREAM, tradeStream } from './stream-names.ts';
import { type SessionEnd, StreamSession } from './stream-session.ts';

/** Far under the exchange's 300 connections in 5 minutes. */
const RECONNECT = { firstMs: 500, maxMs: 30_000 };
/** A connection that lived this long was a good one: the next failure counts from one again. */
const HEALTHY_AFTER_MS = 60_000;
/** One socket carries the heartbeat and so many coins. */
export const MAX_COINS = MAX_STREAMS - 1;

export interface BinanceFeedSettings {
  /** base address without a trailing slash */
  readonly wsUrl: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly listener: FeedListener;
}

/** Keeps one socket to Binance open, and on it the subscriptions that are wanted. */
export class BinanceFeed implements ExchangeFeed {
  readonly #settings: BinanceFeedSettings;
  #streams: ReadonlySet<string> = new Set([HEARTBEAT_STREAM]);
  #session: StreamSession | null = null;
  #wasOpen = false;
  #cancelNext: Cancel = () => undefined;
  #failures = 0;
  #openedAt: number | null = null;
  #saidRegion = false;
  #stopped = false;

  constructor(settings: BinanceFeedSettings) {
    this.#settings = settings;
  }

  start(): void {
    const { wsUrl, clock, listener, log } = this.#settings;
    this.#session = new StreamSession({
      url: `${wsUrl}/stream`,
      clock,
      onOpen: () => this.#opened(),
      onFrame: (frame) => this.#pass(frame),
      onMalformed: (text, fault) => listener.onMalformed(text, fault),
      onAcknowledged: () => listener.onSubscribed(),
      onRefused: (fault) => log.error('the exchange refused a control message', { fault }),
      onEnd: (end) => this.#ended(end),
    });
  }

  want(symbols: ReadonlySet<string>): void {
    if (symbols.size > MAX_COINS) {
      this.#settings.log.error('more coins are wanted than one socket can carry', { wanted: symbols.size, MAX_COINS });
    }
    const carried = [...symbols].slice(0, MAX_COINS);
    this.#streams = new Set([HEARTBEAT_STREAM, ...carried.map(tradeStream)]);
    this.#session?.want(this.#streams);
  }

  isSubscribed(symbol: string): boolean {
    return this.#session?.isAcknowledged(tradeStream(symbol)) ?? false;
  }

  isReady(): boolean {
    return this.#session?.isReady() ?? false;
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelNext();
    this.#session?.terminate();
    this.#session = null;
  }

  #opened(): void {
    this.#openedAt = this.#settings.clock.elapsed();
    this.#saidRegion = false;
    this.#settings.log.info('socket open', { url: this.#settings.wsUrl, reopened: this.#wasOpen });
    this.#wasOpen = true;
    this.#settings.listener.onOpen();
    this.#session?.want(this.#streams);
  }

  #pass(frame: Frame): void {
    const { listener, clock } = this.#settings;
    if (frame.kind === 'trade') listener.onTrade(frame.symbol, frame.trade, clock.now());
    else if (frame.kind === 'heartbeat') listener.onHeartbeat(frame.eventTime);
    else if (frame.kind === 'marker') listener.onMarker(frame.symbol, frame.id, frame.time);
  }

  #ended(end: SessionEnd): void {
    if (this.#stopped) return;
    const { clock, listener, counters } = this.#settings;
    const livedMs = this.#openedAt === null ? 0 : clock.elapsed() - this.#openedAt;
    this.#session = null;
    this.#openedAt = null;
    if (livedMs >= HEALTHY_AFTER_MS) this.#failures = 0;
    const delayMs = this.#delayAfter(end);
    counters.reconnects += 1;
    this.#say(end, Math.round(delayMs));
    this.#cancelNext = clock.after(delayMs, () => this.start());
    listener.onDown(end.detail);
  }

  /** An announced end is nobody's failure, unless it is announced again and again. */
  #delayAfter({ kind }: SessionEnd): number {
    if (kind === 'region') return RECONNECT.maxMs;
    this.#failures += 1;
    if (kind === 'shutdown' && this.#failures === 1) return 0;
    return jitteredDelay(RECONNECT, this.#failures, this.#settings.clock.random());
  }

  #say({ kind, detail }: SessionEnd, delayMs: number): void {
    const { log, wsUrl } = this.#settings;
    if (kind !== 'region') log.warn('socket lost', { detail, delayMs });
    else if (!this.#saidRegion)
      log.error(`the exchange refuses this region: ${REGION_REMEDY}`, { url: wsUrl, delayMs });
    this.#saidRegion ||= kind === 'region';
  }
}
