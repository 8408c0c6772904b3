import { type Log, reasonOf } from '../../adapters/log.ts';
import { type Candle, foldCandles, INTERVAL_MS, intervalOf } from '../../domain/market/candle.ts';
import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import { WINDOW_MINUTES } from '../../domain/metrics/metric.ts';
import { LOOK_BACK_MINUTES, type MinuteGap } from '../../domain/metrics/minute-history.ts';
import type { Counters } from '../counters.ts';
import { RestFault } from '../exchange/rest-client.ts';
import type { KlineSource } from './candle-source.ts';
import type { CandleStore } from './candle-store.ts';
import type { CoinHistory } from './coin-history.ts';
import { byStart, fillEmpties, type KnownMinutes, missingIn, without } from './missing-minutes.ts';
import { IncompleteTradesError, type TradeSource } from './trade-source.ts';

const HOUR_MS = INTERVAL_MS['1h'];
export const DAY_MS = INTERVAL_MS['1d'];
/** As far back as the windows of 1-minute closes reach, and those of 1-hour closes. */
export const MINUTES_WINDOW_MS = (WINDOW_MINUTES['change-7d'] + LOOK_BACK_MINUTES) * MINUTE_MS;
const HOURS_WINDOW_MS = (WINDOW_MINUTES['volatility-30d'] + LOOK_BACK_MINUTES) * MINUTE_MS + HOUR_MS;
/** Minutes that have only just ended are left to the trades: own idea of the exchange's clock may be some seconds off. */
export const FRESH_MS = 60_000;
/** A candle that the exchange does not have so long after its minute hardly comes any more. */
export const SETTLED_MS = 600_000;
/** Asked for beyond what is missing: a later candle shows that one left out had no trade. */
const PROOF_MS = 10 * MINUTE_MS;

/** A candle of a minute that ended so long ago holds all its trades; later minutes are completed from the trades. */
export const CANDLE_SETTLED_MS = 10_000;

/**
 * - `joined`: the minute in which trades joined, from the exchange's trades, and what is unknown before it.
 * - `stored`: what the table has of the last hours; asks the exchange for nothing.
 * - `today`: the minutes of the day that is on. - `hours`: a month of 1-hour candles. - `day`: all minutes of one day
 *   that is over, and its pieces.
 * - `repair`: minutes that ended unknown.
 */
export type FillStep =
  | { readonly kind: 'stored' | 'joined' | 'today' | 'hours' | 'repair' }
  | { readonly kind: 'day'; readonly day: number };

export interface FillStepsOptions {
  readonly candleTable: CandleStore;
  readonly klines: KlineSource;
  readonly trades: TradeSource;
  readonly log: Log;
  /** exchange clock, ms */
  readonly exchangeNow: () => number;
  readonly counters: Counters;
}

/** What has to be done for a coin's past, step by step. Each may fail and be made again: it looks at what is there. */
export class FillSteps {
  readonly #settings: FillStepsOptions;

  constructor(settings: FillStepsOptions) {
    this.#settings = settings;
  }

