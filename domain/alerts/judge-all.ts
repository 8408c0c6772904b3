import type { MarketEvent } from '../metrics/market-event.ts';
import { movesWithTrades, seriesOf } from '../metrics/series.ts';
import { bandOf, type Condition, isEdge } from '../rules/condition.ts';
import type { FireReason } from '../rules/fire-reason.ts';
import { operatorOf } from '../rules/operators/operators.ts';
import { conditionsOf } from '../rules/rule.ts';
import { type Zone, zoneOf } from '../rules/zone.ts';
import type { AlertState, JudgedAlert } from './alert.ts';
import { type ActiveAlert, endOf, isOver, type Judgement, judgedAt, move, stay } from './judgement.ts';

/**
 * An alert of several conditions is in the index with one of them, as a solver of boolean formulas watches a literal
 * (Moskewicz et al., Chaff, 2001): one that is not met. While it is not, the others can't make the alert fire.
 *
 * An edge is never met, so it could always be the watched one. But a price that wavers around its level would cost two
 * writes each time while another condition is unmet: then that other one is watched. What the edge did at the very event
 * at which the last of the others is met, the event itself knows for prices and changes. An edge on a series that moves
 * at minute boundaries only wavers slowly, and is always watched.
 */
export function armAll(alert: JudgedAlert, event: MarketEvent): Judgement {
  const { unmet, edge } = survey(alert, event, null);
  const deciding = conditionsOf(alert.rule)[unmet ?? 0];
  if (unmet === null && !edge && deciding) return fire(alert, event, deciding, 'holds');
  return move('armed', watching(alert, event, { unmet, edge }));
}

export function judgeAll(alert: ActiveAlert, event: MarketEvent): Judgement {
  const { state } = alert;
  if (state.phase === 'cooling') return isOver(state.until, event) ? cool(alert, event) : stay('cooling');
  if (state.phase !== 'watching') return stay('out-of-index');
  const found = survey(alert, event, state);
  const watched = conditionsOf(alert.rule)[state.watch];
  if (found.unmet === null && watched) {
    if (!found.edge) return fire(alert, event, watched, 'holds');
    if (found.edge.moved) return fire(alert, event, found.edge.condition, found.edge.moved);
  }
  const next = watching(alert, event, found, state.watch);
  if (next.watch === state.watch && next.zone === state.zone) return stay('unchanged');
  return move(next.watch === state.watch ? 'changed-zone' : 'changed-watch', next);
}

interface EdgeFound {
  readonly index: number;
  readonly condition: Condition;
  readonly now: Zone | null;
  readonly moved: FireReason | null;
  readonly isAlwaysWatched: boolean;
}

/** How the conditions stand at an event, as far as it decides whether the alert fires. */
interface Found {
  /** a condition, no edge, that is not met or not known; null when there is none */
  readonly unmet: number | null;
  readonly edge: EdgeFound | null;
}

interface Watched {
  readonly watch: number;
  readonly zone: Zone | null;
}

/** `watched`: what the alert remembers; null when nothing was judged yet. */
function survey({ rule }: JudgedAlert, event: MarketEvent, watched: Watched | null): Found {
  const conditions = conditionsOf(rule);
  const isUnmet = (condition: Condition | undefined) => {
    if (!condition || isEdge(condition)) return false;
    const zone = zoneNow(condition, event);
    return zone === null || !operatorOf(condition).isMet(zone);
  };
  // the one that is watched already if it is unmet: to watch another is a write
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

function edgeAt({ condition, index, event, watched, rule }: EdgeContext): EdgeFound {
  const isAlwaysWatched = !movesWithTrades(seriesOf(condition.metric, rule.confirm));
  const now = zoneNow(condition, event);
  const remembered = watched?.watch === index ? watched.zone : null;
  const before = isAlwaysWatched ? remembered : watched && zoneBefore(condition, event);
  const moved = before !== null && now !== null ? operatorOf(condition).moveOf(before, now) : null;
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

/** The state that watches what the alert waits for now; `present`: what it watches already. */
function watching(
  alert: JudgedAlert,
  event: MarketEvent,
  { unmet, edge }: Found,
  present = 0,
): Extract<AlertState, { phase: 'watching' }> {
  const active = { status: 'active', phase: 'watching', ...judgedAt(alert, event) } as const;
  if (edge && (edge.isAlwaysWatched || unmet === null)) {
    return { ...active, watch: edge.index, zone: edge.now && operatorOf(edge.condition).rememberedZone(edge.now) };
  }
  const watch = unmet ?? present;
  const condition = conditionsOf(alert.rule)[watch];
  const zone = condition ? zoneNow(condition, event) : null;
  return { ...active, watch, zone: zone && condition ? operatorOf(condition).rememberedZone(zone) : null };
}

function fire(alert: JudgedAlert, event: MarketEvent, condition: Condition, reason: FireReason): Judgement {
  const once = alert.rule.repeat.mode === 'once';
  const state = once ? ({ status: 'triggered', ...judgedAt(alert, event) } as const) : cooling(alert, event);
  return { decision: 'fire', reason, condition, state, rule: alert.rule };
}

/**
 * To see the moment at which one of five conditions ends would take five levels in the index: whether all of them still
 * hold is judged at the end of each cooldown instead.
 */
function cool(alert: ActiveAlert, event: MarketEvent): Judgement {
  const found = survey(alert, event, null);
  if (found.unmet === null && !found.edge) return move('cooling', cooling(alert, event));
  return move('cooled', watching(alert, event, found));
}

function cooling(alert: JudgedAlert, event: MarketEvent): AlertState {
  const { rule } = alert;
  const seconds = rule.repeat.mode === 'every-time' ? (rule.repeat.cooldownSeconds ?? 0) : 0;
  return { status: 'active', phase: 'cooling', until: endOf(rule, event, seconds), ...judgedAt(alert, event) };
}
