import type { MarketEvent } from '../metrics/market-event.ts';
import { bandOf, type Condition } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import type { Zone } from '../rules/zone.ts';
import { hasRetreated, isHeld, isMet, moveOf, rememberedZone, retreatBand, zoneOf } from '../rules/zone.ts';
import type { AlertState, JudgedAlert } from './alert.ts';
import { type ActiveAlert, endOf, isOver, type Judgement, move, seenAt, stay } from './judgement.ts';

/** The event for an alert of one condition, and the value that the condition looks at. */
interface Look {
  readonly alert: JudgedAlert;
  readonly condition: Condition;
  readonly event: MarketEvent;
  readonly value: number;
}

/** The first event that is judged: it fires only what is met by standing, not by moving. */
export function armOne(alert: JudgedAlert, condition: Condition, event: MarketEvent, value: number): Judgement {
  const look = { alert, condition, event, value };
  const now = zoneOf(value, bandOf(condition));
  return isMet(condition, now) ? meet(look, now, 'holds') : move('armed', watching(look, now));
}

export function judgeOne(alert: ActiveAlert, condition: Condition, event: MarketEvent): Judgement {
  const { state } = alert;
  const value = event.values.now(condition.metric);
  if (state.phase === 'cooling') return cool(alert, condition, event, value);
  if (value === null) return state.phase === 'holding' ? holdUnknown(alert, event, state.until) : stay('unknown');
  const look = { alert, condition, event, value };
  switch (state.phase) {
    case 'watching':
      return watch(look, state.zone);
    case 'holding':
      return hold(look, state);
    case 'retreating':
      return retreat(look, state.zone);
  }
}

function watch(look: Look, before: Zone | null): Judgement {
  const { condition, value } = look;
  const now = zoneOf(value, bandOf(condition));
  const reason = before === null ? null : moveOf(condition, before, now);
  if (reason) return meet(look, now, reason);
  if (rememberedZone(condition, now) === before) return stay('unchanged');
  return move('changed-zone', watching(look, now));
}

/** Met: it fires, or begins the hold at whose end it may. */
function meet(look: Look, zone: Zone, reason: FireReason): Judgement {
  const { alert, event } = look;
  const { holdSeconds } = alert.rule;
  if (holdSeconds === null) return fire(look, reason);
  const until = endOf(alert.rule, event, holdSeconds);
  return move('hold-begun', { status: 'active', phase: 'holding', zone, reason, until, ...seenAt(alert, event) });
}

function hold(look: Look, { reason, zone, until }: { reason: FireReason; zone: Zone; until: number }): Judgement {
  const { alert, condition, event, value } = look;
  const now = zoneOf(value, bandOf(condition));
  if (!isHeld(condition, reason, now)) return move('hold-broken', watching(look, now));
  if (isOver(until, event)) return fire(look, reason);
  if (reason !== 'left' || now === zone) return stay('unchanged');
  const seen = seenAt(alert, event);
  return move('changed-zone', { status: 'active', phase: 'holding', zone: now, reason, until, ...seen });
}

/** Nobody can say that it was held to its end: the alert arms anew at the next known value. */
function holdUnknown(alert: JudgedAlert, event: MarketEvent, until: number): Judgement {
  if (!isOver(until, event)) return stay('unknown');
  const armFrom = { armAfter: event.position.instant, bookVersion: 0 };
  return move('unknown', { status: 'arming', armFrom, watch: 0, quietly: false, ...seenAt(alert, event) });
}

function fire(look: Look, reason: FireReason): Judgement {
  const { condition } = look;
  return { decision: 'fire', reason, condition, state: afterFire(look) };
}

function afterFire({ alert, condition, event, value }: Look): AlertState {
  const { repeat } = alert.rule;
  const seen = seenAt(alert, event);
  if (repeat.mode === 'once') return { status: 'triggered', ...seen };
  if (repeat.cooldownSeconds === null) return afresh({ alert, condition, event }, value);
  return { status: 'active', phase: 'cooling', until: endOf(alert.rule, event, repeat.cooldownSeconds), ...seen };
}

function cool(alert: ActiveAlert, condition: Condition, event: MarketEvent, value: number | null): Judgement {
  if (alert.state.phase !== 'cooling' || !isOver(alert.state.until, event)) return stay('cooling');
  return move('cooled', afresh({ alert, condition, event }, value));
}

/** The value is looked at anew, after a fire: nothing fires by it, and it may have to retreat first. */
function afresh({ alert, condition, event }: Omit<Look, 'value'>, value: number | null): AlertState {
  const percent = alert.rule.rearmPercent;
  const seen = seenAt(alert, event);
  if (value === null) {
    const phase = percent === null ? ({ phase: 'watching', watch: 0 } as const) : ({ phase: 'retreating' } as const);
    return { status: 'active', ...phase, zone: null, ...seen };
  }
  const look = { alert, condition, event, value };
  const band = percent === null ? null : retreatBand(condition, percent);
  if (band && !hasRetreated(condition, band, value)) return retreating(look);
  return watching(look, zoneOf(value, bandOf(condition)));
}

function retreat(look: Look, before: Zone | null): Judgement {
  const { alert, condition, value } = look;
  const band = retreatBand(condition, alert.rule.rearmPercent ?? 0);
  if (hasRetreated(condition, band, value)) {
    return move('retreated', watching(look, zoneOf(value, bandOf(condition))));
  }
  return retreatZone(condition, value, alert.rule.rearmPercent ?? 0) === before
    ? stay('unchanged')
    : move('changed-zone', retreating(look));
}

/** Only `leaves` has to come back from one side or the other; for the rest there is one way, or both are open. */
function retreatZone(condition: Condition, value: number, percent: number): Zone {
  return condition.op === 'leaves' ? zoneOf(value, retreatBand(condition, percent)) : 'within';
}

function retreating({ alert, condition, event, value }: Look): AlertState {
  const zone = retreatZone(condition, value, alert.rule.rearmPercent ?? 0);
  return { status: 'active', phase: 'retreating', zone, ...seenAt(alert, event) };
}

function watching({ alert, condition, event }: Look, now: Zone): AlertState {
  const zone = rememberedZone(condition, now);
  return { status: 'active', phase: 'watching', watch: 0, zone, ...seenAt(alert, event) };
}
