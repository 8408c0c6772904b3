import type { Verdict } from './verdict.ts';

/**
 * An alert of several conditions that still hold when its cooldown ends cools down again (docs/decisions/0007). While no
 * value changes, every such end is like the one before: all ends up to `steadyUntil` (ms) are judged in one step, so that
 * the work does not grow with the time that passes.
 */
export function renewCooldowns(verdict: Verdict, steadyUntil: number): Verdict {
  const { change, entry } = verdict;
  if (change.decision !== 'move' || change.reason !== 'cooling') return verdict;
  const { state } = change;
  if (state.status !== 'active' || state.phase !== 'cooling') return verdict;
  const { instant } = state.asOf;
  const periodMs = state.until - instant;
  const end = Math.min(steadyUntil, (entry.rule.expiresAt ?? Number.POSITIVE_INFINITY) - 1);
  const times = Math.floor((end - instant) / periodMs);
  if (!(times > 0 && times < Number.POSITIVE_INFINITY)) return verdict;
  const asOf = { ...state.asOf, instant: instant + times * periodMs };
  return { ...verdict, change: { ...change, state: { ...state, asOf, until: asOf.instant + periodMs } } };
}
