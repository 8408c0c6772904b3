import { useState } from 'preact/hooks';
import type { WebhookView } from '../../contract/webhook-view.ts';
import { receiverName } from '../format/format-channel.ts';
import { formatSince } from '../format/format-time.ts';
import { Chip } from '../parts/chip.tsx';
import { Menu } from '../parts/menu.tsx';
import { ReceiverDialog } from '../receivers/receiver-dialog.tsx';
import { now } from '../store/clock.ts';
import { loadMe } from '../store/me.ts';
import { showToast } from '../store/toasts.ts';
import { zone } from '../store/zone.ts';
import { saveSetting } from './save-setting.ts';
import { Setting } from './setting.tsx';
import { TestButton } from './test-button.tsx';

/** A webhook with what came of its last call, and a way to try it. */
export function WebhookSetting({ webhook }: { webhook: WebhookView }) {
  const { id, state } = webhook;
  const name = receiverName(webhook);
  const [isOpen, setOpen] = useState(false);
  const change = (next: 'active' | 'disabled', done: string) =>
    void saveSetting({ webhooks: [{ id, state: next }] }, done, { webhooks: [{ id, state }] });
  return (
    <>
      <Setting label={name} hint={hintOf(webhook)}>
        <Chip tone={state === 'active' ? 'good' : 'bad'}>{state === 'active' ? 'On' : 'Off'}</Chip>
        <TestButton
          id={id}
          name={name}
          sent={(detail) => ({ title: `${name} took the test.`, text: detail })}
          reload={loadMe}
        />
        <Menu
          label={`More for ${name}`}
          items={[
            { label: 'Edit', icon: 'pencil', run: () => setOpen(true) },
            state === 'active'
              ? { label: 'Switch off', icon: 'pause', run: () => change('disabled', `${name} is off.`) }
              : { label: 'Switch on', icon: 'play', run: () => change('active', `${name} is on.`) },
            {
              label: 'Remove',
              icon: 'trash-2',
              danger: true,
              run: () => void saveSetting({ webhooks: [{ id, state: 'removed' }] }, `${name} is removed.`),
            },
          ]}
        />
      </Setting>
      {isOpen && (
        <ReceiverDialog
          webhook={webhook}
          onClose={() => setOpen(false)}
          onSaved={(saved) => {
            setOpen(false);
            showToast({ icon: 'check', title: `${receiverName(saved)} is saved.` });
          }}
        />
      )}
    </>
  );
}

function hintOf({ state, since, detail, lastResult }: WebhookView): string {
  const at = (instant: string) => formatSince(instant, { zone: zone.value, now: now.value });
  if (state === 'disabled') return `Off since ${at(since)}${detail === null ? '.' : `: ${detail}`}`;
  if (lastResult === null) return 'Not called yet.';
  return `Last call at ${at(lastResult.at)}: ${lastResult.detail}`;
}
