import { signal } from '@preact/signals';
import { address, go } from '../../store/address.ts';
import { showToast, type ToastAction } from '../../store/toasts.ts';
import type { Outcome } from './change-targets.ts';
import { countOf } from './count-of.ts';

const ALERTS_PATH = '/alerts';

/** What an action came to. */
export interface Outcomes {
  /** `paused`, `deleted` */
  readonly done: string;
  readonly outcomes: readonly Outcome[];
  readonly undo?: () => void;
}

/** The results that a dialog lists; null: none. */
export const shownOutcomes = signal<Outcomes | null>(null);

/** A short message; where something was refused, the list of results item by item. */
export function showOutcomes(shown: Outcomes): void {
  const { done, outcomes, undo } = shown;
  const of = (kind: Outcome['outcome']) =>
    outcomes.filter(({ outcome }) => outcome === kind).map(({ target }) => target);
  const [changed, refused, kept] = [of('changed'), of('refused'), of('as-it-was')];
  if (refused.length > 0) showRefused(shown, refused);
  if (changed.length === 0 && refused.length > 0) return;
  const actions: ToastAction[] = [
    ...(undo && changed.length > 0 ? [{ label: 'Undo', run: undo }] : []),
    ...(kept.length > 0 ? [{ label: 'Details', run: () => (shownOutcomes.value = shown) }] : []),
  ];
  showToast({
    icon: 'check',
    title: changed.length === 0 ? 'Nothing to change.' : `${countOf(changed)} ${done}.`,
    text: kept.length > 0 ? `${countOf(kept)} as before.` : undefined,
    actions,
  });
}

/** In the list item by item; on another view, since a deletion may end there, in a message that leads to it. */
function showRefused(shown: Outcomes, refused: readonly Outcome['target'][]): void {
  shownOutcomes.value = shown;
  if (address.peek().path === ALERTS_PATH) return;
  showToast({
    tone: 'bad',
    title: `${countOf(refused)} not ${shown.done}.`,
    actions: [{ label: 'Show why', run: () => go(ALERTS_PATH) }],
    stays: true,
  });
}
