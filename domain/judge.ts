import type { AlertState, JudgedAlert, Side } from './alert.ts';
import { wakesAt } from './alert.ts';
import type { Condition } from './condition.ts';
import { comparePositions, type Position } from './position.ts';
import type { Trade } from './trade.ts';

/**
 * Something that happens to a coin. A `trade` stands at (id, time). A `time` event stands at (last trade before it,
 * instant); its proof and its value are those of that last trade.
 */
export interface MarketEvent {
  readonly kind: 'trade' | 'time';
  readonly position: Position;
  readonly trade: Trade;
  /** the trade before `trade`, when known */
  readonly previous: Trade | null;
  readonly value: number;
  /** of the tick that brings the event */
  readonly bookVersion: number;
}

/** Why a decision was made; logs, proof and explanations are worded from it. */
export type Reason =
  | 'out-of-book' // paused, triggered, expired or faulty: nothing is judged
  | 'already-judged' // the event is at or before `asOf`
  | 'not-due' // arming, and the event comes before `armFrom`
  | 'armed' // first value judged; it does not fire
  | 'unchanged' // the value is where it was
  | 'changed-side' // the value went to the other side without firing
  | 'holds' // `above` or `below`: the condition holds
  | 'crossed-up' // from under the level to it or beyond
  | 'crossed-down'; // from over the level to it or beyond

export type FireReason = Extract<Reason, 'holds' | 'crossed-up' | 'crossed-down'>;

export type Judgement =
  | { readonly decision: 'stay'; readonly reason: Reason }
  | { readonly decision: 'move'; readonly reason: Reason; readonly state: AlertState }
  | { readonly decision: 'fire'; readonly reason: FireReason; readonly state: AlertState };

/**
 * The one transition function: what `event` does to `alert`. Pure, and a fold that can be repeated: an event at or
 * before the alert's `asOf` changes nothing.
 */
export function judge(alert: JudgedAlert, event: MarketEvent): Judgement {
  const { state } = alert;
  if (state.asOf && comparePositions(event.position, state.asOf) <= 0) return stay('already-judged');
  switch (state.status) {
    case 'arming':
      return isDue(alert, event) ? settle(alert, event, null) : stay('not-due');
    case 'active':
      return settle(alert, event, state.side);
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return stay('out-of-book');
  }
}

/** Of a tick that knows the alert, arming takes the first trade at or after `armAfter`, or its own time event when none came for a while. */
function isDue({ state }: JudgedAlert, event: MarketEvent): boolean {
  if (state.status !== 'arming' || event.bookVersion < state.armFrom.bookVersion) return false;
  return event.kind === 'time'
    ? event.position.instant === wakesAt({ state })
    : event.position.instant >= state.armFrom.armAfter;
}

function settle(alert: JudgedAlert, event: MarketEvent, before: Side | null): Judgement {
  const { condition } = alert.rule;
  const exact = sideOf(event.value, Number(condition.level));
  const seen = {
    asOf: event.position,
    watchedFrom: alert.state.status === 'active' ? alert.state.watchedFrom : watchedFromOf(event),
  };
  const reason = fires(condition, before, exact);
  if (reason) return { decision: 'fire', reason, state: { status: 'triggered', ...seen } };
  const side = rememberedSide(condition, exact);
  if (side === before) return stay('unchanged');
  return {
    decision: 'move',
    reason: before === null ? 'armed' : 'changed-side',
    state: { status: 'active', side, ...seen },
  };
}

export function sideOf(value: number, level: number): Side {
  if (value < level) return 'below';
  return value > level ? 'above' : 'at';
}

/** A value equal to the level counts as not below for `crosses-above`, not above for `crosses-below`. */
function rememberedSide({ op }: Condition, side: Side): Side {
  if (side !== 'at') return side;
  if (op === 'crosses-above') return 'above';
  if (op === 'crosses-below') return 'below';
  return side;
}

/** `before` is null when no value was judged yet: then there is nothing to cross from. */
function fires({ op }: Condition, before: Side | null, now: Side): FireReason | null {
  const up = before === 'below' && now !== 'below' ? 'crossed-up' : null;
  const down = before === 'above' && now !== 'above' ? 'crossed-down' : null;
  switch (op) {
    case 'above':
      return now === 'below' ? null : 'holds';
    case 'below':
      return now === 'above' ? null : 'holds';
    case 'crosses-above':
      return up;
    case 'crosses-below':
      return down;
    case 'crosses':
      return up ?? down;
  }
}

function watchedFromOf({ trade }: MarketEvent) {
  return { tradeId: trade.id, time: trade.time };
}

function stay(reason: Reason): Judgement {
  return { decision: 'stay', reason };
}
