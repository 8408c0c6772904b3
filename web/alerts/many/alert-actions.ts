import { alerts } from '../../store/alerts.ts';
import { groups } from '../../store/groups.ts';
import { type AskedChange, changeTargets, type Outcome } from './change-targets.ts';
import { forgetPause, lastPause, rememberPause } from './pause/last-pause.ts';
import { toResume } from './pause/paused-set.ts';
import { showOutcomes } from './shown-outcomes.ts';
import { type NamedTarget, targetOfAlert, targetOfGroup } from './targets.ts';

/** Pauses, and remembers what was armed before: "Undo" and "Resume" bring back exactly these. */
export async function pauseTargets(targets: readonly NamedTarget[]): Promise<void> {
  const outcomes = await changeTargets({ change: 'pause' }, targets);
  const paused = changedOf(outcomes);
  rememberPause(paused, Date.now());
  showOutcomes({ done: 'paused', outcomes, undo: () => void resumeAsPaused(paused) });
}

/** Of a selection, what was paused last; else all of it. */
export async function resumeTargets(targets: readonly NamedTarget[]): Promise<void> {
  const ids = new Set(
    toResume(
      targets.map(({ id }) => id),
      lastPause.value,
    ),
  );
  const chosen = targets.filter(({ id }) => ids.has(id));
  showOutcomes({ done: 'resumed', outcomes: await changeTargets({ change: 'resume' }, chosen) });
}

/** What was paused together, unless somebody has changed it since. */
export async function resumeAsPaused(
  items: readonly { readonly id: string; readonly version: number }[],
): Promise<void> {
  const targets = items.flatMap(({ id, version }) => {
    const target = currentTarget(id);
    return target ? [{ ...target, version }] : [];
  });
  const outcomes = await changeTargets({ change: 'resume', onlyAsSeen: true }, targets);
  forgetPause();
  showOutcomes({ done: 'resumed', outcomes });
}

export async function rearmTargets(targets: readonly NamedTarget[]): Promise<void> {
  showOutcomes({ done: 're-armed', outcomes: await changeTargets({ change: 'rearm' }, targets) });
}

/** `until`: ms */
export async function snoozeTargets(targets: readonly NamedTarget[], until: number): Promise<void> {
  const asked: AskedChange = { change: 'snooze', pausedUntil: new Date(until).toISOString() };
  showOutcomes({ done: 'snoozed', outcomes: await changeTargets(asked, targets) });
}

function changedOf(outcomes: readonly Outcome[]) {
  return outcomes.flatMap(({ target: { id }, outcome, version }) => {
    return outcome === 'changed' && version !== null ? [{ id, version }] : [];
  });
}

function currentTarget(id: string): NamedTarget | null {
  const alert = alerts.value.get(id);
  if (alert) return targetOfAlert(alert);
  const group = groups.value.find((it) => it.id === id);
  return group ? targetOfGroup(group) : null;
}
