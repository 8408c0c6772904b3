import { LineLimit, type Log, reasonOf } from '../../adapters/log.ts';
import {
  MAX_CALL_BYTES,
  MAX_RECORDS_PER_CALL,
  type TickRecord,
  type TickStream,
} from '../../adapters/streams/tick-stream.ts';
import type { Book, Feed } from '../../domain/market/coin.ts';
import { encodeTick, type Tick } from '../../domain/market/tick.ts';
import type { Trade } from '../../domain/market/trade.ts';
import { type Cancel, type Clock, repeat, sleep } from '../clock.ts';
import type { Counters } from '../counters.ts';
import { jitteredDelay } from '../exchange/exchange-feed.ts';
import type { DroppedTrades } from '../sequencing/sequencer-deps.ts';
import { CoinOutbox } from './coin-outbox.ts';
import type { PublishedMetrics } from './published-metrics.ts';

/** A trade in memory, about. */
const BYTES_PER_TRADE = 200;
/** Trades that wait for Kinesis: 20 MB for one coin, 60 MB for all. */
export const MAX_PENDING_TRADES = { perCoin: 100_000, inAll: 300_000 };
/** Trades in a coin's outbox from which on no more of those that it missed are fetched: two ticks full. */
const MAX_FETCHED_AHEAD = 10_000;
/** Calls whose answer is awaited; more of them would not help a stream that is slow. */
export const MAX_CALLS_IN_FLIGHT = 8;
const DRAIN_CHECK_MS = 20;
const MAX_FAULT_LINES_PER_MINUTE = 10;
const RESEND = { firstMs: 100, maxMs: 5_000 };

interface Line {
  readonly outbox: CoinOutbox;
  /** attempts refused in a row, and when (monotonic ms) the next one may be made */
  failures: number;
  notBefore: number;
}

interface Parcel {
  readonly line: Line;
  readonly record: TickRecord;
}

export interface FollowedCoin {
  readonly symbol: string;
  readonly book: Book;
}

export interface PublisherOptions {
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
  /** The coin's outbox had to let go of all it had, since the stream takes too little. */
  readonly onDropped: (symbol: string, dropped: DroppedTrades) => void;
  /** The stream took a tick of the coin. */
  readonly onTaken: (symbol: string) => void;
  readonly maxPendingTrades?: typeof MAX_PENDING_TRADES;
}

/** Brings every coin's ticks into the stream: one record per coin and flush, and never two of a coin at once. */
export class Publisher {
  readonly #settings: PublisherOptions;
  /** One line per coin ever followed in this run, so that a coin's seq never repeats. */
  readonly #lines = new Map<string, Line>();
  #cancel: Cancel = () => undefined;
  #callsInFlight = 0;
  #pendingTotal = 0;
  #draining = false;
  #failing = false;
  readonly #faultLines = new LineLimit(MAX_FAULT_LINES_PER_MINUTE);

  constructor(settings: PublisherOptions) {
    this.#settings = settings;
  }

  start(): void {
    this.#cancel = repeat(this.#settings.clock, this.#settings.flushIntervalMs, () => this.flush());
  }

  /** The outbox of a coin that is followed from now on. */
  follow({ symbol, book }: FollowedCoin, metrics: PublishedMetrics): CoinOutbox {
    const line = this.#lines.get(symbol);
    if (line) {
      line.outbox.rejoin(book, metrics);
      return line.outbox;
    }
    const { log } = this.#settings;
    const onSkipped = (from: number, to: number) => log.warn('minutes left out', { symbol, from, to });
    const outbox = new CoinOutbox({ symbol, book, metrics, onSkipped });
    this.#lines.set(symbol, { outbox, failures: 0, notBefore: 0 });
    return outbox;
  }

