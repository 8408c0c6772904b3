import type { Trade } from '../../domain/market/trade.ts';

/**
 * The plain reading of docs/decisions/0007, for tests to compare the rules with: whole lists, plain loops, doubles, and no
 * code of domain/ (types aside). No states that are stored, no keys, no pages, no ticks.
 */
export const MINUTE = 60_000;

/** By metric; null is unknown, and so is a metric that is not there. */
export interface MinuteValues {
  readonly refs: Readonly<Record<string, number | null>>;
  readonly measures: Readonly<Record<string, number | null>>;
}

export interface PlainCoin {
  readonly trades: readonly Trade[];
  /** @param minute the start of one, ms */
  readonly valuesOf: (minute: number) => MinuteValues;
  /** Whether who shows this event first knows the windowed metric in that minute; left out: always, as far as `valuesOf` does. */
  readonly knows?: (metric: string, minute: number, event: CoinEvent) => boolean;
  /** the instant to which time is known to have passed after the last trade; null when it is not known */
  readonly until: number | null;
}

/** `index`: of the trade it is, or of the last one before it. */
export interface CoinEvent {
  readonly kind: 'trade' | 'boundary' | 'own';
  readonly index: number;
  readonly instant: number;
}

export function startOfMinute(instant: number): number {
  return instant - (((instant % MINUTE) + MINUTE) % MINUTE);
}

/** Trades and minute boundaries, in their order. */
export function coinEvents({ trades, until }: Pick<PlainCoin, 'trades' | 'until'>): CoinEvent[] {
  const events: CoinEvent[] = [];
  trades.forEach((trade, index) => {
    const before = trades[index - 1];
    if (before) events.push(...boundaries(index - 1, before.time, trade.time));
    events.push({ kind: 'trade', index, instant: trade.time });
  });
  const last = trades.at(-1);
  if (last && until !== null) events.push(...boundaries(trades.length - 1, last.time, until));
  return events;
}

/** Each start of a minute after the minute of `from`, up to `to`. */
function boundaries(index: number, from: number, to: number): CoinEvent[] {
  const events: CoinEvent[] = [];
  for (let instant = startOfMinute(from) + MINUTE; instant <= to; instant += MINUTE) {
    events.push({ kind: 'boundary', index, instant });
  }
  return events;
}
