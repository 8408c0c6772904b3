import { useEffect, useState } from 'preact/hooks';
import { describeError } from '../../api/api-error.ts';
import { Button } from '../../parts/button.tsx';
import { ErrorNote } from '../../parts/error-note.tsx';
import { showToast } from '../../store/toasts.ts';
import { Setting, SettingGroup } from '../setting.tsx';
import { PushError, type Support, supportOfPush } from './browser-push.ts';
import { DeviceRow } from './device-row.tsx';
import { devices, devicesLoad, loadDevices, registerThisDevice, thisDevice } from './devices.ts';

/** The browsers that alerts with the channel push are sent to, this one first. */
export function DevicesSetting({ email }: { email: string }) {
  useEffect(() => void loadDevices(), []);
  const load = devicesLoad.value;
  const list = devices.value?.items ?? [];
  const isHere = list.some(({ id, state }) => id === thisDevice.value && state === 'active');
  return (
    <SettingGroup title="Devices">
      {load.state === 'error' && <ErrorNote problem={load.problem} onRetry={() => void loadDevices()} />}
      {!isHere && <ThisBrowser email={email} />}
      {list.map((device) => (
        <DeviceRow key={device.id} device={device} isThis={device.id === thisDevice.value} />
      ))}
    </SettingGroup>
  );
}

const HINTS: Readonly<Record<Support, string>> = {
  possible: 'Alerts that are sent by push reach this browser, also while no page is open.',
  denied: 'This browser blocks notifications of the page. Allow them in its settings for this site, then come back.',
  'install-first':
    'On an iPhone or iPad add the page to the home screen first (Share, Add to Home Screen), and open it from there.',
  none: 'This browser takes no notifications from pages. Mails and webhooks work everywhere.',
};

function ThisBrowser({ email }: { email: string }) {
  const [support, setSupport] = useState(supportOfPush);
  const [isBusy, setBusy] = useState(false);
  async function add(): Promise<void> {
    setBusy(true);
    // asked on the click alone
    const permission = await Notification.requestPermission();
    setSupport(supportOfPush());
    if (permission === 'granted') await register(email);
    setBusy(false);
  }
  return (
    <Setting label="This browser" hint={HINTS[support]}>
      <Button kind="primary" icon="bell" disabled={support !== 'possible'} busy={isBusy} onClick={() => void add()}>
        {isBusy ? 'Registering…' : 'Notify this device'}
      </Button>
    </Setting>
  );
}

async function register(email: string): Promise<void> {
  try {
    await registerThisDevice(email);
    showToast({ icon: 'check', title: 'Alerts reach this device.', text: 'Choose “push” in an alert to use it.' });
  } catch (error) {
    showToast({
      tone: 'bad',
      title: 'This device was not registered.',
      text: error instanceof PushError ? error.message : describeError(error),
    });
  }
}
