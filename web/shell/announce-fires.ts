import { effect, signal, untracked } from '@preact/signals';
import type { TriggerView } from '../../contract/trigger-view.ts';
import { formatSecond } from '../format/format-time.ts';
import { playTone } from '../settings/play-tone.ts';
import { go } from '../store/address.ts';
import { coinPath, firePath } from '../store/paths.ts';
import { preferences } from '../store/preferences.ts';
import { showToast } from '../store/toasts.ts';
import { lastFired, unseenFires } from '../store/triggers.ts';
import { zone } from '../store/zone.ts';
import { route } from './router.ts';

/** What a screen reader says: fires alone, never prices. */
export const spoken = signal('');

/** A toast that stays, the title, a tone, a notification: what happens when an alert fires while the page is open. */
export function startAnnouncing(): void {
  effect(() => {
    const trigger = lastFired.value;
    if (trigger) untracked(() => void announce(trigger));
  });
  effect(() => {
    const count = unseenFires.value;
    document.title = count === 0 ? 'Pricebell' : `(${count}) Pricebell`;
  });
  // whoever looks at the list has seen them
  effect(() => {
    if (route.value.view === 'fired' && unseenFires.value > 0 && !document.hidden) unseenFires.value = 0;
  });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden && route.value.view === 'fired') unseenFires.value = 0;
  });
}

async function announce(trigger: TriggerView): Promise<void> {
  const { sound, notify } = preferences.value;
  if (sound) playTone();
  const { title, value } = await describe(trigger);
  const text = `${value} at ${formatSecond(trigger.firedAt, zone.value)}${trigger.recovered ? ', recovered from a gap' : ''}`;
  spoken.value = `${title}. ${text}`;
  if (notify && document.hidden) showNotification({ trigger, title, text });
  showToast({
    icon: 'bell-ring',
    title,
    text,
    stays: true,
    actions: [
      { label: 'Show on chart', run: () => go(coinPath(trigger.symbol)) },
      { label: 'Show proof', run: () => go(firePath(trigger.id)) },
    ],
  });
}

/** Without the sentence, when its code can't be loaded: a fire is shown all the same. */
async function describe(trigger: TriggerView): Promise<{ title: string; value: string }> {
  try {
    // the words of all metrics are some kilobytes: they are loaded with the first fire
    const [{ fireTitle }, { fireValue }] = await Promise.all([
      import('../fired/describe-fire.ts'),
      import('../../text/format/format-fire-view.ts'),
    ]);
    return { title: fireTitle(trigger), value: fireValue(trigger) };
  } catch {
    return { title: `${trigger.symbol}: an alert fired`, value: trigger.value };
  }
}

interface Shown {
  readonly trigger: TriggerView;
  readonly title: string;
  readonly text: string;
}

/** One for each fire, even when Web Push shows it too: the tag is the same. */
function showNotification({ trigger, title, text }: Shown): void {
  if (!('Notification' in window) || Notification.permission !== 'granted') return;
  try {
    const notification = new Notification(title, { body: text, icon: '/icon-192.png', tag: trigger.id });
    notification.onclick = () => {
      window.focus();
      notification.close();
      go(coinPath(trigger.symbol));
    };
  } catch {
    // some phones allow notifications from service workers alone: there Web Push shows it
  }
}
