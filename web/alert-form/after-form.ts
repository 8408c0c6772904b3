import type { AlertView } from '../../contract/alert-view.ts';
import { ownSentence } from '../format/own-sentence.ts';
import { signIn } from '../session/session.ts';
import { go } from '../store/address.ts';
import { loadAlerts, putAlert } from '../store/alerts.ts';
import { coinPath } from '../store/paths.ts';
import { showToast } from '../store/toasts.ts';
import { zone } from '../store/zone.ts';
import { writeLink } from './draft/link-text.ts';
import type { FormState, Saved } from './form-state.ts';
import { type AlertFormRequest, openAlertForm } from './open-alert-form.ts';
import { sharedAddress } from './shared-address.ts';

/** Shows what was saved, and says in the API's words what it does from now on. */
export function noteSaved(saved: Saved, wasThere: boolean): void {
  if (saved.kind === 'group') noteGroup(saved.group);
  else noteAlert(saved.alert, wasThere);
}

function noteAlert(alert: AlertView, wasThere: boolean): void {
  putAlert(alert);
  const resolved = (alert.resolvedFrom ?? []).map(
    ({ relative, level, price }) => `${relative} is ${level}, from ${price}. `,
  );
  showToast({
    title: wasThere ? 'Alert changed' : 'Alert saved',
    text: `${resolved.join('')}${ownSentence(alert.explanation, zone.peek())}`,
    icon: 'bell',
    actions: [{ label: 'Show on the chart', run: () => go(coinPath(alert.symbol)) }],
  });
}

function noteGroup({ members }: Extract<Saved, { kind: 'group' }>['group']): void {
  void loadAlerts();
  const refused = members.filter(({ problem }) => problem !== null);
  const made = members.length - refused.length;
  const why = refused.map(({ symbol, problem }) => `${symbol}: ${problem}`).join('; ');
  showToast({
    title: refused.length === 0 ? `Alert on ${made} coins saved` : `Alert on ${made} of ${members.length} coins saved`,
    text: why === '' ? undefined : why,
    icon: 'bell',
    stays: refused.length > 0,
  });
}

/** What was written is not lost by a press beside it. */
export function noteClosed(form: FormState, request: AlertFormRequest): void {
  if (!form.isChanged.peek()) return;
  const again: AlertFormRequest = { ...request, draft: form.draft.peek() };
  showToast({ title: 'Not saved', actions: [{ label: 'Open it again', run: () => openAlertForm(again) }] });
}

function linkOf(form: FormState): string {
  const { coins, fires } = form.draft.peek();
  return sharedAddress(location.origin, writeLink({ coins, fires, fields: form.read.peek().fields }));
}

export async function copyLink(form: FormState): Promise<void> {
  try {
    await navigator.clipboard.writeText(linkOf(form));
    showToast({ title: 'Link copied', text: 'It opens this form, filled. Nothing is saved by it.', icon: 'link' });
  } catch {
    showToast({ title: 'The browser did not let the link be copied', text: linkOf(form), tone: 'bad', stays: true });
  }
}

/** The link brings the form back after the sign-in. */
export async function signInToSave(form: FormState): Promise<void> {
  go(linkOf(form).slice(location.origin.length), { replace: true });
  try {
    await signIn();
  } catch {
    form.notice.value = 'The sign-in could not be opened. Try again.';
  }
}