  add(outbox: CoinOutbox, trade: Trade, receivedAt: number, source: Tick['source'] = 'live'): void {
    outbox.add(trade, receivedAt, source);
    this.#pendingTotal += 1;
    const { perCoin, inAll } = this.#settings.maxPendingTrades ?? MAX_PENDING_TRADES;
    if (outbox.pendingCount > perCoin) this.#drop(outbox);
    else if (this.#pendingTotal > inAll) this.#drop(this.#fullest(outbox));
  }

  /** What the coin has missed can be fetched: what comes live needs the other half of the bound. */
  hasRoom(outbox: CoinOutbox): boolean {
    const { perCoin, inAll } = this.#settings.maxPendingTrades ?? MAX_PENDING_TRADES;
    return outbox.pendingCount < Math.min(MAX_FETCHED_AHEAD, perCoin / 2) && this.#pendingTotal < inAll / 2;
  }

  /** Sends what every coin has to say. */
  flush(): void {
    this.#pendingTotal = this.#countPending();
    this.#send([...this.#lines.values()]);
  }

  /** Of the trades that wait for the stream, about. */
  get bufferBytes(): number {
    return this.#countPending() * BYTES_PER_TRADE;
  }

  /** Another task publishes from now on: what is pending is its to send. */
  abandon(): void {
    this.#cancel();
  }

  /** Publishes all that is pending, for at most `limitMs`; answers how many trades are left, for the next run to fill. */
  async drain(limitMs: number): Promise<number> {
    const { clock } = this.#settings;
    const end = clock.elapsed() + limitMs;
    this.#cancel();
    this.#draining = true;
    this.flush();
    while ((this.#countPending() > 0 || this.#callsInFlight > 0) && clock.elapsed() < end) {
      await sleep(clock, DRAIN_CHECK_MS);
      if (this.#countPending() > 0) this.flush();
    }
    return this.#countPending();
  }

  #send(lines: readonly Line[]): void {
    if (this.#callsInFlight >= MAX_CALLS_IN_FLIGHT) return;
    const parcels = lines.filter((line) => this.#mayGo(line)).flatMap((line) => this.#pack(line));
    for (const call of divide(parcels)) void this.#call(call);
  }

  #mayGo({ notBefore }: Line): boolean {
    return this.#draining || notBefore <= this.#settings.clock.elapsed();
  }

  #pack(line: Line): Parcel[] {
    const { clock, feed, epoch, exchangeNow, clockOffsetMs } = this.#settings;
    const clocks = { now: clock.now(), exchangeNow: exchangeNow(), clockOffsetMs: clockOffsetMs() };
    const tick = line.outbox.cut({ feed, epoch, ...clocks });
    return tick ? [{ line, record: { symbol: tick.symbol, data: Buffer.from(encodeTick(tick)) } }] : [];
  }

  async #call(parcels: readonly Parcel[]): Promise<void> {
    this.#callsInFlight += 1;
    const answers = await this.#put(parcels);
    this.#callsInFlight -= 1;
    const accepted: Line[] = [];
    parcels.forEach(({ line }, index) => {
      if (answers[index] === null) accepted.push(line);
      else this.#refused(line);
    });
    this.#tell(answers.find((answer) => answer !== null) ?? null);
    this.#accepted(accepted);
  }

  /** Per record null or why it was not taken. A call that failed may have been carried out all the same. */
  async #put(parcels: readonly Parcel[]): Promise<(string | null)[]> {
    try {
      return await this.#settings.tickStream.put(parcels.map(({ record }) => record));
    } catch (error) {
      return parcels.map(() => reasonOf(error));
    }
  }

  /** What a minute's end or the size held back goes at once. */
  #accepted(lines: readonly Line[]): void {
    const more: Line[] = [];
    for (const line of lines) {
      if (line.outbox.accepted()) more.push(line);
      line.failures = 0;
      this.#settings.counters.ticks += 1;
      this.#settings.onTaken(line.outbox.symbol);
    }
    if (more.length > 0) this.#send(more);
  }

  #refused(line: Line): void {
    const { clock, counters } = this.#settings;
    line.outbox.refused();
    line.failures += 1;
    line.notBefore = clock.elapsed() + jitteredDelay(RESEND, line.failures, clock.random());
    counters.refusedRecords += 1;
  }

  /** One line when writes begin to fail and one when they work again, not one a record. */
  #tell(fault: string | null): void {
    const { log, clock } = this.#settings;
    const isFailing = fault !== null;
    if (isFailing === this.#failing) return;
    this.#failing = isFailing;
    if (!this.#faultLines.allows(clock.elapsed())) return;
    if (isFailing) log.warn('the tick stream refuses records', { fault });
    else log.info('the tick stream takes records again');
  }

  /** What is gone is asked for by id when the stream takes ticks again. */
  #drop(outbox: CoinOutbox): void {
    const { lastInFlight } = outbox;
    const trades = outbox.dropAll();
    this.#pendingTotal -= trades.length;
    if (trades.length === 0) return;
    const { log, clock, onDropped } = this.#settings;
    const line = { symbol: outbox.symbol, trades: trades.length };
    if (this.#faultLines.allows(clock.elapsed())) log.warn('buffer dropped, to be filled by id', line);
    onDropped(outbox.symbol, { trades, lastInFlight });
  }

  #fullest(first: CoinOutbox): CoinOutbox {
    let fullest = first;
    for (const { outbox } of this.#lines.values()) if (outbox.pendingCount > fullest.pendingCount) fullest = outbox;
    return fullest;
  }

  #countPending(): number {
    let count = 0;
    for (const { outbox } of this.#lines.values()) count += outbox.pendingCount;
    return count;
  }
}

/** Into calls that Kinesis takes. */
function divide(parcels: readonly Parcel[]): Parcel[][] {
  const calls: Parcel[][] = [];
  let bytes = 0;
  for (const parcel of parcels) {
    const call = calls.at(-1);
    bytes += parcel.record.data.byteLength;
    if (call && call.length < MAX_RECORDS_PER_CALL && bytes <= MAX_CALL_BYTES) {
      call.push(parcel);
    } else {
      calls.push([parcel]);
      bytes = parcel.record.data.byteLength;
    }
  }
  return calls;
}
