import type { AlertStatus } from '../../alert-statuses.ts';

/** An alert or a group as the person saw it when it was deleted. */
export interface Target {
  readonly kind: 'alert' | 'group';
  readonly id: string;
  readonly version: number;
  readonly status: AlertStatus | 'deleting';
  readonly pausedUntil: string | null;
}

/** How long a deletion can be undone. */
export const UNDO_MS = 12_000;

/**
 * What is deleted is paused first, and deleted when the time to undo is over. So a page that ends on the way, however it does, leaves
 * it paused: it can neither fire nor be lost.
 * - `pausing`: the pause is under way. `isUndone`: it is to be restored as soon as it is paused.
 * - `waiting`: it can't fire, and can be undone until `until` (ms). `version`: as it is since the pause.
 * - `restoring`: undone; what the pause changed is being changed back.
 * - `deleting`: the time is over; DELETE is under way.
 * - `ended`: `refused`: it is as the API has it, paused at most.
 */
export type Deletion = { readonly target: Target } & (
  | { readonly step: 'pausing'; readonly isUndone: boolean }
  | { readonly step: 'waiting'; readonly version: number; readonly until: number }
  | { readonly step: 'restoring'; readonly version: number }
  | { readonly step: 'deleting'; readonly version: number }
  | { readonly step: 'ended'; readonly outcome: 'deleted' | 'restored' }
  | { readonly step: 'ended'; readonly outcome: 'refused'; readonly problem: string }
);

export type DeletionEvent =
  | { readonly kind: 'undo' }
  | { readonly kind: 'time'; readonly now: number }
  /** the command under way was done; `version`: as it is now, null once it is deleted */
  | { readonly kind: 'done'; readonly version: number | null; readonly now: number }
  | { readonly kind: 'refused'; readonly problem: string };

/** What is to be asked of the API now; null: nothing. */
export type Command =
  | { readonly kind: 'pause'; readonly version: number }
  | { readonly kind: 'resume'; readonly version: number }
  | { readonly kind: 'snooze'; readonly version: number; readonly pausedUntil: string }
  | { readonly kind: 'delete'; readonly version: number };

export function beginDeletion(target: Target, now: number): Deletion {
  if (canFire(target)) return { target, step: 'pausing', isUndone: false };
  return { target, step: 'waiting', version: target.version, until: now + UNDO_MS };
}

/** By itself, now or later: what is snoozed arms at the end of its pause. */
function canFire({ status, pausedUntil }: Target): boolean {
  return status === 'arming' || status === 'active' || pausedUntil !== null;
}

export function nextDeletion(deletion: Deletion, event: DeletionEvent): Deletion {
  const { target } = deletion;
  if (deletion.step === 'ended') return deletion;
  switch (event.kind) {
    case 'undo':
      if (deletion.step === 'pausing') return { ...deletion, isUndone: true };
      return deletion.step === 'waiting' ? restored(deletion) : deletion;
    case 'time': {
      const isOver = deletion.step === 'waiting' && event.now >= deletion.until;
      return isOver ? { target, step: 'deleting', version: deletion.version } : deletion;
    }
    case 'refused':
      return { target, step: 'ended', outcome: 'refused', problem: event.problem };
    case 'done':
      return afterCommand(deletion, event);
  }
}

function restored({ target, version }: Extract<Deletion, { step: 'waiting' }>): Deletion {
  return canFire(target) ? { target, step: 'restoring', version } : { target, step: 'ended', outcome: 'restored' };
}

function afterCommand(deletion: Deletion, { version, now }: Extract<DeletionEvent, { kind: 'done' }>): Deletion {
  const { target, step } = deletion;
  if (step === 'restoring') return { target, step: 'ended', outcome: 'restored' };
  if (step === 'deleting') return { target, step: 'ended', outcome: 'deleted' };
  if (step !== 'pausing') return deletion;
  const paused = version ?? target.version;
  if (deletion.isUndone) return { target, step: 'restoring', version: paused };
  return { target, step: 'waiting', version: paused, until: now + UNDO_MS };
}

/** `now`: a snooze whose end has come is over. */
export function commandOf(deletion: Deletion, now: number): Command | null {
  const { target } = deletion;
  switch (deletion.step) {
    case 'pausing':
      return { kind: 'pause', version: target.version };
    case 'restoring': {
      const { version } = deletion;
      const { pausedUntil } = target;
      const isSnoozed = pausedUntil !== null && Date.parse(pausedUntil) > now;
      return isSnoozed ? { kind: 'snooze', version, pausedUntil } : { kind: 'resume', version };
    }
    case 'deleting':
      return { kind: 'delete', version: deletion.version };
    case 'waiting':
    case 'ended':
      return null;
  }
}

/** Whether the list leaves it out. */
export function isHidden({ step }: Deletion): boolean {
  return step === 'pausing' || step === 'waiting' || step === 'deleting';
}
