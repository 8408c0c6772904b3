import type { Candle } from '../../domain/market/candle.ts';
import { type CandleInterval, INTERVAL_MS, intervalOf } from '../../domain/market/candle-interval.ts';
import { CHART_SOURCES, foldSince, gapsBetween, lengthOf } from '../../domain/market/chart-interval.ts';
import type { MetricInterval } from '../../domain/metrics/candle-reach.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import type { UnreadableCandle } from '../exchange/market-rows.ts';
import type { CandleSource } from './candle-source.ts';
import type { CoinHistory } from './coin-history.ts';
import { findBegin } from './fetch-minutes.ts';
import { byStart, sorted, spansOf } from './missing-minutes.ts';
import { emptyCandle } from './open-candle.ts';
import { type StoreDeps, storePast } from './store-candles.ts';

const DAY_MS = INTERVAL_MS['1d'];

/** Days before the present one whose minutes are stored; each is folded into its longer candles as it is. */
export const STORED_DAYS = 31;

export type PastInterval = Exclude<CandleInterval, '1m'>;

/** Days before the present one whose longer candles are stored: a preview's, and before them what the longest metric needs. */
export const PAST_DAYS: Readonly<Record<PastInterval, number>> = { '15m': 53, '1h': 365, '1d': 2_035 };
export const PAST_INTERVALS: readonly PastInterval[] = ['15m', '1h', '1d'];

const MAX_DAYS_AT_ONCE = 60;

/** Requested beyond what is missing: a later candle proves that an interval without a candle had no trade. */
const PROOF_CANDLES = 4;

export interface PastDeps extends StoreDeps {
  readonly candles: CandleSource;
}

/** Candles of one interval, as far back as the metrics and their previews need them. */
export interface Past {
  readonly interval: PastInterval;
  /** start of the present day, ms: its candles come from its minutes */
  readonly today: number;
}

/** The stored interval that candles of this one are loaded from. */
export function sourceOf(interval: MetricInterval): PastInterval {
  const { source } = CHART_SOURCES[interval];
  if (source === '1m') throw new RangeError(`candles of ${interval} are not stored`);
  return source;
}

/** Stores the days that the table lacks. A day whose minutes are still to be stored is left to that. */
export async function fillPast(deps: PastDeps, coin: CoinHistory, past: Past): Promise<void> {
  const lacking = await lackingDays(deps, coin, past);
  if (lacking.length === 0) return;
  const began = await findBegin(deps.candles, coin);
  if (began === null) return;
  const missing = lacking.filter((day) => day + DAY_MS > began);
  const gaps = missing.map((day) => ({ from: day, to: day + DAY_MS }));
  for (const span of pagesOf(gaps, past, deps.candles)) {
    const candles = await fetchPage(deps, coin, { ...past, ...span });
    const days = Map.groupBy(candles, ({ start }) => intervalOf(start, DAY_MS));
    const whole = missing.filter((day) => isWhole(days.get(day) ?? [], { day, began, interval: past.interval }));
    await storePast(deps, coin, { interval: past.interval, days: whole.map((day) => days.get(day) ?? []) });
  }
}

/** Loads the candles that the coin's alerts use; what the table lacks comes from the exchange. */
export async function loadPast(deps: PastDeps, coin: CoinHistory, past: Past): Promise<void> {
  const { interval, today } = past;
  const loaded = coin.minutes.usedCandles().filter((each) => sourceOf(each) === interval);
  if (loaded.length === 0) return;
  const from = Math.min(
    ...loaded.map((each) => intervalOf(today - coin.minutes.keptCandles(each) * lengthOf(each), DAY_MS)),
  );
  const stored = await readStored(deps, coin.symbol, { ...past, from });
  const fetched = await fetchMissing(deps, coin, { ...past, from, stored });
  const candles = sorted(byStart(stored, fetched).values());
  const began = coin.began ?? 0;
  const partMs = INTERVAL_MS[interval];
  const own = candles.filter(({ start }) => start + partMs > began);
  for (const each of loaded)
    coin.minutes.loadCandles(each, foldSince(own, { lengthMs: lengthOf(each), partMs, began }));
}

