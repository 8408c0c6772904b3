import { effect, signal } from '@preact/signals';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** What a person has chosen for this browser. */
export interface Preferences {
  readonly theme: Theme;
  /** a tone when an alert fires */
  readonly sound: boolean;
  /** the browser's own notification when an alert fires while the page is hidden */
  readonly notify: boolean;
  /** the metric in the pane under each chart; null: one that fits the length of its candles */
  readonly pane: string | null;
}

const KEY = 'pricebell.preferences';
const DEFAULTS: Preferences = { theme: 'system', sound: true, notify: false, pane: null };

export const preferences = signal<Preferences>(DEFAULTS);

export function setPreferences(changes: Partial<Preferences>): void {
  preferences.value = { ...preferences.value, ...changes };
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences.value));
  } catch {
    // a browser that keeps nothing: the choice holds until the page is closed
  }
}

/** Reads what was chosen before, and follows it: here, in other tabs, and in the system's own theme. */
export function startPreferences(): void {
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  const dark = signal(systemIsDark.matches);
  systemIsDark.addEventListener('change', ({ matches }) => {
    dark.value = matches;
  });
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === KEY) preferences.value = readPreferences(newValue);
  });
  preferences.value = readPreferences(stored());
  effect(() => {
    const { theme } = preferences.value;
    document.documentElement.dataset.theme = theme === 'system' ? (dark.value ? 'dark' : 'light') : theme;
  });
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** What earlier versions stored, or nobody knows, falls back to the defaults. */
export function readPreferences(text: string | null): Preferences {
  try {
    const kept: unknown = JSON.parse(text ?? '{}');
    if (typeof kept !== 'object' || kept === null) return DEFAULTS;
    const { theme, sound, notify, pane } = kept as Record<string, unknown>;
    return {
      theme: THEMES.find((known) => known === theme) ?? DEFAULTS.theme,
      sound: typeof sound === 'boolean' ? sound : DEFAULTS.sound,
      notify: typeof notify === 'boolean' ? notify : DEFAULTS.notify,
      pane: typeof pane === 'string' ? pane : DEFAULTS.pane,
    };
  } catch {
    return DEFAULTS;
  }
}
