import type { MeView } from '../../contract/person-view.ts';
import { formatChannel } from '../format/format-channel.ts';
import { formatSince } from '../format/format-time.ts';
import { Chip } from '../parts/chip.tsx';
import { Menu } from '../parts/menu.tsx';
import { now } from '../store/clock.ts';
import { loadMe } from '../store/me.ts';
import { zone } from '../store/zone.ts';
import { saveSetting } from './save-setting.ts';
import { Setting } from './setting.tsx';
import { TestButton } from './test-button.tsx';

type Webhook = MeView['webhooks'][number];

/** A webhook with what came of its last call, and a way to try it. */
export function WebhookSetting({ webhook }: { webhook: Webhook }) {
  const { id, state } = webhook;
  const name = nameOf(webhook);
  const change = (next: 'active' | 'disabled', done: string) =>
    void saveSetting({ webhooks: [{ id, state: next }] }, done, { webhooks: [{ id, state }] });
  return (
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

/** `Telegram`, or the host of a receiver of one's own. */
function nameOf(webhook: Webhook): string {
  const name = formatChannel({ type: 'webhook', ...webhook });
  return webhook.chatId === null ? name : `${name} ${webhook.chatId}`;
}

function hintOf({ state, since, detail, lastResult }: Webhook): string {
  const at = (instant: string) => formatSince(instant, { zone: zone.value, now: now.value });
  if (state === 'disabled') return `Off since ${at(since)}${detail === null ? '.' : `: ${detail}`}`;
  if (lastResult === null) return 'Not called yet.';
  return `Last call at ${at(lastResult.at)}: ${lastResult.detail}`;
}
