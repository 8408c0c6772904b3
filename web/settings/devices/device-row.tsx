import type { DeviceView } from '../../../contract/device-view.ts';
import { describeError } from '../../api/api-error.ts';
import { formatSince } from '../../format/format-time.ts';
import { Chip } from '../../parts/chip.tsx';
import { IconButton } from '../../parts/icon-button.tsx';
import { now } from '../../store/clock.ts';
import { showToast } from '../../store/toasts.ts';
import { zone } from '../../store/zone.ts';
import { Setting } from '../setting.tsx';
import { TestButton } from '../test-button.tsx';
import { loadDevices, removeDevice } from './devices.ts';

/** A device with what came of its last notification, and a way to try it. */
export function DeviceRow({ device, isThis }: { device: DeviceView; isThis: boolean }) {
  const { id, state, label } = device;
  return (
    <Setting label={isThis ? `${label} (this browser)` : label} hint={hintOf(device)}>
      <Chip tone={state === 'active' ? 'good' : 'bad'}>{state === 'active' ? 'On' : 'Off'}</Chip>
      <TestButton
        id={id}
        name={label}
        sent={() => ({ title: `The test is on its way to ${label}.` })}
        reload={loadDevices}
      />
      <IconButton icon="trash-2" label={`Remove ${label}`} onClick={() => void remove(id, label)} />
    </Setting>
  );
}

async function remove(id: string, label: string): Promise<void> {
  try {
    await removeDevice(id);
    showToast({ icon: 'check', title: `${label} is removed.` });
  } catch (error) {
    showToast({ tone: 'bad', title: 'Not removed.', text: describeError(error) });
  }
}

function hintOf({ state, since, detail, lastResult }: DeviceView): string {
  const at = (instant: string) => formatSince(instant, { zone: zone.value, now: now.value });
  if (state === 'disabled') return `Off since ${at(since)}${detail === null ? '.' : `: ${detail}`}`;
  if (lastResult === null) return `Since ${at(since)}. Nothing was sent to it yet.`;
  return `Last notification at ${at(lastResult.at)}: ${lastResult.result === 'sent' ? 'accepted' : lastResult.detail}`;
}
