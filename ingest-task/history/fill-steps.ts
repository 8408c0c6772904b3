import { type Log, reasonOf } from '../../adapters/log.ts';
import type { Candle } from '../../domain/market/candle.ts';
import { INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import { LISTED_REACH, LONGEST_REACH, LOOK_BACK_MINUTES } from '../../domain/metrics/minute-values.ts';
import type { Counters } from '../counters.ts';
import { ExchangeError } from '../exchange/exchange-error.ts';
import type { CandleSource } from './candle-source.ts';
import type { CandleStore, CoinHistory } from './coin-history.ts';
import { fetchMinutes } from './fetch-minutes.ts';
import { fillPast, loadPast, type PastInterval, STORED_DAYS, withEmpties } from './fill-past.ts';
import { byStart, type KnownMinutes, missingIn, sorted } from './missing-minutes.ts';
import { storeDay, storeGrown, storeHour } from './store-candles.ts';
import { IncompleteTradesError, type TradeSource } from './trade-source.ts';

const HOUR_MS = INTERVAL_MS['1h'];
const DAY_MS = INTERVAL_MS['1d'];
/** How far back the metrics need 1-minute candles, and 1-hour candles. */
export const MINUTES_WINDOW_MS = (LONGEST_REACH.minutes + LOOK_BACK_MINUTES) * MINUTE_MS;
const HOURS_WINDOW_MS = LOOK_BACK_MINUTES * MINUTE_MS + (LISTED_REACH.candles['1h'] + 1) * HOUR_MS;
/** Minutes that have only just ended are left to the trades: our idea of the exchange's clock may be some seconds off. */
export const FRESH_MS = 60_000;
/** A candle that the exchange does not have so long after its minute rarely comes any more. */
export const SETTLED_MS = 600_000;
/** A candle of a minute that ended so long ago holds all its trades; later minutes are completed from the trades. */
export const CANDLE_SETTLED_MS = 10_000;

/**
 * - `stored`: reads what the table has of the last hours; makes no request to the exchange.
 * - `joined`: the minute in which trades joined, from the exchange's trades, and unknown minutes before it.
 * - `today`: the minutes of the present day. - `hours`: a month of 1-hour candles.
 * - `past`: longer candles of days that are over, from long ago on; stores them, and loads those that alerts use.
 * - `day`: all minutes of a day that is over; stores the day. - `repair`: minutes that ended unknown.
 */
export type FillStep =
  | { readonly kind: 'stored' | 'joined' | 'today' | 'hours' | 'repair' }
  | { readonly kind: 'past'; readonly interval: PastInterval }
  | { readonly kind: 'day'; readonly day: number };

export interface FillStepsOptions {
  readonly candleTable: CandleStore;
  readonly candles: CandleSource;
  readonly trades: TradeSource;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly counters: Counters;
}

/** The steps that fill a coin's history. Each checks what is there already, so it can fail and be run again. */
export class FillSteps {
  readonly #options: FillStepsOptions;

  constructor(options: FillStepsOptions) {
    this.#options = options;
  }

  /** Returns the minutes that are still missing, though the exchange should have them. */
  run(coin: CoinHistory, step: FillStep): Promise<readonly MinuteGap[]> {
    switch (step.kind) {
      case 'stored':
        return this.#readStored(coin);
      case 'joined':
        return this.#completeJoin(coin);
      case 'today':
        return this.#fillToday(coin);
      case 'hours':
        return this.#fillHours(coin);
      case 'past':
        return this.#fillPast(coin, step.interval);
      case 'repair':
        return this.#repair(coin, unknownIn(coin));
      case 'day':
        return this.#fillDay(coin, step.day);
    }
  }

  async #readStored(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { candleTable } = this.#options;
    const today = intervalOf(this.#end(coin), DAY_MS);
    const days = await candleTable.read(coin.symbol, '1d', today - STORED_DAYS * DAY_MS, today);
    coin.folded = new Set(days.map(({ start }) => start));
    coin.repairFrom = today;
    coin.minutes.beginAt(this.#end(coin));
    await this.#openToday(coin);
    const hour = intervalOf(this.#end(coin), HOUR_MS);
    coin.minutes.loadCandles('1h', await candleTable.read(coin.symbol, '1h', hour - HOURS_WINDOW_MS, hour));
    return [];
  }

  /** What is known of the present day, and of earlier hours that are not stored yet. */
  async #openToday(coin: CoinHistory): Promise<KnownMinutes> {
    const end = this.#end(coin);
    const from = Math.min(intervalOf(end, DAY_MS), coin.pieces.oldest ?? end);
    const stored = await this.#options.candleTable.read(coin.symbol, '1m', from, end + HOUR_MS);
    coin.minutes.load(stored);
    coin.pieces.open(intervalOf(end, HOUR_MS), stored);
    return byStart(stored, coin.pieces.candles());
  }

  async #fillToday(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const known = await this.#openToday(coin);
    const end = this.#end(coin);
    const asked = missingIn(known, intervalOf(end, DAY_MS), end);
    const { added, still } = await fetchMinutes(this.#options.candles, coin, { asked, known });
    const hours = new Set<number>();
    for (const candle of added) {
      if (coin.pieces.holds(candle.start)) coin.pieces.keep(candle);
      else hours.add(intervalOf(candle.start, HOUR_MS));
    }
    for (const hour of hours) {
      const candles = sorted(known.values()).filter(({ start }) => intervalOf(start, HOUR_MS) === hour);
      await storeHour(this.#options, coin, { hour, candles });
    }
    // not at the writer's next turn, up to a minute later: the newest candles of a new coin are the first that people look at
    await storeGrown(this.#options, coin);
    return still;
  }

  /**
   * The minutes before the join from their candles, as far as those are settled; later ones from the trades. Where the
   * exchange can't give all of the trades, the minute ends unknown and its candle is used later.
   */
  async #completeJoin(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { trades, exchangeNow, log } = this.#options;
    const { symbol, minutes } = coin;
    const { join } = minutes;
    if (!join) return [];
    const from = Math.min(join.minute, minuteOf(exchangeNow() - CANDLE_SETTLED_MS));
    const unknown = unknownIn(coin).filter((gap) => gap.from < from);
    await this.#repair(coin, clipAfter(unknown, from));
    try {
      const isOver = () => minutes.join !== join;
      const before = await trades.trades({ symbol, from, toId: join.id, toTime: join.time, isOver });
      minutes.complete(join, from, before);
    } catch (error) {
      if (!isFinal(error)) throw error;
      const { minute } = join;
      log.warn('the minute of a join is left to its candle', { symbol, minute, error: reasonOf(error) });
      minutes.leaveJoin(join);
    }
    return [];
  }

  async #fillHours(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { candleTable, candles } = this.#options;
    const end = intervalOf(this.#end(coin), HOUR_MS);
    const from = end - HOURS_WINDOW_MS;
    const today = intervalOf(end, DAY_MS); // its hours come from its minutes
    const stored = new Set((await candleTable.read(coin.symbol, '1h', from, end)).map(({ start }) => start));
    for (let hour = from; hour < today; hour += HOUR_MS) {
      if (stored.has(hour)) continue;
      const page = await candles.page(coin.symbol, '1h', { from: hour, to: end });
      coin.minutes.loadCandles('1h', withEmpties(sorted(page.candles), page.unreadable, HOUR_MS));
      break;
    }
    return [];
  }

  /** Up to the day of the present minute: weeks after trades joined, memory holds one week of the minutes since then. */
  async #fillPast(coin: CoinHistory, interval: PastInterval): Promise<readonly MinuteGap[]> {
    const end = Math.min(coin.minutes.present ?? this.#end(coin), this.#settledEnd());
    const past = { interval, today: intervalOf(end, DAY_MS) };
    await fillPast(this.#options, coin, past);
    await loadPast(this.#options, coin, past);
    return [];
  }

  async #repair(coin: CoinHistory, asked: readonly MinuteGap[]): Promise<readonly MinuteGap[]> {
    if (asked.length === 0) return [];
    const known = byStart(coin.pieces.candles());
    const { added, still } = await fetchMinutes(this.#options.candles, coin, { asked, known });
    for (const candle of added) coin.pieces.keep(candle);
    return still;
  }

  async #fillDay(coin: CoinHistory, day: number): Promise<readonly MinuteGap[]> {
    const isInWindow = day + DAY_MS > this.#end(coin) - MINUTES_WINDOW_MS;
    const isFolded = coin.folded?.has(day) ?? false;
    if (isFolded && !isInWindow) return [];
    const stored = await this.#options.candleTable.read(coin.symbol, '1m', day, day + DAY_MS);
    const known = byStart(stored, heldOf(coin, day));
    if (isInWindow) coin.minutes.load(known.values());
    if (isFolded) return [];
    const asked = missingIn(known, day, day + DAY_MS);
    const { still } = await fetchMinutes(this.#options.candles, coin, { asked, known });
    const isSettled = day + DAY_MS + SETTLED_MS <= this.#options.exchangeNow();
    if (still.length > 0 && !isSettled) return still;
    const minutes = sorted(byStart([...known.values()], heldOf(coin, day)).values());
    await storeDay(this.#options, coin, { day, minutes });
    return [];
  }

  /** Minutes from here on are left to the trades. */
  #end({ joinedAt }: CoinHistory): number {
    return Math.min(joinedAt ?? Number.POSITIVE_INFINITY, this.#settledEnd());
  }

  #settledEnd(): number {
    return minuteOf(this.#options.exchangeNow() - FRESH_MS);
  }
}

/** Minutes that an earlier run stored, and that had not begun in this run, are known. */
function unknownIn({ minutes, pieces, repairFrom }: CoinHistory): readonly MinuteGap[] {
  minutes.load(pieces.candles());
  return minutes.unknownSince(repairFrom);
}

function heldOf(coin: CoinHistory, day: number): Candle[] {
  return coin.pieces.candles().filter(({ start }) => intervalOf(start, DAY_MS) === day);
}

/** Another attempt would not do better. */
function isFinal(error: unknown): boolean {
  return error instanceof IncompleteTradesError || (error instanceof ExchangeError && error.isFinal);
}

/** The part of the gaps that lies before `to`. */
function clipAfter(gaps: readonly MinuteGap[], to: number): MinuteGap[] {
  return gaps.map((gap) => ({ from: gap.from, to: Math.min(gap.to, to) }));
}
