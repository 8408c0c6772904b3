import { MAIL_ACTIONS, type MailAction } from '../../../domain/people/link-action.ts';
import { mailOffOf, type Profile } from '../../../domain/people/person.ts';
import { unsubscribePage } from '../../../text/pages/unsubscribe-page.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer } from '../http/answer.ts';
import { answerPage, backToPage } from './answer-page.ts';
import { invalidLink, unknownAction } from './open-link.ts';

type LinkDeps = Pick<ApiDeps, 'people' | 'now'>;

/** Whether mails are sent to the person. `done`: the action that has just been done. */
export async function showUnsubscribeLink(
  person: string,
  done: string | undefined,
  { people }: LinkDeps,
): Promise<Answer> {
  const profile = await people.readProfile(person);
  if (!profile) return invalidLink();
  const action = MAIL_ACTIONS.find((it) => it === done && isDone(it, profile)) ?? null;
  return answerPage(200, unsubscribePage(profile, action));
}

function isDone(action: MailAction, profile: Profile): boolean {
  return (mailOffOf(profile) !== null) === (action === 'unsubscribe');
}

/**
 * Does what a form of the page asks for, or what a mail program sends (RFC 8058): that one must get no redirect.
 * @throws Problem 422 for an unknown action
 */
export async function actOnUnsubscribeLink(
  person: string,
  form: ReadonlyMap<string, string>,
  deps: LinkDeps,
): Promise<Answer> {
  if (/^one-click$/i.test(form.get('List-Unsubscribe')?.trim() ?? '')) {
    await switchMail({ person, action: 'unsubscribe', detail: 'by your mail program' }, deps);
    return showUnsubscribeLink(person, 'unsubscribe', deps);
  }
  const action = MAIL_ACTIONS.find((it) => it === form.get('action'));
  if (!action) throw unknownAction();
  await switchMail({ person, action, detail: 'by the link in a mail' }, deps);
  return backToPage(action);
}

interface MailSwitch {
  readonly person: string;
  readonly action: MailAction;
  /** who switches it off, for the person to read */
  readonly detail: string;
}

async function switchMail({ person, action, detail }: MailSwitch, { people, now }: LinkDeps): Promise<void> {
  const profile = await people.readProfile(person);
  if (!profile) return;
  if (action === 'subscribe') return people.switchMailOn(person, now());
  await people.switchMailOff(person, { reason: 'unsubscribed', address: profile.email, at: now(), detail });
}
