import { signal } from '@preact/signals';
import type { IconName } from '../icon-names.ts';

const STAY_MS = 8_000;
const MAX_TOASTS = 4;

export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
}

export interface Toast {
  readonly id: number;
  readonly icon: IconName;
  readonly tone: 'plain' | 'bad';
  readonly title: string;
  readonly text?: string | undefined;
  readonly actions: readonly ToastAction[];
}

/** What is shown at the edge of the page, newest last. */
export const toasts = signal<readonly Toast[]>([]);

let lastId = 0;

export interface NewToast {
  readonly title: string;
  readonly text?: string | undefined;
  readonly icon?: IconName;
  readonly tone?: Toast['tone'];
  readonly actions?: readonly ToastAction[];
  /** until the person closes it */
  readonly stays?: boolean;
  /** how long it is shown, ms */
  readonly forMs?: number;
}

/** Gives back what closes it. */
export function showToast(asked: NewToast): () => void {
  lastId += 1;
  const id = lastId;
  const { title, text, actions = [], tone = 'plain', icon = tone === 'bad' ? 'triangle-alert' : 'info' } = asked;
  const close = () => closeToast(id);
  toasts.value = [...toasts.value, { id, icon, tone, title, text, actions }].slice(-MAX_TOASTS);
  if (!asked.stays) setTimeout(close, asked.forMs ?? STAY_MS);
  return close;
}

export function closeToast(id: number): void {
  toasts.value = toasts.value.filter((toast) => toast.id !== id);
}
