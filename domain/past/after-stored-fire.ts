import type { AlertState } from '../alerts/alert.ts';
import { judge } from '../alerts/judge.ts';
import { endOf } from '../alerts/judgement.ts';
import { decodePosition, type Position } from '../market/position.ts';
import { type Fire, parseTriggerId } from '../messages/trigger.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import type { Rule } from '../rules/rule.ts';
import { ruleAfterFire } from '../rules/rule-after-fire.ts';

/** The rule and the state in which a stored fire left its alert. `rule`: as it stood. */
export function afterStoredFire(rule: Rule, fire: Fire): { readonly rule: Rule; readonly state: AlertState } {
  const judged = { asOf: positionOf(fire), watchedFrom: null };
  const next = ruleAfterFire(rule, fire.trade.price);
  if (!next || next.repeat.mode === 'once') return { rule: next ?? rule, state: { status: 'triggered', ...judged } };
  const { cooldownSeconds } = next.repeat;
  if (cooldownSeconds === null) return { rule: next, state: afterNoCooldown(next, fire, judged.asOf) };
  const until = endOf(next, { position: judged.asOf }, cooldownSeconds);
  return { rule: next, state: { status: 'active', phase: 'cooling', until, ...judged } };
}

function positionOf({ id, trade }: Fire): Position {
  const position = parseTriggerId(id)?.position;
  return position === undefined ? { tradeId: trade.id, instant: trade.time } : decodePosition(position);
}

/** What the evaluator makes of the value when a cooldown ends: here it ends as it begins. */
function afterNoCooldown(rule: Rule, fire: Fire, position: Position): AlertState {
  const before = { tradeId: position.tradeId, instant: position.instant - 1 };
  const state: AlertState = {
    ...{ status: 'active', phase: 'cooling', until: position.instant },
    ...{ asOf: before, watchedFrom: null },
  };
  const value = () => Number(fire.value);
  const event: MarketEvent = {
    ...{ kind: 'time', isBoundary: true, position, trade: fire.trade, previous: null },
    values: { isMinuteKnown: true, now: value, before: value },
    ...{ receivedAt: 0, epoch: 1, bookVersion: 0 },
  };
  const judgement = judge({ id: fire.id, rev: 1, rule: { ...rule, expiresAt: null }, state }, event);
  return judgement.decision === 'stay' ? state : judgement.state;
}
