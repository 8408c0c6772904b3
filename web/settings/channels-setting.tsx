import { useState } from 'preact/hooks';
import type { MeView } from '../../contract/person-view.ts';
import { receiverName } from '../format/format-channel.ts';
import { Button } from '../parts/button.tsx';
import { ReceiverDialog } from '../receivers/receiver-dialog.tsx';
import { showToast } from '../store/toasts.ts';
import { MailSetting } from './mail-setting.tsx';
import { saveSetting } from './save-setting.ts';
import { Setting, SettingGroup } from './setting.tsx';
import { WebhookSetting } from './webhook-setting.tsx';

/** Where alerts are sent to. */
export function ChannelsSetting({ me: { email, mail, webhooks, webhookSecret } }: { me: MeView }) {
  return (
    <>
      <SettingGroup title="Mail">
        <MailSetting email={email} mail={mail} />
      </SettingGroup>
      <SettingGroup title="Receivers">
        <AddReceiver hasNone={webhooks.length === 0} />
        {webhooks.map((webhook) => (
          <WebhookSetting key={webhook.id} webhook={webhook} />
        ))}
        {webhookSecret !== null && <Secret secret={webhookSecret} />}
      </SettingGroup>
    </>
  );
}

/** In phones, chats and servers. */
function AddReceiver({ hasNone }: { hasNone: boolean }) {
  const [isOpen, setOpen] = useState(false);
  const hint = hasNone
    ? 'None yet. Alerts can be sent to ntfy, Telegram, Discord and more, or to a server of your own.'
    : null;
  return (
    <>
      <Setting label="Phones, chats and servers" hint={hint}>
        <Button icon="plus" onClick={() => setOpen(true)}>
          Add a receiver
        </Button>
      </Setting>
      {isOpen && (
        <ReceiverDialog
          webhook={null}
          onClose={() => setOpen(false)}
          onSaved={(saved) => {
            setOpen(false);
            showToast({
              icon: 'check',
              title: `${receiverName(saved)} is added.`,
              text: 'Send a test to see that it works.',
            });
          }}
        />
      )}
    </>
  );
}

/** Shown on demand: somebody may look over the shoulder. */
function Secret({ secret }: { secret: string }) {
  const [isShown, show] = useState(false);
  const copy = () =>
    navigator.clipboard.writeText(secret).then(
      () => showToast({ icon: 'check', title: 'The secret is copied.' }),
      () => showToast({ tone: 'bad', title: 'The browser did not let the page copy it.' }),
    );
  return (
    <Setting label="Signing secret" hint="A receiver of your own checks with it that a call is Pricebell’s.">
      {isShown && <code class="settings-secret">{secret}</code>}
      <Button onClick={() => show(!isShown)}>{isShown ? 'Hide' : 'Show'}</Button>
      <Button icon="copy" onClick={() => void copy()}>
        Copy
      </Button>
      <Button
        kind="danger"
        onClick={() => void saveSetting({ webhookSecret: 'new' }, 'The next calls are signed with a new secret.')}
      >
        Make a new one
      </Button>
    </Setting>
  );
}