  /** Answers the minutes that are still missing, though the exchange ought to bring them. */
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
      case 'repair':
        return this.#repair(coin);
      case 'day':
        return this.#fillDay(coin, step.day);
    }
  }

  async #readStored(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { candleTable } = this.#settings;
    const today = intervalOf(this.#end(coin), DAY_MS);
    const days = await candleTable.read(coin.symbol, '1d', today - HOURS_WINDOW_MS, today);
    coin.folded = new Set(days.map(({ start }) => start));
    coin.repairFrom = today;
    coin.minutes.beginAt(this.#end(coin));
    await this.#openToday(coin);
    const hour = intervalOf(this.#end(coin), HOUR_MS);
    coin.minutes.loadHours(await candleTable.read(coin.symbol, '1h', hour - HOURS_WINDOW_MS, hour));
    return [];
  }

  /** What is known of the present day, and of hours before it that are not stored yet. */
  async #openToday(coin: CoinHistory): Promise<KnownMinutes> {
    const end = this.#end(coin);
    const from = Math.min(intervalOf(end, DAY_MS), coin.pieces.oldest ?? end);
    const stored = await this.#settings.candleTable.read(coin.symbol, '1m', from, end + HOUR_MS);
    coin.minutes.load(stored);
    coin.pieces.open(intervalOf(end, HOUR_MS), stored);
    return byStart(stored, coin.pieces.candles());
  }

  async #fillToday(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const known = await this.#openToday(coin);
    const end = this.#end(coin);
    const missing = missingIn(known, intervalOf(end, DAY_MS), end);
    const { added, still } = await this.#fetch(coin, missing, known);
    const hours = new Set<number>();
    for (const candle of added) {
      if (coin.pieces.holds(candle.start)) coin.pieces.keep(candle);
      else hours.add(intervalOf(candle.start, HOUR_MS));
    }
    for (const hour of hours) await this.#writeHour(coin, hour, known);
    return still;
  }

  async #writeHour(coin: CoinHistory, hour: number, known: KnownMinutes): Promise<void> {
    const { candleTable, counters } = this.#settings;
    const candles = sorted(known.values()).filter(({ start }) => intervalOf(start, HOUR_MS) === hour);
    await coin.alone(() => candleTable.writeHour(coin.symbol, hour, candles));
    counters.candlePieces += 1;
  }

  /**
   * The minutes before the join by their candles, as far as those are settled; from there on by the trades. Where the
   * exchange can't show all of the trades, the minute ends unknown and is left to its candle.
   */
  async #completeJoin(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { trades, exchangeNow, log } = this.#settings;
    const { symbol, minutes } = coin;
    const { join } = minutes;
    if (!join) return [];
    const from = Math.min(join.minute, minuteOf(exchangeNow() - CANDLE_SETTLED_MS));
    const unknown = unknownIn(coin).filter((gap) => gap.from < from);
    await this.#repairThese(coin, clipEnd(unknown, from));
    try {
      const isOver = () => minutes.join !== join;
      const before = await trades.trades({ symbol, from, toId: join.id, toTime: join.time, isOver });
      minutes.complete(join, from, before);
    } catch (error) {
      if (!isOfNoUse(error)) throw error;
      log.warn('the minute of a join is left to its candle', { symbol, minute: join.minute, fault: reasonOf(error) });
      minutes.leaveJoin(join);
    }
    return [];
  }

  async #fillHours(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    const { candleTable, klines } = this.#settings;
    const end = intervalOf(this.#end(coin), HOUR_MS);
    const from = end - HOURS_WINDOW_MS;
    const today = intervalOf(end, DAY_MS); // its hours come from its minutes
    const stored = new Set((await candleTable.read(coin.symbol, '1h', from, end)).map(({ start }) => start));
    for (let hour = from; hour < today; hour += HOUR_MS) {
      if (stored.has(hour)) continue;
      coin.minutes.loadHours(await klines.hours(coin.symbol, hour, end));
      break;
    }
    return [];
  }

  /** From the trades' own time on, so that a minute is asked for when it is over for sure. */
  #repair(coin: CoinHistory): Promise<readonly MinuteGap[]> {
    return this.#repairThese(coin, unknownIn(coin));
  }

  async #repairThese(coin: CoinHistory, unknown: readonly MinuteGap[]): Promise<readonly MinuteGap[]> {
    if (unknown.length === 0) return [];
    const { added, still } = await this.#fetch(coin, unknown, byStart(coin.pieces.candles()));
    for (const candle of added) coin.pieces.keep(candle);
    return still;
  }

  async #fillDay(coin: CoinHistory, day: number): Promise<readonly MinuteGap[]> {
    const isInWindow = day + DAY_MS > this.#end(coin) - MINUTES_WINDOW_MS;
    const isFolded = coin.folded?.has(day) ?? false;
    if (isFolded && !isInWindow) return [];
    const stored = await this.#settings.candleTable.read(coin.symbol, '1m', day, day + DAY_MS);
    const known = byStart(stored, heldOf(coin, day));
    if (isInWindow) coin.minutes.load(known.values());
    if (isFolded) return [];
    const { still } = await this.#fetch(coin, missingIn(known, day, day + DAY_MS), known);
    const isSettled = day + DAY_MS + SETTLED_MS <= this.#settings.exchangeNow();
    if (still.length > 0 && !isSettled) return still;
    await this.#foldDay(coin, day, sorted(byStart([...known.values()], heldOf(coin, day)).values()));
    return [];
  }

  /** The day's candle is written last: where it is, the others are. */
  async #foldDay(coin: CoinHistory, day: number, minutes: readonly Candle[]): Promise<void> {
    const { candleTable, counters } = this.#settings;
    const { symbol } = coin;
    if (minutes.length > 0) {
      await coin.alone(async () => {
        await candleTable.writeDay(symbol, day, minutes);
        await candleTable.writeHours(symbol, day, foldCandles(minutes, HOUR_MS));
        await this.#writeDays(symbol, foldCandles(minutes, DAY_MS));
      });
      counters.candlePieces += 3;
    }
    coin.folded?.add(day);
    coin.pieces.letGoBefore(day + DAY_MS);
  }

  async #writeDays(symbol: string, days: readonly Candle[]): Promise<void> {
    const { candleTable } = this.#settings;
    const year = new Date(days[0]?.start ?? 0).getUTCFullYear();
    const stored = await candleTable.read(symbol, '1d', Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    await candleTable.writeDays(symbol, year, sorted(byStart(days, stored).values()));
  }

  /** Adds what the exchange says of the minutes asked for, which ascend, to `known` and to the windows. */
  async #fetch(coin: CoinHistory, asked: readonly MinuteGap[], known: KnownMinutes) {
    const missing = clip(asked, coin.began ?? Number.NEGATIVE_INFINITY);
    const last = missing.at(-1);
    if (!last) return { added: [], still: [] };
    const proof = { from: last.from, to: last.to + PROOF_MS };
    const { candles, unreadable } = await this.#settings.klines.minutes(coin.symbol, [...missing.slice(0, -1), proof]);
    const added = candles.filter(({ start }) => start < last.to && !known.has(start));
    for (const candle of added) known.set(candle.start, candle);
    const newest = candles.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
    added.push(...fillEmpties(known, without(missing, unreadable), newest));
    coin.minutes.load(added);
    const left = missing.flatMap(({ from, to }) => missingIn(known, from, to));
    return { added, still: left.length === 0 ? [] : await this.#expected(coin, left) };
  }

  /** Of the minutes that the exchange did not bring: those in which the coin was traded at all. */
  async #expected(coin: CoinHistory, missing: readonly MinuteGap[]): Promise<MinuteGap[]> {
    if (coin.began === undefined || coin.began === null) {
      const first = await this.#settings.klines.firstMinute(coin.symbol);
      // the name may have come back as another coin meanwhile
      coin.began ??= first;
      if (coin.began !== null) coin.minutes.beganAt(coin.began);
    }
    return coin.began === null ? [] : clip(missing, coin.began);
  }

  /** Minutes from here on are left to the trades. */
  #end({ joinedAt }: CoinHistory): number {
    return Math.min(joinedAt ?? Number.POSITIVE_INFINITY, minuteOf(this.#settings.exchangeNow() - FRESH_MS));
  }
}

