import { Option } from '@commander-js/extra-typings';

/** The field that an option which is taken away stands for, and what it holds then. */
export const CLEARED = {
  name: { name: null },
  note: { note: null },
  'every-time': { repeat: { mode: 'once' } },
  rearm: { rearmPercent: null },
  hold: { holdSeconds: null },
  'minute-close': { confirm: 'trade' },
  expires: { expiresAt: null },
} as const;
type Clearable = keyof typeof CLEARED;

/** Of commands that change an alert, or a group of them. */
export function clearOption() {
  return new Option('--clear <option...>', 'takes an option away').choices(
    Object.keys(CLEARED) as readonly Clearable[],
  );
}
