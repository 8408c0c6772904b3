import { useState } from 'preact/hooks';
import type { MeView } from '../../contract/person-view.ts';
import { Button } from '../parts/button.tsx';
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
      <SettingGroup title="Webhooks">
        {webhooks.length === 0 && (
          <p class="settings-empty">
            No webhooks. Name one in an alert, such as a Telegram, Discord or Slack chat, and it is listed here.
          </p>
        )}
        {webhooks.map((webhook) => (
          <WebhookSetting key={webhook.id} webhook={webhook} />
        ))}
        {webhookSecret !== null && <Secret secret={webhookSecret} />}
      </SettingGroup>
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