/** In parts: to unzip a year of hours takes a tenth of a second, in which no trade goes on. */
async function readStored(
  { candleTable }: PastDeps,
  symbol: string,
  { interval, from, today }: Past & { readonly from: number },
): Promise<Candle[]> {
  const stored: Candle[] = [];
  const partMs = interval === '1d' ? Number.POSITIVE_INFINITY : MAX_DAYS_AT_ONCE * DAY_MS;
  for (let begin = from; begin < today; begin += partMs)
    stored.push(...(await candleTable.read(symbol, interval, begin, Math.min(today, begin + partMs))));
  return stored;
}

async function fetchMissing(
  deps: PastDeps,
  coin: CoinHistory,
  { from, stored, ...past }: Past & { readonly from: number; readonly stored: readonly Candle[] },
): Promise<Candle[]> {
  const lengthMs = INTERVAL_MS[past.interval];
  const gaps = gapsBetween(stored, { from, to: past.today }, lengthMs);
  const began = gaps.length === 0 ? null : await findBegin(deps.candles, coin);
  if (began === null) return [];
  const since = gaps
    .filter(({ to }) => to > began)
    .map((gap) => ({ ...gap, from: Math.max(gap.from, intervalOf(began, lengthMs)) }));
  const found: Candle[] = [];
  for (const span of pagesOf(since, past, deps.candles))
    found.push(...(await fetchPage(deps, coin, { ...past, ...span })));
  return found;
}

/** The starts of the days whose candles are missing, ascending. */
async function lackingDays(
  { candleTable }: PastDeps,
  { symbol, folded }: CoinHistory,
  { interval, today }: Past,
): Promise<number[]> {
  const from = today - PAST_DAYS[interval] * DAY_MS;
  const stored =
    interval === '1d'
      ? new Set((await candleTable.read(symbol, '1d', from, today)).map(({ start }) => start))
      : await candleTable.storedDays(symbol, interval, from, today);
  const isLeftToFold = (day: number) => day >= today - STORED_DAYS * DAY_MS && !folded?.has(day);
  const days = Array.from({ length: PAST_DAYS[interval] }, (_, index) => from + index * DAY_MS);
  return days.filter((day) => !stored.has(day) && !isLeftToFold(day));
}

/** Spans of whole days that contain all the gaps, each of one page with the proof after it. */
function pagesOf(gaps: readonly MinuteGap[], { interval }: Past, { pageSize }: CandleSource): MinuteGap[] {
  const days = Math.floor(((pageSize - PROOF_CANDLES) * INTERVAL_MS[interval]) / DAY_MS);
  return spansOf(gaps, (days * DAY_MS) / INTERVAL_MS['1m']);
}

/** The candles of a span, ascending, with those of its intervals without a trade. */
async function fetchPage(
  { candles: source, candleTable }: PastDeps,
  { symbol }: CoinHistory,
  { interval, from, to }: Past & MinuteGap,
): Promise<Candle[]> {
  const lengthMs = INTERVAL_MS[interval];
  const { candles, unreadable } = await source.page(symbol, interval, { from, to: to + PROOF_CANDLES * lengthMs });
  const found = sorted(candles);
  const isFirstMissing = found[0] !== undefined && found[0].start > from;
  const before = isFirstMissing ? await candleTable.read(symbol, interval, from - DAY_MS, from) : [];
  const all = withEmpties([...before.slice(-1), ...found], unreadable, lengthMs);
  return all.filter(({ start }) => start >= from && start < to);
}

/** Between two candles nothing was traded, unless a row of them can't be read: each interval repeats the close before it. */
export function withEmpties(
  candles: readonly Candle[],
  unreadable: readonly UnreadableCandle[],
  lengthMs: number,
): Candle[] {
  const all: Candle[] = [];
  for (const candle of candles) {
    const before = all.at(-1);
    const isBetween = ({ start }: UnreadableCandle) =>
      start === null || (start < candle.start && start > (before?.start ?? 0));
    if (before && !unreadable.some(isBetween)) {
      for (let start = before.start + lengthMs; start < candle.start; start += lengthMs)
        all.push(emptyCandle(start, before.close));
    }
    all.push(candle);
  }
  return all;
}

interface Day {
  readonly day: number;
  /** the minute in which trading began, ms */
  readonly began: number;
  readonly interval: PastInterval;
}

function isWhole(candles: readonly Candle[], { day, began, interval }: Day): boolean {
  const lengthMs = INTERVAL_MS[interval];
  const first = Math.max(day, intervalOf(began, lengthMs));
  return candles.length === (day + DAY_MS - first) / lengthMs;
}
