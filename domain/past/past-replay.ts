import { IndexPage, type PageEntry } from '../alert-index/index-page.ts';
import type { Verdict } from '../alert-index/verdict.ts';
import { walkTick } from '../alert-index/walk-tick.ts';
import type { AlertState } from '../alerts/alert.ts';
import type { Reason } from '../alerts/judgement.ts';
import { lastTradeOf, MINUTE_MS, minuteOf, type Tick } from '../market/tick.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import { bandOf, isEdge } from '../rules/condition.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { conditionsOf, type Rule, seriesOfRule } from '../rules/rule.ts';
import { zoneOf } from '../rules/zone.ts';
import type { Fact } from './fact.ts';

/** A move of the replayed alert. `instant`: ms; of what a trade did, the end of its minute, since stored minutes have no instants. */
export interface PastMove {
  readonly instant: number;
  readonly state: AlertState;
  readonly reason: Reason | 'not-fired';
  /** it follows from facts alone, whatever happened within a minute */
  readonly isExact: boolean;
}

/**
 * The alert between two facts, judged over stored minutes by the walk that judges all alerts of a coin. A fire is no move: those that
 * took place are facts. Where the replay would fire, no trade met the condition, or not for long enough.
 */
export class PastReplay {
  readonly #page: IndexPage;
  #entry: PageEntry;
  /** the state follows from facts alone */
  #isExact: boolean;
  /** the hold was made longer, as it may have begun later in its minute */
  #isHoldExtended = false;

  /** @param before the tick, or the part of one, that comes before the fact; null: none does */
  constructor({ at, rule, state, isAssumed }: Fact, before: Tick | null) {
    this.#isExact = !isAssumed;
    const tradeId = (before && lastTradeOf(before)?.id) ?? 0;
    this.#entry = { id: 'past', rev: 1, rule, state: placed(state, { tradeId, instant: at }), fires: 0, shard: 0 };
    this.#page = new IndexPage({ version: 0, shards: 1, series: seriesOfRule(rule) });
    this.#page.put(this.#entry);
  }

  get rule(): Rule {
    return this.#entry.rule;
  }

  get state(): AlertState {
    return this.#entry.state;
  }

  judge(tick: Tick): PastMove[] {
    const moves: PastMove[] = [];
    for (const step of walkTick(this.#page, tick, null)) {
      // the page holds the whole index: nothing more is ever read
      if (step.step === 'apply') for (const verdict of step.verdicts) moves.push(this.#apply(verdict));
    }
    return moves;
  }

  #apply({ entry, event, change }: Verdict): PastMove {
    const isFire = change.decision === 'fire';
    const reason = isFire ? 'not-fired' : change.reason;
    const state = isFire ? this.#unfired(entry, event) : change.state;
    this.#isExact = isCertain(entry, reason, this.#isExact);
    this.#isHoldExtended &&= isFire;
    this.#entry = { ...entry, state, rev: entry.rev + 1 };
    this.#page.put(this.#entry);
    const { instant } = event.position;
    return {
      instant: event.kind === 'time' ? instant : minuteOf(instant) + MINUTE_MS,
      ...{ state, reason, isExact: this.#isExact },
    };
  }

  /** The alert as it is where it did not fire. */
  #unfired({ rule, state }: PageEntry, event: MarketEvent): AlertState {
    const { position } = event;
    const judged = { asOf: position, watchedFrom: null };
    if (state.status === 'active' && state.phase === 'holding' && !this.#isHoldExtended) {
      this.#isHoldExtended = true;
      return { ...state, until: state.until + MINUTE_MS, ...judged };
    }
    const [only, ...more] = conditionsOf(rule);
    const value = only && event.values.now(only.metric);
    if (!only || more.length > 0 || value === null || value === undefined) {
      const armFrom = { armAfter: minuteOf(position.instant) + MINUTE_MS, bookVersion: 0 };
      return { status: 'arming', armFrom, watch: 0, quietly: false, ...judged };
    }
    const zone = operatorOf(only).rememberedZone(zoneOf(value, bandOf(only)));
    return { status: 'active', phase: 'watching', watch: 0, zone, ...judged };
  }
}

/** Made-up ids take the place of those that the state names. */
function placed(state: AlertState, asOf: { readonly tradeId: number; readonly instant: number }): AlertState {
  const seen = { asOf, watchedFrom: null };
  switch (state.status) {
    case 'arming':
      // what takes place at the very instant of the change is judged
      return {
        ...state,
        armFrom: { ...state.armFrom, bookVersion: 0 },
        ...{ asOf: { ...asOf, instant: asOf.instant - 1 }, watchedFrom: null },
      };
    case 'paused':
      return { ...state, ...(state.armFrom && { armFrom: { ...state.armFrom, bookVersion: 0 } }), ...seen };
    default:
      return { ...state, ...seen };
  }
}

/** Whether an alert in this state may be something else for a part of a minute, which is not seen: it retreats and fires again, or begins a hold that breaks. */
export function mayMoveUnseen({ rule, state }: Pick<Fact, 'rule' | 'state'>): boolean {
  if (state.status !== 'active') return false;
  return state.phase === 'retreating' || (state.phase === 'watching' && rule.holdSeconds !== null);
}

/** Whether what the alert is after a move is so whatever the order within the minute was. */
function isCertain({ rule }: PageEntry, reason: PastMove['reason'], wasExact: boolean): boolean {
  if (reason === 'expired') return true;
  if (reason === 'resumed') return wasExact;
  const conditions = conditionsOf(rule);
  const mayCoolAgain = conditions.length > 1 && !conditions.some(isEdge);
  const isPlain = rule.rearmPercent === null && rule.holdSeconds === null && !mayCoolAgain;
  if (reason === 'cooled') return wasExact && isPlain;
  // the value went elsewhere, and the alert waits as before
  return (reason === 'changed-zone' || reason === 'changed-watch') && wasExact;
}
