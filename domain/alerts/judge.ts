import { comparePositions } from '../market/position.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import { movesWithTrades } from '../metrics/series.ts';
import { conditionsOf, seriesOfRule } from '../rules/rule.ts';
import type { Active, AlertState, Arming, JudgedAlert, Paused } from './alert.ts';
import { armingState, quietInstant } from './arming-state.ts';
import { armAll, judgeAll } from './judge-all.ts';
import { armOne, judgeOne } from './judge-one.ts';
import { type Judgement, move, stay } from './judgement.ts';

/**
 * The one transition function: what `event` does to `alert`. Pure, and safe to repeat: an event at or before the alert's
 * `asOf` changes nothing. What each rule means: docs/decisions/0007.
 */
export function judge(alert: JudgedAlert, event: MarketEvent): Judgement {
  const { state } = alert;
  if (state.asOf && comparePositions(event.position, state.asOf) <= 0) return stay('already-judged');
  // true of an arming alert too: one whose hold ended with an unknown value arms again, and keeps its epoch
  if (state.watchedFrom && event.epoch < state.watchedFrom.epoch) return stay('older-epoch');
  switch (state.status) {
    case 'arming':
      // a page read before the alert was made lacks it: two environments would judge the tick differently
      if (event.bookVersion < state.armFrom.bookVersion) return stay('not-due');
      if (isExpired(alert, event)) return expire(alert, event);
      return arm(alert, state, event);
    case 'active':
      if (isExpired(alert, event)) return expire(alert, event);
      return judgeActive(alert, state, event);
    case 'paused':
      return resume(alert, state, event);
    case 'triggered':
    case 'expired':
    case 'faulty':
      return stay('out-of-index');
  }
}

/**
 * At the end of a snooze the alert is as one that is made at that instant, and the same event may arm it: so the position judged last
 * stays where it was.
 */
function resume({ rule }: JudgedAlert, { armFrom, asOf }: Paused, event: MarketEvent): Judgement {
  if (!armFrom) return stay('out-of-index');
  if (event.bookVersion < armFrom.bookVersion || event.position.instant < armFrom.armAfter) return stay('not-due');
  return move('resumed', armingState(rule, armFrom, asOf));
}

/** The time event of that instant expires the alert. Before a coin's first trade there is none: then the trade does. */
function isExpired({ rule }: JudgedAlert, { position }: MarketEvent): boolean {
  return rule.expiresAt !== null && position.instant >= rule.expiresAt;
}

function expire({ state }: JudgedAlert, event: MarketEvent): Judgement {
  const expired: AlertState = { status: 'expired', asOf: event.position, watchedFrom: state.watchedFrom };
  return move('expired', expired);
}

/** Whether the alert is judged at the event. `own`: the instant of the alert's own time event. */
function isItsEvent({ rule }: JudgedAlert, event: MarketEvent, own: number | null): boolean {
  if (event.isBoundary) return true;
  if (rule.confirm === 'minute-close') return false;
  if (event.kind === 'time') return event.position.instant === own;
  return seriesOfRule(rule).some(movesWithTrades);
}

function judgeActive(alert: JudgedAlert, state: Active, event: MarketEvent): Judgement {
  if (!isItsEvent(alert, event, 'until' in state ? state.until : null)) return stay('not-its-event');
  const conditions = conditionsOf(alert.rule);
  const [only] = conditions;
  if (conditions.length > 1 || !only) return judgeAll({ ...alert, state }, event);
  return judgeOne({ ...alert, state }, only, event);
}

function arm(alert: JudgedAlert, state: Arming, event: MarketEvent): Judgement {
  const quiet = quietInstant(state);
  if (!isItsEvent(alert, event, quiet)) return stay('not-its-event');
  const { instant } = event.position;
  if (instant < state.armFrom.armAfter) return stay('not-due');
  const conditions = conditionsOf(alert.rule);
  const unknown = conditions.findIndex(({ metric }) => event.values.now(metric) === null);
  // a trade at or after the quiet instant is not the last trade before it
  const isTooLate = event.kind === 'time' && instant === quiet && event.trade.time >= instant;
  if (unknown >= 0 || isTooLate) return waitOn(alert, state, event, unknown);
  const [only] = conditions;
  if (conditions.length > 1 || !only) return armAll(alert, event);
  return armOne(alert, only, event, event.values.now(only.metric) ?? Number.NaN);
}

/**
 * The alert watches a condition whose value is not known, until it is known. The quiet instant comes once.
 * @param unknown index of a condition whose value is not known; negative when all are known
 */
function waitOn({ rule }: JudgedAlert, state: Arming, event: MarketEvent, unknown: number): Judgement {
  const watched = conditionsOf(rule)[state.watch];
  const isStillUnknown = watched !== undefined && event.values.now(watched.metric) === null;
  // without a tick of the minute it is unknown whether the other values are known
  const stays = isStillUnknown || unknown < 0 || !event.values.isMinuteKnown;
  const watch = stays ? state.watch : unknown;
  const quietly = state.quietly && event.position.instant !== quietInstant(state);
  if (watch === state.watch && quietly === state.quietly) return stay('unknown');
  return move('unknown', { ...state, watch, quietly, asOf: event.position });
}
