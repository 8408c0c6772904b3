import type { Trade } from '../../domain/market/trade.ts';
import type { LevelOperator } from '../../domain/rules/operators/operators.ts';

/** A condition on the price alone. */
export interface PriceCondition {
  readonly op: LevelOperator;
  readonly level: number;
}

/** The trade that must fire a `once` alert on the price when the trade `watchedFrom` is the first one judged. */
export function firstFireFrom(alert: PriceCondition, trades: readonly Trade[], watchedFrom: number): Trade | null {
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

function meets({ op, level }: PriceCondition, before: number, now: number): boolean {
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
    default:
      throw new Error(`the plain reading lacks ${op}`);
  }
}
