import { IconButton } from '../parts/icon-button.tsx';
import { preferences, setPreferences, type Theme } from '../store/preferences.ts';

const NEXT: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };
const ICONS = { system: 'monitor', light: 'sun', dark: 'moon' } as const;
const LABELS = { system: 'as the system has it', light: 'light', dark: 'dark' } as const;

export function ThemeButton() {
  const { theme } = preferences.value;
  return (
    <IconButton
      icon={ICONS[theme]}
      label={`Theme: ${LABELS[theme]}. Change`}
      onClick={() => setPreferences({ theme: NEXT[theme] })}
    />
  );
}
