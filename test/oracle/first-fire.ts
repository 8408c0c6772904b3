import type { Operator } from '../../domain/condition.ts';
import type { Trade } from '../../domain/trade.ts';

/**
 * What an alert must do, written as plainly as possible and sharing no code with domain/ (types aside): one loop over all
 * the trades, no state machine, no keys, no pages, no ticks.
 */
export interface PlainCondition {
  readonly op: Operator;
  readonly level: number;
}

export interface PlainAlert extends PlainCondition {
  readonly armAfter: number;
  /** index of the first trade that may be judged for it: earlier ones came before anybody knew of the alert */
  readonly knownFrom: number;
}

export interface PlainFire {
  readonly tradeId: number;
  readonly previousTradeId: number | null;
  readonly instant: number;
  readonly watchedFrom: number;
}

const QUIET_MS = 1_000;

/** @param until the instant up to which time is known to have passed after the last trade; null when it is not known */
export function firstFire(alert: PlainAlert, trades: readonly Trade[], until: number | null = null): PlainFire | null {
  const arming = whereItArms(alert, trades, until);
  if (!arming) return null;
  const first = trades[arming.index];
  if (!first) return null;
  const value = Number(first.price);
  const watchedFrom = first.id;
  if ((alert.op === 'above' && value >= alert.level) || (alert.op === 'below' && value <= alert.level)) {
    const previousTradeId = trades[arming.index - 1]?.id ?? null;
    return { tradeId: first.id, previousTradeId, instant: arming.instant, watchedFrom };
  }
  for (let i = arming.index + 1; i < trades.length; i += 1) {
    const before = trades[i - 1];
    const trade = trades[i];
    if (!before || !trade || !meets(alert, Number(before.price), Number(trade.price))) continue;
    return { tradeId: trade.id, previousTradeId: before.id, instant: trade.time, watchedFrom };
  }
  return null;
}

/** The trade that must fire the alert when the trade `watchedFrom` is the first one judged. */
export function firstFireFrom(alert: PlainCondition, trades: readonly Trade[], watchedFrom: number): Trade | null {
  let before: Trade | null = null;
  for (const trade of trades) {
    if (trade.id < watchedFrom) continue;
    const isEdge = alert.op.startsWith('crosses');
    const value = Number(trade.price);
    if (before ? meets(alert, Number(before.price), value) : !isEdge && meets(alert, value, value)) return trade;
    before = trade;
  }
  return null;
}

/** On the first trade at or after `armAfter`; when a second goes by without one, on the trade before. */
function whereItArms({ armAfter, knownFrom }: PlainAlert, trades: readonly Trade[], until: number | null) {
  for (let i = knownFrom; i < trades.length; i += 1) {
    const time = trades[i]?.time ?? 0;
    if (i > 0 && time >= armAfter + QUIET_MS) return { index: i - 1, instant: armAfter + QUIET_MS };
    if (time >= armAfter) return { index: i, instant: time };
  }
  const quiet = until !== null && trades.length > knownFrom && until >= armAfter + QUIET_MS;
  return quiet ? { index: trades.length - 1, instant: armAfter + QUIET_MS } : null;
}

function meets({ op, level }: PlainCondition, before: number, now: number): boolean {
  const up = before < level && now >= level;
  const down = before > level && now <= level;
  switch (op) {
    case 'above':
      return now >= level;
    case 'below':
      return now <= level;
    case 'crosses-above':
      return up;
    case 'crosses-below':
      return down;
    case 'crosses':
      return up || down;
  }
}
