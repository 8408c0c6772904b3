import * as z from 'zod';
import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import type { AlertTable } from '../../../adapters/dynamodb/alerts/alert-table.ts';
import type { LinkTokens } from '../../../adapters/dynamodb/messages/link-tokens.ts';
import type { TriggerList } from '../../../adapters/dynamodb/messages/trigger-list.ts';
import type { PersonTable } from '../../../adapters/dynamodb/people/person-table.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import { parseAlertId } from '../../../domain/alerts/alert-id.ts';
import type { Link } from '../../../domain/people/link.ts';
import { ALERT_ACTIONS, type AlertAction, actionsOf, isDoneBy } from '../../../domain/people/link-action.ts';
import { mailOffOf, type Profile, settingsSchema } from '../../../domain/people/person.ts';
import { alertPage } from '../../../text/pages/alert-page.ts';
import { answerPage, formatPage, type LinkPage } from '../../../text/pages/page.ts';
import { MAIL_ACTIONS, type MailAction, unsubscribePage } from '../../../text/pages/unsubscribe-page.ts';
import type { WatchMarket } from '../coins/read-market-now.ts';
import type { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { type ApiRequest, pathParameter } from '../http/read-request.ts';
import { readForm } from '../read-form.ts';
import type { RouteHandler, SignedInHandler } from '../route-request.ts';

export interface LinkFollowing {
  readonly links: Pick<LinkTokens, 'readLink'>;
  readonly people: Pick<PersonTable, 'readProfile' | 'switchMailOff' | 'switchMailOn'>;
  readonly alerts: Pick<AlertTable, 'get'>;
  readonly triggers: Pick<TriggerList, 'byAlert'>;
  readonly watchMarket: WatchMarket;
  /** what answers `PATCH /api/alerts/{id}`: a link changes an alert as its owner would */
  readonly patchAlert: SignedInHandler;
  /** own clock, ms */
  readonly now: () => number;
}

/** What can be posted to a link: a form of its page, or what mail programs send by RFC 8058. */
export const linkFormSchema = z.object({
  action: z.enum([...ALERT_ACTIONS, ...MAIL_ACTIONS]).optional(),
  'List-Unsubscribe': z.literal('One-Click').optional(),
});

type AlertLink = Extract<Link, { do: 'alert' }>;

/** `GET /api/links/{token}`: what the link is about, and forms for what it can do. Writes nothing: mail programs look into links. */
export function showLink(following: LinkFollowing): RouteHandler {
  return onPages(following, (link, request) => {
    const { done } = request.query;
    return link.do === 'alert' ? showAlert(following, link, done) : showMail(following, link.person, done);
  });
}

/**
 * `POST /api/links/{token}`: does what a form of the page asks for, or mail programs by RFC 8058. A form is sent back to the page,
 * so that a reload sends nothing again; a mail program must get no redirect.
 */
export function actOnLink(following: LinkFollowing): RouteHandler {
  return onPages(following, async (link, request) => {
    const form = readForm(request);
    const isOneClick = /^one-click$/i.test(form.get('List-Unsubscribe')?.trim() ?? '');
    if (link.do === 'alert') {
      const action = ALERT_ACTIONS.find((it) => it === form.get('action'));
      if (!action) throw unknownAction();
      return (await actOnAlert(following, { link, action, request })) ?? backToPage(action);
    }
    const action = isOneClick ? 'unsubscribe' : MAIL_ACTIONS.find((it) => it === form.get('action'));
    if (!action) throw unknownAction();
    await switchMail(following, link.person, { action, isOneClick });
    return isOneClick ? showMail(following, link.person, action) : backToPage(action);
  });
}

type Follow = (link: Link, request: ApiRequest) => Promise<LinkPage | Answer>;

/** Reads the token and lets people see a page whatever comes of it. What is nobody's fault but ours is told as anywhere. */
function onPages({ links, now }: LinkFollowing, follow: Follow): RouteHandler {
  return async (request) => {
    try {
      const link = await links.readLink(pathParameter(request, 'token'), now());
      if (link === 'expired') return answerPage(EXPIRED);
      if (link === 'invalid') return answerPage(INVALID);
      const followed = await follow(link, request);
      return 'content' in followed ? answerPage(followed) : followed;
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const { status, title, detail, headers } = error.options;
      return answerPage({ ...formatPage(status, title, detail), ...(headers && { headers }) });
    }
  };
}

const EXPIRED = formatPage(
  410,
  'This link has expired',
  'Links in mails work for some weeks only, so that old mails give nothing away.',
  'Use the link in a newer mail, or sign in to Pricebell: there you can change your alerts, and switch mails off and on.',
);
const INVALID = formatPage(
  404,
  'This link is not valid',
  'It may have been cut off on its way. Copy it from the mail as a whole, or use the button in the mail.',
);
const DELETED = formatPage(
  404,
  'This alert is no more',
  'It was deleted, and nothing is sent for it any more. What it told before stands in your log.',
);

async function showAlert(following: LinkFollowing, link: AlertLink, done: string | undefined): Promise<LinkPage> {
  const [alert, profile] = await Promise.all([
    findOwnAlert(following, link),
    following.people.readProfile(link.person),
  ]);
  if (!alert) return DELETED;
  const [market, lastTrigger] = await Promise.all([following.watchMarket(), lastTriggerOf(following, alert)]);
  return alertPage({
    alert,
    coin: observeCoin(market.prices, alert.symbol, market.exchangeNow),
    now: market.exchangeNow,
    lastTrigger,
    timeZone: (profile?.settings ?? settingsSchema.parse({})).timeZone,
    actions: actionsOf(alert, market.exchangeNow),
    done: ALERT_ACTIONS.find((action) => action === done && isDoneBy(action, alert.state.status)) ?? null,
  });
}

/** Null when it was deleted, or is another's by now. */
async function findOwnAlert({ alerts }: LinkFollowing, { person, alertId }: AlertLink): Promise<OwnedAlert | null> {
  const alert = parseAlertId(alertId) ? await alerts.get(alertId) : null;
  return alert?.owner === person ? alert : null;
}

async function lastTriggerOf({ triggers }: LinkFollowing, { id, lastTrigger }: OwnedAlert) {
  if (!lastTrigger) return null;
  const { items } = await triggers.byAlert(id, { limit: 1, after: null });
  return items.find((trigger) => trigger.id === lastTrigger.id) ?? null;
}

async function showMail({ people }: LinkFollowing, person: string, done: string | undefined): Promise<LinkPage> {
  const profile = await people.readProfile(person);
  if (!profile) return INVALID;
  return unsubscribePage(
    profile,
    MAIL_ACTIONS.find((action) => action === done && isSwitched(profile, action)) ?? null,
  );
}

function isSwitched(profile: Profile, action: MailAction): boolean {
  return (mailOffOf(profile) !== null) === (action === 'unsubscribe');
}

interface AlertRequest {
  readonly link: AlertLink;
  readonly action: AlertAction;
  readonly request: ApiRequest;
}

/** Null when it was done, or is so already. An action that does not fit the state, as on a page that is old, does nothing. */
async function actOnAlert(following: LinkFollowing, { link, action, request }: AlertRequest): Promise<LinkPage | null> {
  const alert = await findOwnAlert(following, link);
  if (!alert) return DELETED;
  const { exchangeNow } = await following.watchMarket();
  if (isDoneBy(action, alert.state.status)) return null;
  if (!actionsOf(alert, exchangeNow).includes(action)) {
    throw new Problem({
      status: 409,
      title: 'Nothing was changed',
      detail: `The alert is ${alert.state.status} by now. Open the link again to see what can be done.`,
    });
  }
  const change = { status: action === 'pause' ? 'paused' : 'active' };
  const patch = { ...request, headers: {}, path: { id: encodeURIComponent(alert.id) }, body: JSON.stringify(change) };
  await following.patchAlert(patch, { person: link.person, email: '', isAdmin: false });
  return null;
}

interface MailSwitch {
  readonly action: MailAction;
  readonly isOneClick: boolean;
}

async function switchMail(following: LinkFollowing, person: string, { action, isOneClick }: MailSwitch): Promise<void> {
  const { people, now } = following;
  const profile = await people.readProfile(person);
  if (!profile) return;
  if (action === 'subscribe') return people.switchMailOn(person, now());
  const detail = isOneClick ? 'by your mail program' : 'by the link in a mail';
  await people.switchMailOff(person, { reason: 'unsubscribed', address: profile.email, at: now(), detail });
}

/** To the address that was posted to, without repeating the token. */
function backToPage(done: AlertAction | MailAction): Answer {
  return { statusCode: 303, headers: { location: `?done=${done}`, 'cache-control': 'no-store' } };
}

function unknownAction(): Problem {
  return new Problem({ status: 422, title: 'Nothing was changed', detail: 'This link can do nothing of that kind.' });
}
