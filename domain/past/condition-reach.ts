import { gapTo, goalRegion } from '../alert-facts/region.ts';
import { MINUTE_MS, type Tick, tradeAt } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import { movesWithTrades, seriesOf } from '../metrics/series.ts';
import { TickValues } from '../metrics/tick-values.ts';
import { bandOf, type Condition, isEdge } from '../rules/condition.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { conditionsOf, type Rule } from '../rules/rule.ts';
import { zoneOf } from '../rules/zone.ts';

/** How near a condition's value came to where it is met, in a stored minute. */
export interface ClosestApproach {
  readonly condition: Condition;
  readonly value: number;
  /** to the level or the nearer bound of the range, in the metric's unit; 0 where it was there or crossed it */
  readonly distance: number;
  /** start of the minute, ms */
  readonly minute: number;
}

/** Half-open, ms. */
export interface TimeSpan {
  readonly from: number;
  readonly to: number;
}

/** Collects, minute by minute, what came closest to each condition, and the minutes in which a rule was met. */
export class ConditionReach {
  readonly #span: TimeSpan;
  readonly #closest = new Map<string, ClosestApproach>();
  readonly #met: number[] = [];
  /** by condition: its value at the end of the minute before */
  readonly #last = new Map<string, number | null>();

  /** Of whole minutes within the span. */
  constructor(span: TimeSpan) {
    this.#span = span;
  }

  /** Of each condition whose value was known, in the order in which the conditions came. */
  get closest(): ClosestApproach[] {
    return [...this.#closest.values()];
  }

  /** Starts of minutes, ascending. */
  get metMinutes(): readonly number[] {
    return this.#met;
  }

  /** @param rule the one that holds when the tick's minute begins */
  see(tick: Tick, rule: Rule): void {
    const { minute } = tick;
    if (minute < this.#span.from || minute + MINUTE_MS > this.#span.to) return;
    const found = conditionsOf(rule).map((condition) => this.#reachOf(condition, rule, tick));
    for (const { nearest } of found) if (nearest) this.#keep({ ...nearest, minute });
    if (areMetTogether(found)) this.#met.push(minute);
  }

  #reachOf(condition: Condition, rule: Rule, tick: Tick): MinuteReach {
    const key = JSON.stringify(condition);
    const before = this.#last.get(key) ?? null;
    const seen = valuesSeen(condition, rule, tick);
    this.#last.set(key, seen.at(-1) ?? before);
    return reachOf(condition, seen, before);
  }

  #keep(approach: ClosestApproach): void {
    const key = JSON.stringify(approach.condition);
    const known = this.#closest.get(key);
    if (!known || approach.distance < known.distance) this.#closest.set(key, approach);
  }
}

interface MinuteReach {
  /** null where no value is known */
  readonly nearest: Omit<ClosestApproach, 'minute'> | null;
  /** at each trade of the minute; one item for a value that stands still within it. An edge that crossed was met at all of them */
  readonly isMet: readonly boolean[];
}

function valuesSeen(condition: Condition, rule: Rule, tick: Tick): (number | null)[] {
  const values = new TickValues(tick);
  const isMoving = movesWithTrades(seriesOf(condition.metric, rule.confirm));
  return tradesSeen(tick, isMoving).map((trade) => values.atTrade(trade, null).now(condition.metric));
}

/** @param before the value at the end of the minute before; null when it is not known */
function reachOf(condition: Condition, seen: readonly (number | null)[], before: number | null): MinuteReach {
  const goal = goalRegion(condition);
  const known = seen.filter((value) => value !== null);
  const sinceBefore = before === null ? known : [before, ...known];
  let nearest: MinuteReach['nearest'] = null;
  for (const value of known) {
    const distance = gapTo(goal, value);
    if (!nearest || distance < nearest.distance) nearest = { condition, value, distance };
  }
  if (hasCrossed(condition, sinceBefore)) nearest = { condition, value: bandOf(condition).low, distance: 0 };
  const isMet = isEdge(condition)
    ? seen.map(() => mayHaveMoved(condition, sinceBefore, known))
    : seen.map((value) => value !== null && gapTo(goal, value) === 0);
  return { nearest, isMet };
}

/** Whether the edge is met in some order of the minute's values. */
function mayHaveMoved(condition: Condition, from: readonly number[], to: readonly number[]): boolean {
  const { moveOf } = operatorOf(condition);
  const zonesOf = (values: readonly number[]) => [...new Set(values.map((value) => zoneOf(value, bandOf(condition))))];
  return zonesOf(from).some((before) => zonesOf(to).some((now) => moveOf(before, now) !== null));
}

/** Of what moves at minute boundaries only: the value at the start of the tick's minute. */
function tradesSeen({ trades, previous }: Tick, isMoving: boolean): Trade[] {
  if (!isMoving) return previous ? [previous] : [];
  return trades.id.map((_, index) => tradeAt(trades, index));
}

/** The values lie on both sides of an edge's level: some trade crossed it, whatever the prices that are stored. */
function hasCrossed(condition: Condition, values: readonly number[]): boolean {
  if (!isEdge(condition) || !('level' in condition)) return false;
  const { low: level } = bandOf(condition);
  return values.some((value) => value <= level) && values.some((value) => value >= level);
}

function areMetTogether(found: readonly MinuteReach[]): boolean {
  const trades = Math.max(...found.map(({ isMet }) => isMet.length));
  return Array.from({ length: trades }, (_, index) => index).some((index) =>
    found.every(({ isMet }) => (isMet.length === 1 ? isMet[0] : isMet[index])),
  );
}
