import { LineLimit, type Log } from '../../adapters/log.ts';
import type { TickStream } from '../../adapters/streams/tick-stream.ts';
import type { WantedCoin } from '../../domain/market/coin.ts';
import type { Feed } from '../../domain/market/feed.ts';
import { encodeTick, type Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import type { ViewedCoin } from '../../domain/market/viewed-coin.ts';
import { type Cancel, type Clock, repeat, sleep } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { jitteredDelay } from '../exchange/pause-policy.ts';
import type { DroppedTrades } from '../sequencing/sequencer-deps.ts';
import { CoinOutbox } from './coin-outbox.ts';
import { LateCoins } from './late-coins.ts';
import type { PublishedMetrics } from './published-metrics.ts';
import { type Answer, type Parcel, TickSender } from './tick-sender.ts';

/** Approximate bytes of one trade in memory. */
const BYTES_PER_TRADE = 200;
/** Trades that wait for Kinesis: 20 MB for one coin, 60 MB for all. */
export const MAX_PENDING_TRADES = { perCoin: 100_000, inAll: 300_000 };
/** Once a coin's outbox holds so many trades (two full ticks), no more missed ones are fetched. */
const MAX_FETCHED_AHEAD = 10_000;
const DRAIN_CHECK_MS = 20;
const MAX_ERROR_LINES_PER_MINUTE = 10;
const RESEND = { firstMs: 100, maxMs: 5_000 };

interface PublishedCoin {
  readonly outbox: CoinOutbox;
  /** attempts refused in a row, and when (monotonic ms) the next one may be made */
  failures: number;
  notBefore: number;
}

export interface PublisherDeps {
  readonly tickStream: TickStream;
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
  readonly feed: Feed;
  readonly epoch: number;
  readonly flushIntervalMs: number;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  /** exchange clock minus own clock, ms; null while it is not measured */
  readonly clockOffsetMs: () => number | null;
  /** What a tick of the coin shows of it; null while nobody listens. `at`: exchange clock, ms */
  readonly viewOf: (symbol: string, at: number) => ViewedCoin | null;
  /** The coin's outbox had to drop its buffer, since the stream accepts too little. */
  readonly onDropped: (symbol: string, dropped: DroppedTrades) => void;
  /** The stream accepted a tick of the coin. */
  readonly onAccepted: (symbol: string) => void;
  readonly maxPendingTrades?: typeof MAX_PENDING_TRADES;
}

/** Brings every coin's ticks into the stream: one record per coin and flush, and never two of a coin at once. */
export class Publisher {
  readonly late = new LateCoins();
  readonly #deps: PublisherDeps;
  readonly #maxPending: typeof MAX_PENDING_TRADES;
  readonly #sender: TickSender<PublishedCoin>;
  /** Every coin ever followed in this run, so that a coin's seq never repeats. */
  readonly #coins = new Map<string, PublishedCoin>();
  readonly #errorLines = new LineLimit(MAX_ERROR_LINES_PER_MINUTE);
  #cancel: Cancel = () => undefined;
  #pendingTotal = 0;
  #isDraining = false;

  constructor(deps: PublisherDeps) {
    const { tickStream, clock, log, maxPendingTrades = MAX_PENDING_TRADES } = deps;
    this.#deps = deps;
    this.#maxPending = maxPendingTrades;
    const onAnswer = (answer: Answer<PublishedCoin>) => this.#answered(answer);
    this.#sender = new TickSender({ tickStream, clock, log, errorLines: this.#errorLines, onAnswer });
  }

  start(): void {
    this.#cancel = repeat(this.#deps.clock, this.#deps.flushIntervalMs, () => this.flush());
  }

  /** The outbox of a coin that is followed from now on. */
  follow({ symbol, book: alertIndex }: Pick<WantedCoin, 'symbol' | 'book'>, metrics: PublishedMetrics): CoinOutbox {
    const coin = this.#coins.get(symbol);
    if (coin) {
      coin.outbox.rejoin(alertIndex, metrics);
      return coin.outbox;
    }
    const { log } = this.#deps;
    const onSkipped = (from: number, to: number) => log.warn('minutes left out', { symbol, from, to });
    const outbox = new CoinOutbox({ symbol, alertIndex, metrics, onSkipped });
    this.#coins.set(symbol, { outbox, failures: 0, notBefore: 0 });
    return outbox;
  }

  add(outbox: CoinOutbox, trade: Trade, receivedAt: number, source: Tick['source'] = 'live'): void {
    outbox.add(trade, receivedAt, source);
    this.#pendingTotal += 1;
    const { perCoin, inAll } = this.#maxPending;
    if (outbox.pendingCount > perCoin) this.#drop(outbox);
    else if (this.#pendingTotal > inAll) this.#drop(this.#fullest(outbox));
  }

  /** Missed trades of the coin may be fetched: they may use half of the bound, live trades need the other half. */
  hasRoom(outbox: CoinOutbox): boolean {
    const { perCoin, inAll } = this.#maxPending;
    return outbox.pendingCount < Math.min(MAX_FETCHED_AHEAD, perCoin / 2) && this.#pendingTotal < inAll / 2;
  }

  /** Sends what every coin has to publish. */
  flush(): void {
    this.#pendingTotal = this.#countPending();
    this.#send([...this.#coins.values()]);
  }

  /** Approximate bytes of the trades that wait for the stream. */
  get bufferBytes(): number {
    return this.#countPending() * BYTES_PER_TRADE;
  }

  /** Another task publishes from now on, also what is pending here. */
  abandon(): void {
    this.#cancel();
  }

  /** Publishes all that is pending, for at most `limitMs`; answers how many trades are left, for the next run to fetch. */
  async drain(limitMs: number): Promise<number> {
    const { clock } = this.#deps;
    const end = clock.elapsed() + limitMs;
    this.#cancel();
    this.#isDraining = true;
    this.flush();
    while ((this.#countPending() > 0 || !this.#sender.isIdle) && clock.elapsed() < end) {
      await sleep(clock, DRAIN_CHECK_MS);
      if (this.#countPending() > 0) this.flush();
    }
    return this.#countPending();
  }

  #send(coins: readonly PublishedCoin[]): void {
    if (this.#sender.isBusy) return;
    this.#sender.send(coins.filter((coin) => this.#maySend(coin)).flatMap((coin) => this.#nextRecord(coin)));
  }

  #maySend({ notBefore }: PublishedCoin): boolean {
    return this.#isDraining || notBefore <= this.#deps.clock.elapsed();
  }

  #nextRecord(coin: PublishedCoin): Parcel<PublishedCoin>[] {
    const { clock, feed, epoch, exchangeNow, clockOffsetMs, viewOf } = this.#deps;
    const clocks = { now: clock.now(), exchangeNow: exchangeNow(), clockOffsetMs: clockOffsetMs() };
    const tick = coin.outbox.cut({ feed, epoch, ...clocks });
    if (!tick) return [];
    const viewed = viewOf(tick.symbol, Math.round(clocks.exchangeNow));
    const text = encodeTick(viewed ? { ...tick, viewed } : tick);
    return [{ coin, record: { symbol: tick.symbol, data: Buffer.from(text) } }];
  }

  #answered({ accepted, refused }: Answer<PublishedCoin>): void {
    for (const coin of refused) this.#refused(coin);
    // what had to wait for the end of a minute, or did not fit, goes at once
    const more = accepted.filter((coin) => this.#accepted(coin));
    if (more.length > 0) this.#send(more);
  }

  /** Answers whether the coin has more to send at once. */
  #accepted(coin: PublishedCoin): boolean {
    const { symbol, firstInFlight } = coin.outbox;
    if (firstInFlight) this.late.accepted(symbol, Math.round(this.#deps.exchangeNow() - firstInFlight.time));
    const hasMore = coin.outbox.accepted();
    coin.failures = 0;
    this.#deps.counters.ticks += 1;
    this.#deps.onAccepted(symbol);
    return hasMore;
  }

  #refused(coin: PublishedCoin): void {
    const { clock, counters } = this.#deps;
    coin.outbox.refused();
    coin.failures += 1;
    coin.notBefore = clock.elapsed() + jitteredDelay(RESEND, coin.failures, clock.random());
    counters.refusedRecords += 1;
  }

  /** The dropped trades are fetched by id once the stream accepts ticks again. */
  #drop(outbox: CoinOutbox): void {
    const { lastInFlight } = outbox;
    const trades = outbox.dropAll();
    this.#pendingTotal -= trades.length;
    if (trades.length === 0) return;
    const { log, clock, onDropped } = this.#deps;
    const fields = { symbol: outbox.symbol, trades: trades.length };
    if (this.#errorLines.allows(clock.elapsed())) log.warn('buffer dropped, to be filled by id', fields);
    onDropped(outbox.symbol, { trades, lastInFlight });
  }

  #fullest(first: CoinOutbox): CoinOutbox {
    let fullest = first;
    for (const { outbox } of this.#coins.values()) if (outbox.pendingCount > fullest.pendingCount) fullest = outbox;
    return fullest;
  }

  #countPending(): number {
    let count = 0;
    for (const { outbox } of this.#coins.values()) count += outbox.pendingCount;
    return count;
  }
}
