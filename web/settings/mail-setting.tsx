import type { MeView } from '../../contract/person-view.ts';
import { formatMoment } from '../format/format-time.ts';
import { Button } from '../parts/button.tsx';
import { Chip } from '../parts/chip.tsx';
import { zone } from '../store/zone.ts';
import { saveSetting } from './save-setting.ts';
import { Setting } from './setting.tsx';

type Mail = MeView['mail'];

/** Whether mail reaches the person; if not, why, and what to do. */
export function MailSetting({ email, mail }: { email: string; mail: Mail }) {
  return (
    <Setting label={email} hint={explainMail(mail)}>
      <Chip tone={toneOf(mail)}>{stateOf(mail)}</Chip>
      {mail.state === 'on' ? (
        <Button onClick={() => void saveSetting({ mail: 'unsubscribed' }, 'You get no more mails.', { mail: 'on' })}>
          Stop mails
        </Button>
      ) : (
        <Button kind="primary" onClick={() => void saveSetting({ mail: 'on' }, 'Mails are sent again.')}>
          Send mails again
        </Button>
      )}
    </Setting>
  );
}

function toneOf({ state, delayed }: Mail) {
  if (state === 'on') return delayed ? 'warn' : 'good';
  return state === 'unsubscribed' ? 'plain' : 'bad';
}

function stateOf({ state, delayed }: Mail): string {
  if (state === 'on') return delayed ? 'Delayed' : 'On';
  return { unsubscribed: 'Off', bounced: 'Came back', complained: 'Reported as spam' }[state];
}

function explainMail({ state, since, detail, delayed }: Mail): string {
  const at = since === null ? '' : ` since ${formatMoment(since, zone.value)}`;
  if (state === 'unsubscribed') return `You asked for no mails${at}. What would have been mailed is in Fired.`;
  if (state === 'bounced') {
    return `A mail to this address came back, so no more are sent${at}. Check that the mailbox takes mail, then switch them on. ${detail ?? ''}`;
  }
  if (state === 'complained') {
    return `A mail was reported as spam, so no more are sent${at}. Move it out of the spam folder, then switch them on. ${detail ?? ''}`;
  }
  if (delayed) return `Mails wait since ${formatMoment(delayed.since, zone.value)}: ${delayed.detail}`;
  return 'Mails go to this address alone, because it is verified.';
}
