import { MAIL_ACTIONS, type MailAction } from '../../../domain/people/link-action.ts';
import { mailOffOf, type Profile } from '../../../domain/people/person.ts';
import { unsubscribePage } from '../../../text/pages/unsubscribe-page.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer } from '../http/answer.ts';
import { countWrite } from '../limits/count-write.ts';
import { answerPage, backToPage } from './answer-page.ts';
import { invalidLink, unknownAction } from './open-link.ts';

type LinkDeps = Pick<ApiDeps, 'people' | 'rates' | 'limits' | 'now'>;

/** Whether mails are sent to the person. `done`: the action that has just been done. */
export async function showUnsubscribeLink(
  person: string,
  done: string | undefined,
  { people }: Pick<LinkDeps, 'people'>,
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
 * To stop mails is never refused, nor counted: it writes once, until they are switched on again, which is counted.
 * @throws Problem 422 for an unknown action, 429
 */
export async function actOnUnsubscribeLink(
  person: string,
  form: ReadonlyMap<string, string>,
  deps: LinkDeps,
): Promise<Answer> {
  if (/^one-click$/i.test(form.get('List-Unsubscribe')?.trim() ?? '')) {
    await switchMailOff(person, 'by your mail program', deps);
    return showUnsubscribeLink(person, 'unsubscribe', deps);
  }
  const action = MAIL_ACTIONS.find((it) => it === form.get('action'));
  if (!action) throw unknownAction();
  if (action === 'subscribe') return switchMailOn(person, deps);
  await switchMailOff(person, 'by the link in a mail', deps);
  return backToPage(action);
}

/** `detail`: who switches it off, for the person to read. */
async function switchMailOff(person: string, detail: string, { people, now }: LinkDeps): Promise<void> {
  const profile = await people.readProfile(person);
  if (!profile || profile.mailOff?.reason === 'unsubscribed') return;
  await people.switchMailOff(person, { reason: 'unsubscribed', address: profile.email, at: now(), detail });
}

async function switchMailOn(person: string, deps: LinkDeps): Promise<Answer> {
  const profile = await deps.people.readProfile(person);
  if (!profile?.mailOff) return backToPage('subscribe');
  return countWrite({ person, rate: 'linkWrites' }, deps, async () => {
    await deps.people.switchMailOn(person, deps.now());
    return backToPage('subscribe');
  });
}
