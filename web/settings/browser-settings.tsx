import { Button } from '../parts/button.tsx';
import { Tabs } from '../parts/tabs.tsx';
import { preferences, setPreferences, THEMES, type Theme } from '../store/preferences.ts';
import { showToast } from '../store/toasts.ts';
import { playTone } from './play-tone.ts';
import { Setting, SettingGroup } from './setting.tsx';
import { Switch } from './switch.tsx';

const LABELS: Readonly<Record<Theme, string>> = { system: 'System', light: 'Light', dark: 'Dark' };

/** What this browser does, whoever is signed in. */
export function BrowserSettings() {
  const { theme, sound, notify } = preferences.value;
  return (
    <SettingGroup title="This browser">
      <Setting label="Theme">
        <Tabs
          label="Theme"
          tabs={THEMES.map((value) => ({ value, label: LABELS[value] }))}
          chosen={theme}
          onChoose={(chosen) => setPreferences({ theme: chosen })}
        />
      </Setting>
      <Setting label="Sound" for="sound" hint="A short tone when an alert fires and the page is open.">
        <Button icon="volume-2" onClick={playTone}>
          Play
        </Button>
        <Switch id="sound" checked={sound} onChange={(isOn) => setPreferences({ sound: isOn })} />
      </Setting>
      <Setting
        label="Notifications"
        for="notify"
        hint="When an alert fires while the page is open and hidden behind another window."
      >
        <Switch id="notify" checked={notify && isAllowed()} onChange={(isOn) => void switchNotifications(isOn)} />
      </Setting>
    </SettingGroup>
  );
}

const isAllowed = () => 'Notification' in window && Notification.permission === 'granted';

/** A browser asks once; after a no, only its own settings change it. */
async function switchNotifications(isOn: boolean): Promise<void> {
  const permission = isOn && 'Notification' in window ? await Notification.requestPermission() : 'denied';
  setPreferences({ notify: permission === 'granted' });
  if (!isOn || permission === 'granted') return;
  const text =
    'Notification' in window
      ? 'Allow notifications of this page in the browser’s settings, then try again.'
      : 'Install the page first: this browser shows notifications of installed pages alone.';
  showToast({ tone: 'bad', title: 'The browser shows no notifications.', text });
}
