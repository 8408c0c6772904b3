import type { Candle } from '../../domain/market/candle.ts';
import { MINUTE_MS } from '../../domain/market/tick.ts';
import type { MinuteGap } from '../../domain/metrics/minute-history.ts';
import type { CandleSource } from './candle-source.ts';
import type { CoinHistory } from './coin-history.ts';
import { fillEmpties, type KnownMinutes, missingIn, without } from './missing-minutes.ts';

/** Requested beyond what is missing: a later candle proves that a minute without a candle had no trade. */
const PROOF_MS = 10 * MINUTE_MS;

export interface FetchedMinutes {
  readonly added: readonly Candle[];
  /** the exchange should have candles of these, and does not have them yet */
  readonly still: readonly MinuteGap[];
}

/** Fetches minutes, which ascend, from the exchange, and adds them to `known` and to the coin's windows. */
export async function fetchMinutes(
  source: CandleSource,
  coin: CoinHistory,
  { asked, known }: { readonly asked: readonly MinuteGap[]; readonly known: KnownMinutes },
): Promise<FetchedMinutes> {
  const missing = clipBefore(asked, coin.began ?? Number.NEGATIVE_INFINITY);
  const last = missing.at(-1);
  if (!last) return { added: [], still: [] };
  const proof = { from: last.from, to: last.to + PROOF_MS };
  const { candles, unreadable } = await source.minutes(coin.symbol, [...missing.slice(0, -1), proof]);
  const added = candles.filter(({ start }) => start < last.to && !known.has(start));
  for (const candle of added) known.set(candle.start, candle);
  const newest = candles.at(-1)?.start ?? Number.NEGATIVE_INFINITY;
  added.push(...fillEmpties(known, without(missing, unreadable), newest));
  coin.minutes.load(added);
  const left = missing.flatMap(({ from, to }) => missingIn(known, from, to));
  return { added, still: left.length === 0 ? [] : await sinceListing(source, coin, left) };
}

/** The part of the gaps in which the coin was already traded. */
async function sinceListing(
  source: CandleSource,
  coin: CoinHistory,
  gaps: readonly MinuteGap[],
): Promise<readonly MinuteGap[]> {
  const began = await findBegin(source, coin);
  return began === null ? [] : clipBefore(gaps, began);
}

/** The minute in which trading began, ms; null when the exchange has no candle of the coin. Asked for once. */
export async function findBegin(source: CandleSource, coin: CoinHistory): Promise<number | null> {
  if (coin.began === undefined || coin.began === null) {
    const first = await source.firstMinute(coin.symbol);
    // meanwhile the name may have come back as another coin
    coin.began ??= first;
    if (coin.began !== null) coin.minutes.beganAt(coin.began);
  }
  return coin.began;
}

/** The part of the gaps that does not lie before `from`. */
function clipBefore(gaps: readonly MinuteGap[], from: number): MinuteGap[] {
  return gaps.filter(({ to }) => to > from).map((gap) => ({ from: Math.max(gap.from, from), to: gap.to }));
}
