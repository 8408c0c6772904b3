import { gapTo, goalRegion, type Region } from '../alert-facts/region.ts';
import { IndexPage, type PageEntry } from '../alert-index/index-page.ts';
import { outcomeOf, type Verdict } from '../alert-index/verdict.ts';
import { walkTick } from '../alert-index/walk-tick.ts';
import type { JudgedAlert } from '../alerts/alert.ts';
import { type Tick, tradeAt } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import { type Fire, proveFire } from '../messages/trigger.ts';
import { movesWithTrades, seriesOf } from '../metrics/series.ts';
import { TickValues } from '../metrics/tick-values.ts';
import type { Condition } from '../rules/condition.ts';
import { conditionsOf, seriesOfRule } from '../rules/rule.ts';

/** How near a condition's value came to where it is met. */
export interface Approach {
  readonly condition: Condition;
  readonly value: number;
  /** ms, exchange clock */
  readonly instant: number;
  /** to the level or the nearer bound of the range, in the metric's unit; 0 where it reached the goal */
  readonly distance: number;
}

export interface ReplayedFire {
  /** ms, exchange clock */
  readonly instant: number;
  readonly fire: Fire;
}

/**
 * One alert alone, judged over ticks by the walk that judges all alerts of a coin: what it says of the past is what the
 * evaluator would have done.
 */
export class Replay {
  readonly #fires: ReplayedFire[] = [];
  readonly #page: IndexPage;
  readonly #approaches: (Approach | null)[];
  /** per condition, where it is met */
  readonly #goals: readonly Region[];
  #entry: PageEntry;

  constructor(alert: JudgedAlert) {
    this.#entry = { ...alert, fires: 0, shard: 0 };
    this.#page = new IndexPage({ version: 0, shards: 1, series: seriesOfRule(alert.rule) });
    this.#page.put(this.#entry);
    this.#approaches = conditionsOf(alert.rule).map(() => null);
    this.#goals = conditionsOf(alert.rule).map(goalRegion);
  }

  /** oldest first */
  get fires(): readonly ReplayedFire[] {
    return this.#fires;
  }

  /** After the ticks so far. */
  get alert(): JudgedAlert {
    return this.#entry;
  }

  /** Per condition; null where its value was never known. */
  get approaches(): readonly (Approach | null)[] {
    return this.#approaches;
  }

  judge(tick: Tick): void {
    this.#approach(tick);
    for (const step of walkTick(this.#page, tick, null)) {
      // the page holds the whole index: nothing more is ever read
      if (step.step === 'apply') for (const verdict of step.verdicts) this.#apply(tick, verdict);
    }
  }

  #apply(tick: Tick, verdict: Verdict): void {
    const { entry, event, change } = verdict;
    const hasFired = change.decision === 'fire';
    const fires = entry.fires + (hasFired ? 1 : 0);
    if (hasFired) {
      const { reason, condition } = change;
      const { instant } = event.position;
      const context = { alert: entry, event, reason, condition, tick, sequence: fires, evaluatedAt: instant };
      this.#fires.push({ instant, fire: proveFire(context) });
    }
    this.#entry = { ...entry, ...outcomeOf(verdict), fires, rev: entry.rev + 1 };
    this.#page.put(this.#entry);
  }

  #approach(tick: Tick): void {
    const { rule } = this.#entry;
    if (this.#fires.length > 0) return; // shown only of an alert that never fires
    const values = new TickValues(tick);
    for (const [index, condition] of conditionsOf(rule).entries()) {
      const goal = this.#goals[index];
      if (!goal) continue;
      const isMoving = movesWithTrades(seriesOf(condition.metric, rule.confirm));
      const nearest = nearestOf({ condition, goal, values }, isMoving ? tradesOf(tick) : firstOf(tick));
      const known = this.#approaches[index];
      if (nearest && (!known || nearest.distance < known.distance)) this.#approaches[index] = nearest;
    }
  }
}

interface Seen {
  readonly trade: Trade;
  readonly instant: number;
}

function tradesOf(tick: Tick): Seen[] {
  return tick.trades.id.map((_, index) => {
    const trade = tradeAt(tick.trades, index);
    return { trade, instant: trade.time };
  });
}

/** For what moves at minute boundaries only: the start of the tick's minute. */
function firstOf({ previous, minute }: Tick): Seen[] {
  return previous ? [{ trade: previous, instant: minute }] : [];
}

interface Approaching {
  readonly condition: Condition;
  readonly goal: Region;
  readonly values: TickValues;
}

function nearestOf({ condition, goal, values }: Approaching, seen: readonly Seen[]): Approach | null {
  let nearest: Approach | null = null;
  for (const { trade, instant } of seen) {
    const value = values.atTrade(trade, null).now(condition.metric);
    if (value === null) continue;
    const distance = gapTo(goal, value);
    if (!nearest || distance < nearest.distance) nearest = { condition, value, instant, distance };
  }
  return nearest;
}
