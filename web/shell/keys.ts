import { signal } from '@preact/signals';
import { openAlertForm } from '../alert-form/open-alert-form.ts';
import { finderInput } from '../coins/finder-input.ts';
import { session } from '../session/session.ts';
import { go } from '../store/address.ts';
import { type KeyCommand, type Pressed, readKey } from './key-commands.ts';
import { route } from './router.ts';

export const isHelpShown = signal(false);

/** Follows the keys of the page: not while something is typed, nor in a dialog. */
export function startKeys(): void {
  let before: Pressed | null = null;
  document.addEventListener('keydown', (event) => {
    if (isTaken(event)) return;
    const pressed = { key: event.key, at: event.timeStamp };
    const { command, waits } = readKey(before, pressed);
    before = waits ? pressed : null;
    if (command === null) return;
    event.preventDefault();
    RUN[command]();
  });
}

function isTaken(event: KeyboardEvent): boolean {
  if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return true;
  const target = event.target instanceof Element ? event.target : null;
  return Boolean(target?.closest('input, textarea, select, [contenteditable], dialog, [role=menu]'));
}

const RUN: Readonly<Record<KeyCommand, () => void>> = {
  find,
  new: () => {
    if (session.value.state === 'signed-in') openAlertForm(shownCoin());
  },
  help: () => {
    isHelpShown.value = true;
  },
  coins: () => go('/'),
  alerts: () => go('/alerts'),
  fired: () => go('/fired'),
  settings: () => go('/settings'),
};

/** The finder stands over the coins: from another view it is reached once they are shown. */
function find(): void {
  if (!finderInput.current) go('/');
  requestAnimationFrame(() => finderInput.current?.focus());
}

function shownCoin(): { symbol?: string } {
  return route.value.view === 'coin' ? { symbol: route.value.symbol } : {};
}