function sorted(candles: Iterable<Candle>): Candle[] {
  return [...candles].sort((a, b) => a.start - b.start);
}

/** What an earlier run stored of minutes that had not begun in this one is known. */
function unknownIn({ minutes, pieces, repairFrom }: CoinHistory): readonly MinuteGap[] {
  minutes.load(pieces.candles());
  return minutes.unknownSince(repairFrom);
}

function heldOf(coin: CoinHistory, day: number): Candle[] {
  return coin.pieces.candles().filter(({ start }) => intervalOf(start, DAY_MS) === day);
}

/** Asking again brings nothing better. */
function isOfNoUse(error: unknown): boolean {
  if (error instanceof IncompleteTradesError) return true;
  return error instanceof RestFault && (error.kind === 'malformed' || error.kind === 'refused');
}

/** What of the gaps lies before `to`. */
function clipEnd(gaps: readonly MinuteGap[], to: number): MinuteGap[] {
  return gaps.map((gap) => ({ from: gap.from, to: Math.min(gap.to, to) }));
}

/** What of the gaps does not lie before `from`. */
function clip(gaps: readonly MinuteGap[], from: number): MinuteGap[] {
  return gaps.filter(({ to }) => to > from).map((gap) => ({ from: Math.max(gap.from, from), to: gap.to }));
}
