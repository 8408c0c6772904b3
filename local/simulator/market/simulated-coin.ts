import { type CandleHistory, MINUTE_MS } from './candle-history.ts';
import type { CoinProfile } from './coin-profiles.ts';
import { floorTo, foldCandles, foldIntoOne } from './fold-candles.ts';
import type { Candle, MarketTrade } from './market.ts';
import { fillCandles, TradeCandles } from './trade-candles.ts';
import { type TradeDraft, TradeRing } from './trade-ring.ts';

const HOUR_MS = 60 * MINUTE_MS;
const QUARTER_MS = 15 * MINUTE_MS;
const SECOND_MS = 1000;
/** So long before its origin the coin was listed: enough for an average of 200 days, ten times over. */
const LONG_PAST_MS = 2_100 * 24 * HOUR_MS;

/** Minutes made from live trades: enough for every window of 1-minute candles; older ones come from the path again. */
const MAX_LIVE_MINUTES = 25 * 60;

/** Closed hours remembered per coin: the whole history and a month of running. */
const MAX_CLOSED_HOURS = 1600;

/** A thin coin's last close is looked for this far back. */
const MAX_QUIET_MINUTES = 240;

export interface SimulatedCoinOptions {
  readonly place: number;
  readonly profile: CoinProfile;
  readonly history: CandleHistory;
  readonly nextId: number;
  readonly nextSingleId: number;
  readonly originMs: number;
  readonly startMs: number;
}

/** One coin of the random market: its newest trades and its candles, live and past. */
export class SimulatedCoin {
  readonly place: number;
  readonly profile: CoinProfile;
  readonly ring: TradeRing;
  readonly #options: SimulatedCoinOptions;
  readonly #liveMinutes = new TradeCandles({ stepMs: MINUTE_MS, maxCandles: MAX_LIVE_MINUTES });
  readonly #closedHours = new Map<number, Candle>();

  constructor(options: SimulatedCoinOptions) {
    const { place, profile, nextId, nextSingleId } = options;
    this.place = place;
    this.profile = profile;
    this.ring = new TradeRing({
      symbol: profile.symbol,
      tickSize: Number(profile.tickSize),
      stepSize: Number(profile.stepSize),
      nextId,
      nextSingleId,
    });
    this.#options = options;
  }

  append(draft: TradeDraft): MarketTrade {
    const trade = this.ring.append(draft);
    this.#liveMinutes.add(trade);
    return trade;
  }

  /** Open time of the oldest candle: seconds begin with the trades kept, longer steps with the history. */
  firstCandleMs(stepMs: number): number | undefined {
    if (stepMs >= MINUTE_MS) return floorTo(this.#listedMs, stepMs);
    const [oldest] = this.ring.from(this.ring.firstId, 1);
    return oldest === undefined ? undefined : floorTo(oldest.time, stepMs);
  }

  /** Candles with open times from `fromMs` to `toMs`, both inclusive; `nowMs`: hours before it are closed. */
  candles(range: { stepMs: number; fromMs: number; toMs: number; nowMs: number }): Candle[] {
    if (this.profile.status === 'BREAK') return [];
    const { stepMs, toMs, nowMs } = range;
    if (stepMs < MINUTE_MS) return this.#secondCandles(range);
    const fromMs = Math.max(range.fromMs, floorTo(this.#listedMs, stepMs));
    const lastMs = Math.min(toMs + stepMs - 1, nowMs);
    if (stepMs < QUARTER_MS) return foldCandles(this.#minutes(fromMs, lastMs), stepMs);
    const isShort = stepMs < HOUR_MS;
    const past = this.#longPast(fromMs, lastMs, isShort ? QUARTER_MS : HOUR_MS);
    const recentMs = Math.max(fromMs, this.#options.originMs);
    const recent = isShort ? this.#minutes(recentMs, lastMs) : this.#hours(recentMs, lastMs, nowMs);
    return foldCandles([...past, ...recent], stepMs);
  }

  get #listedMs(): number {
    return this.#options.originMs - LONG_PAST_MS;
  }

  /** Before the origin, which is the start of a day. */
  #longPast(fromMs: number, lastMs: number, lengthMs: number): Candle[] {
    const { history, originMs } = this.#options;
    const candles: Candle[] = [];
    for (let openTime = fromMs; openTime < originMs && openTime <= lastMs; openTime += lengthMs)
      candles.push(history.longer(this.place, this.profile, { openTime, lengthMs }));
    return candles;
  }

  #hours(fromMs: number, lastMs: number, nowMs: number): Candle[] {
    const hours: Candle[] = [];
    for (let openTime = fromMs; openTime <= lastMs; openTime += HOUR_MS) {
      const hour = this.#closedHours.get(openTime) ?? this.#foldHour(openTime, nowMs);
      if (hour !== undefined) hours.push(hour);
    }
    return hours;
  }

  #foldHour(openTime: number, nowMs: number): Candle | undefined {
    const hour = foldIntoOne(this.#minutes(openTime, Math.min(openTime + HOUR_MS - 1, nowMs)));
    if (hour === undefined || openTime + HOUR_MS > nowMs) return hour;
    if (this.#closedHours.size >= MAX_CLOSED_HOURS) this.#closedHours.clear();
    this.#closedHours.set(openTime, hour);
    return hour;
  }

  #minutes(fromMs: number, lastMs: number): Candle[] {
    const at = (openTime: number) => this.#minute(openTime);
    const startMs = this.#tradedMinuteBefore(fromMs);
    const minutes = fillCandles({ stepMs: MINUTE_MS, fromMs: startMs, toMs: lastMs, at });
    return minutes.filter((minute) => minute.openTime >= fromMs);
  }

  #minute(openTime: number): Candle | undefined {
    const live = this.#liveMinutes.at(openTime);
    if (live !== undefined || openTime >= this.#liveFromMs()) return live;
    return this.#options.history.minute(this.place, this.profile, openTime);
  }

  /** Minutes from here on are made of trades alone, so one without a candle had none. */
  #liveFromMs(): number {
    const started = floorTo(this.#options.startMs, MINUTE_MS);
    return this.#liveMinutes.size < MAX_LIVE_MINUTES ? started : (this.#liveMinutes.firstOpenTime ?? started);
  }

  #tradedMinuteBefore(fromMs: number): number {
    for (let back = 0; back < MAX_QUIET_MINUTES; back += 1) {
      const openTime = fromMs - back * MINUTE_MS;
      if (this.#minute(openTime) !== undefined) return openTime;
    }
    return fromMs;
  }

  #secondCandles({ fromMs, toMs }: { fromMs: number; toMs: number }): Candle[] {
    const seconds = new TradeCandles({ stepMs: SECOND_MS, maxCandles: Number.POSITIVE_INFINITY });
    const first = Math.max(this.ring.firstId, this.ring.idAt(fromMs) - 1);
    const count = this.ring.idAt(toMs + SECOND_MS) - first;
    for (const trade of this.ring.from(first, count)) seconds.add(trade);
    const at = (openTime: number) => seconds.at(openTime);
    const startMs = Math.min(fromMs, seconds.firstOpenTime ?? fromMs);
    const filled = fillCandles({ stepMs: SECOND_MS, fromMs: startMs, toMs, at });
    return filled.filter((candle) => candle.openTime >= fromMs);
  }
}
