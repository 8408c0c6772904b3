import type { MarketEvent } from '../metrics/market-event.ts';
import { bandOf, type Condition } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { ruleAfterFire } from '../rules/rule-after-fire.ts';
import { ZONES, type Zone, zoneOf } from '../rules/zone.ts';
import type { Active, AlertState, JudgedAlert } from './alert.ts';
import { type ActiveAlert, endOf, isOver, type Judgement, judgedAt, move, stay } from './judgement.ts';

/** An event for an alert of one condition. */
interface Occasion {
  readonly alert: JudgedAlert;
  readonly condition: Condition;
  readonly event: MarketEvent;
}

/** The same, with the value that the condition's metric has at the event. */
interface Observation extends Occasion {
  readonly value: number;
}

/** The first event that is judged: only a condition that is met as the value stands fires by it, never an edge. */
export function armOne(alert: JudgedAlert, condition: Condition, event: MarketEvent, value: number): Judgement {
  const seen = { alert, condition, event, value };
  const now = zoneOf(value, bandOf(condition));
  return operatorOf(condition).isMet(now) ? meet(seen, now, 'holds') : move('armed', watching(seen, now));
}

export function judgeOne(alert: ActiveAlert, condition: Condition, event: MarketEvent): Judgement {
  const { state } = alert;
  const value = event.values.now(condition.metric);
  if (state.phase === 'cooling') return cool({ alert, condition, event }, state.until, value);
  if (value === null) return state.phase === 'holding' ? holdUnknown(alert, event, state.until) : stay('unknown');
  const seen = { alert, condition, event, value };
  switch (state.phase) {
    case 'watching':
      return watch(seen, state.zone);
    case 'holding':
      return hold(seen, state);
    case 'retreating':
      return retreat(seen, state.zone);
  }
}

/** `before`: the zone that the alert remembers; null while the value was not known. */
function watch(seen: Observation, before: Zone | null): Judgement {
  const { condition, value } = seen;
  const operator = operatorOf(condition);
  const now = zoneOf(value, bandOf(condition));
  const reason = before === null ? null : operator.moveOf(before, now);
  if (reason) return meet(seen, now, reason);
  if (operator.rememberedZone(now) === before) return stay('unchanged');
  return move('changed-zone', watching(seen, now));
}

/** The condition is met: the alert fires, or begins the hold at whose end it may fire. */
function meet(seen: Observation, zone: Zone, reason: FireReason): Judgement {
  const { alert, event } = seen;
  const { holdSeconds } = alert.rule;
  if (holdSeconds === null) return fire(seen, reason);
  const until = endOf(alert.rule, event, holdSeconds);
  return move('hold-begun', { status: 'active', phase: 'holding', zone, reason, until, ...judgedAt(alert, event) });
}

function hold(seen: Observation, state: Extract<Active, { phase: 'holding' }>): Judgement {
  const { alert, condition, event, value } = seen;
  const { reason, zone, until } = state;
  const { isHeld } = operatorOf(condition);
  const now = zoneOf(value, bandOf(condition));
  if (!isHeld(reason, now)) return move('hold-broken', watching(seen, now));
  if (isOver(until, event)) return fire(seen, reason);
  // the side matters only where the hold goes on at either side of what would break it
  const isHeldAround = !isHeld(reason, 'within') && ZONES.filter((it) => isHeld(reason, it)).length > 1;
  if (!isHeldAround || now === zone) return stay('unchanged');
  const judged = judgedAt(alert, event);
  return move('changed-zone', { status: 'active', phase: 'holding', zone: now, reason, until, ...judged });
}

/** Nobody can say that the condition held to the end: the alert arms again at the next known value. */
function holdUnknown(alert: JudgedAlert, event: MarketEvent, until: number): Judgement {
  if (!isOver(until, event)) return stay('unknown');
  const armFrom = { armAfter: event.position.instant, bookVersion: 0 };
  return move('unknown', { status: 'arming', armFrom, watch: 0, quietly: false, ...judgedAt(alert, event) });
}

/** The level moves with the fire itself: whoever judges the alert next has the new one. */
function fire(seen: Observation, reason: FireReason): Judgement {
  const { alert, event, condition } = seen;
  const rule = ruleAfterFire(alert.rule, event.trade.price);
  const after = { ...seen, alert: { ...alert, rule: rule ?? alert.rule }, condition: rule?.condition ?? condition };
  const state: AlertState = rule ? afterFire(after) : { status: 'triggered', ...judgedAt(alert, event) };
  return { decision: 'fire', reason, condition, state, rule: after.alert.rule };
}

function afterFire(seen: Observation): AlertState {
  const { alert, event, value } = seen;
  const { repeat } = alert.rule;
  const judged = judgedAt(alert, event);
  if (repeat.mode === 'once') return { status: 'triggered', ...judged };
  if (repeat.cooldownSeconds === null) return afterCooldown(seen, value);
  return { status: 'active', phase: 'cooling', until: endOf(alert.rule, event, repeat.cooldownSeconds), ...judged };
}

function cool(occasion: Occasion, until: number, value: number | null): Judgement {
  if (!isOver(until, occasion.event)) return stay('cooling');
  return move('cooled', afterCooldown(occasion, value));
}

/** A value that is met already when the cooldown ends does not fire; it may have to retreat before anything does. */
function afterCooldown({ alert, condition, event }: Occasion, value: number | null): AlertState {
  const percent = alert.rule.rearmPercent;
  if (value === null) {
    const phase = percent === null ? ({ phase: 'watching', watch: 0 } as const) : ({ phase: 'retreating' } as const);
    return { status: 'active', ...phase, zone: null, ...judgedAt(alert, event) };
  }
  const seen = { alert, condition, event, value };
  if (percent !== null && !hasRetreated(seen)) return retreating(seen);
  return watching(seen, zoneOf(value, bandOf(condition)));
}

function retreat(seen: Observation, before: Zone | null): Judgement {
  const { condition, value } = seen;
  if (hasRetreated(seen)) return move('retreated', watching(seen, zoneOf(value, bandOf(condition))));
  return retreatZone(seen) === before ? stay('unchanged') : move('changed-zone', retreating(seen));
}

function hasRetreated(seen: Observation): boolean {
  return operatorOf(seen.condition).retreat.isOver(seen.value, retreatBand(seen));
}

function retreatZone(seen: Observation): Zone {
  return operatorOf(seen.condition).retreat.zoneOf(seen.value, retreatBand(seen));
}

function retreatBand({ alert, condition }: Observation) {
  return operatorOf(condition).retreat.bandOf(bandOf(condition), alert.rule.rearmPercent ?? 0);
}

function retreating(seen: Observation): AlertState {
  return { status: 'active', phase: 'retreating', zone: retreatZone(seen), ...judgedAt(seen.alert, seen.event) };
}

function watching({ alert, condition, event }: Occasion, now: Zone): AlertState {
  const zone = operatorOf(condition).rememberedZone(now);
  return { status: 'active', phase: 'watching', watch: 0, zone, ...judgedAt(alert, event) };
}
