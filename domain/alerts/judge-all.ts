import type { MarketEvent } from '../metrics/market-event.ts';
import { movesWithTrades, seriesOf } from '../metrics/metric.ts';
import { bandOf, type Condition, isEdge } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import { conditionsOf } from '../rules/rule.ts';
import { isMet, moveOf, rememberedZone, type Zone, zoneOf } from '../rules/zone.ts';
import type { AlertState, JudgedAlert } from './alert.ts';
import { type ActiveAlert, endOf, isOver, type Judgement, move, seenAt, stay } from './judgement.ts';

/**
 * An alert of several conditions stands in the book with one of them, as a solver of boolean formulas watches a literal
 * (Moskewicz et al., Chaff, 2001): one that is not met. As long as it is not, the others need not be looked at.
 *
 * An edge is never met, so it could always be the one. But a price that wavers around it would cost two writes a time
 * while another condition is unmet: then that other one is watched. What the edge did at the very event at which the
 * last of the others is met is told by the event itself, where prices and changes are concerned; an edge on a series
 * that moves at minute boundaries only wavers slowly, and is always watched.
 */
export function armAll(alert: JudgedAlert, event: MarketEvent): Judgement {
  const { unmet, edge } = lookAt(alert, event, null);
  const deciding = conditionsOf(alert.rule)[unmet ?? 0];
  if (unmet === null && !edge && deciding) return fire(alert, event, deciding, 'holds');
  return move('armed', watching(alert, event, { unmet, edge }));
}

export function judgeAll(alert: ActiveAlert, event: MarketEvent): Judgement {
  const { state } = alert;
  if (state.phase === 'cooling') return isOver(state.until, event) ? cool(alert, event) : stay('cooling');
  if (state.phase !== 'watching') return stay('out-of-book');
  const look = lookAt(alert, event, state);
  const watched = conditionsOf(alert.rule)[state.watch];
  if (look.unmet === null && watched) {
    if (!look.edge) return fire(alert, event, watched, 'holds');
    if (look.edge.moved) return fire(alert, event, look.edge.condition, look.edge.moved);
  }
  const next = watching(alert, event, look, state.watch);
  if (next.watch === state.watch && next.zone === state.zone) return stay('unchanged');
  return move(next.watch === state.watch ? 'changed-zone' : 'changed-watch', next);
}

interface Edge {
  readonly index: number;
  readonly condition: Condition;
  readonly now: Zone | null;
  readonly moved: FireReason | null;
  readonly isAlwaysWatched: boolean;
}

interface Look {
  /** a condition that is not met or not known, and no edge; null when there is none */
  readonly unmet: number | null;
  readonly edge: Edge | null;
}

interface Watched {
  readonly watch: number;
  readonly zone: Zone | null;
}

/** `watched`: what the alert remembers; null when nothing was judged yet. */
function lookAt({ rule }: JudgedAlert, event: MarketEvent, watched: Watched | null): Look {
  const conditions = conditionsOf(rule);
  const isUnmet = (condition: Condition | undefined) => {
    if (!condition || isEdge(condition)) return false;
    const zone = zoneNow(condition, event);
    return zone === null || !isMet(condition, zone);
  };
  // the one that is watched already, if it will do: to change it is a write
  const first = watched && isUnmet(conditions[watched.watch]) ? watched.watch : conditions.findIndex(isUnmet);
  const index = conditions.findIndex(isEdge);
  const condition = conditions[index];
  return {
    unmet: first < 0 ? null : first,
    edge: condition ? edgeAt({ condition, index, event, watched, rule }) : null,
  };
}

interface EdgeContext {
  readonly condition: Condition;
  readonly index: number;
  readonly event: MarketEvent;
  readonly watched: Watched | null;
  readonly rule: JudgedAlert['rule'];
}

function edgeAt({ condition, index, event, watched, rule }: EdgeContext): Edge {
  const isAlwaysWatched = !movesWithTrades(seriesOf(condition.metric, rule.confirm));
  const now = zoneNow(condition, event);
  const remembered = watched?.watch === index ? watched.zone : null;
  const before = isAlwaysWatched ? remembered : watched && zoneBefore(condition, event);
  const moved = before !== null && now !== null ? moveOf(condition, before, now) : null;
  return { index, condition, now: now ?? (isAlwaysWatched ? remembered : null), moved, isAlwaysWatched };
}

function zoneNow(condition: Condition, { values }: MarketEvent): Zone | null {
  const value = values.now(condition.metric);
  return value === null ? null : zoneOf(value, bandOf(condition));
}

function zoneBefore(condition: Condition, { values }: MarketEvent): Zone | null {
  const value = values.before(condition.metric);
  return value === null ? null : zoneOf(value, bandOf(condition));
}

function watching(
  alert: JudgedAlert,
  event: MarketEvent,
  { unmet, edge }: Look,
  present = 0,
): Extract<AlertState, { phase: 'watching' }> {
  const seen = seenAt(alert, event);
  const active = { status: 'active', phase: 'watching', ...seen } as const;
  if (edge && (edge.isAlwaysWatched || unmet === null)) {
    return { ...active, watch: edge.index, zone: edge.now && rememberedZone(edge.condition, edge.now) };
  }
  const watch = unmet ?? present;
  const condition = conditionsOf(alert.rule)[watch];
  const zone = condition ? zoneNow(condition, event) : null;
  return { ...active, watch, zone: zone && condition ? rememberedZone(condition, zone) : null };
}

function fire(alert: JudgedAlert, event: MarketEvent, condition: Condition, reason: FireReason): Judgement {
  const { rule } = alert;
  if (rule.repeat.mode === 'once') {
    return { decision: 'fire', reason, condition, state: { status: 'triggered', ...seenAt(alert, event) } };
  }
  return { decision: 'fire', reason, condition, state: cooling(alert, event) };
}

/** Seeing the moment at which one of five conditions ends would take five levels in the book: it is looked at now and then. */
function cool(alert: ActiveAlert, event: MarketEvent): Judgement {
  const look = lookAt(alert, event, null);
  if (look.unmet === null && !look.edge) return move('cooling', cooling(alert, event));
  return move('cooled', watching(alert, event, look));
}

function cooling(alert: JudgedAlert, event: MarketEvent): AlertState {
  const { rule } = alert;
  const seconds = rule.repeat.mode === 'every-time' ? (rule.repeat.cooldownSeconds ?? 0) : 0;
  return { status: 'active', phase: 'cooling', until: endOf(rule, event, seconds), ...seenAt(alert, event) };
}
