import type { MailAction } from '../../domain/people/link-action.ts';
import { type MailOff, mailOffOf, type Profile } from '../../domain/people/person.ts';
import { createWallClock } from '../format/wall-clock.ts';
import { html } from './html.ts';
import { actionForm, keepWhole, notice, type Page } from './page.ts';

const DONE: Readonly<Record<MailAction, string>> = {
  unsubscribe: 'Done: no more mails.',
  subscribe: 'Done: you get mails again.',
};

const WHY: Readonly<Record<MailOff['reason'], string>> = {
  unsubscribed: 'You asked for none',
  bounced: 'They came back from this address',
  complained: 'One was reported as spam',
};

/** `a…@example.com`: the link does not give the address away. */
export function maskAddress(address: string): string {
  const at = address.lastIndexOf('@');
  const [first = ''] = address;
  return at > 0 ? `${first}…${address.slice(at)}` : '…';
}

/** Says whether mails are sent, and offers the opposite. `done`: what was just done. */
export function unsubscribePage(profile: Profile, done: MailAction | null): Page {
  const off = mailOffOf(profile);
  const address = maskAddress(profile.email);
  const title = off ? 'No mails are sent' : 'Stop all mails?';
  const since = off && createWallClock(profile.settings.timeZone).minute(off.at);
  const content = html`${done && notice(DONE[done])}
<section>
<h1>${off ? 'No mails go to' : 'Stop all mails to'} ${keepWhole(address)}${!off && '?'}</h1>
${
  off
    ? html`<p>${WHY[off.reason]}, on ${since}. Your alerts go on watching; what they find stands in your log, and webhooks are
called as before.</p>
${actionForm('subscribe', 'Send me mails again', false)}`
    : html`<p>Your alerts go on watching, and webhooks are called as before. To silence one alert, use the link to it in
one of its mails.</p>
${actionForm('unsubscribe', 'Stop all mails', true)}`
}
</section>`;
  return { title, content };
}
