import { useState } from 'preact/hooks';
import type { MeView } from '../../contract/person-view.ts';
import { describeError } from '../api/api-error.ts';
import { callApi } from '../api/call-api.ts';
import { formatSince } from '../format/format-time.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { Menu } from '../parts/menu.tsx';
import { now } from '../store/clock.ts';
import { loadMe } from '../store/me.ts';
import { showToast } from '../store/toasts.ts';
import { zone } from '../store/zone.ts';
import { saveSetting } from './save-setting.ts';
import { Setting } from './setting.tsx';

export type Webhook = MeView['webhooks'][number];

/** A webhook with what came of its last call, and a way to try it. */
export function WebhookSetting({ webhook }: { webhook: Webhook }) {
  const [isTesting, setTesting] = useState(false);
  const { id, state } = webhook;
  const name = nameOf(webhook);
  async function test(): Promise<void> {
    setTesting(true);
    await sendTest(id, name);
    setTesting(false);
  }
  const change = (next: 'active' | 'disabled', done: string) =>
    void saveSetting({ webhooks: [{ id, state: next }] }, done, { webhooks: [{ id, state }] });
  return (
    <Setting label={name} hint={hintOf(webhook)}>
      <Chip tone={state === 'active' ? 'good' : 'bad'}>{state === 'active' ? 'On' : 'Off'}</Chip>
      <Button busy={isTesting} onClick={() => void test()}>
        {isTesting ? 'Sending…' : 'Send a test'}
      </Button>
      <Menu
        label={`More for ${name}`}
        items={[
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
  );
}

/** Says what came of it. The list is read again: it shows the result too. */
async function sendTest(id: string, name: string): Promise<void> {
  try {
    const { result, detail } = await callApi('POST /api/me/webhooks/{id}/test', { params: { id } });
    if (result === 'sent') showToast({ icon: 'check', title: `${name} took the test.`, text: detail });
    else showToast({ tone: 'bad', title: `${name} did not take the test.`, text: detail });
  } catch (error) {
    showToast({ tone: 'bad', title: 'The test was not sent.', text: describeError(error) });
  }
  await loadMe();
}

/** `Telegram`, or the host of a receiver of one's own. */
export function nameOf({ preset, url, chatId }: Webhook): string {
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (preset === 'standard') return host;
  const platform = `${preset.slice(0, 1).toUpperCase()}${preset.slice(1)}`;
  return chatId === null ? platform : `${platform} ${chatId}`;
}

function hintOf({ state, since, detail, lastResult }: Webhook): string {
  const at = (instant: string) => formatSince(instant, { zone: zone.value, now: now.value });
  if (state === 'disabled') return `Off since ${at(since)}${detail === null ? '.' : `: ${detail}`}`;
  if (lastResult === null) return 'Not called yet.';
  return `Last call at ${at(lastResult.at)}: ${lastResult.detail}`;
}
