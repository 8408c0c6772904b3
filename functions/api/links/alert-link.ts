import type { OwnedAlert } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { observeCoin } from '../../../contract/coin-view.ts';
import type { Trigger } from '../../../domain/messages/trigger.ts';
import type { Link } from '../../../domain/people/link.ts';
import { ALERT_ACTIONS, actionsOf, isDoneBy } from '../../../domain/people/link-action.ts';
import { settingsSchema } from '../../../domain/people/person.ts';
import { alertPage } from '../../../text/pages/alert-page.ts';
import { messagePage } from '../../../text/pages/page.ts';
import { changeAlert } from '../alerts/change-alert.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { endMute, readMute } from '../alerts/mutes.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Answer } from '../http/answer.ts';
import { Problem } from '../http/problem.ts';
import { countWrite } from '../limits/count-write.ts';
import { answerPage, backToPage } from './answer-page.ts';
import { unknownAction } from './open-link.ts';

type AlertLink = Extract<Link, { do: 'alert' }>;

const DELETED = messagePage(
  'This alert is no more',
  'It was deleted, and nothing is sent for it any more. Its earlier triggers are in your log.',
);

/** The alert's page. `done`: the action that has just been done. */
export async function showAlertLink(link: AlertLink, done: string | undefined, deps: ApiDeps): Promise<Answer> {
  const [alert, profile] = await Promise.all([findAlert(deps.alerts, link), deps.people.readProfile(link.person)]);
  if (!alert) return answerPage(404, DELETED);
  const [market, lastTrigger] = await Promise.all([deps.readMarketNow(), lastTriggerOf(alert, deps.triggers)]);
  const { prices, exchangeNow } = market;
  const mutedUntil = await readMute({ alert, market }, deps);
  const { rule, state } = alert;
  const actable = { rule, state, isMuted: mutedUntil !== null };
  const page = alertPage({
    alert,
    coin: observeCoin(prices, alert.symbol, exchangeNow),
    now: exchangeNow,
    mutedUntil,
    lastTrigger,
    timeZone: (profile?.settings ?? settingsSchema.parse({})).timeZone,
    actions: actionsOf(actable, exchangeNow),
    done: ALERT_ACTIONS.find((action) => action === done && isDoneBy(action, actable)) ?? null,
  });
  return answerPage(200, page);
}

async function lastTriggerOf({ id, lastTrigger }: OwnedAlert, triggers: ApiDeps['triggers']): Promise<Trigger | null> {
  if (!lastTrigger) return null;
  const { items } = await triggers.byAlert(id, { limit: 1, after: null });
  return items.find((trigger) => trigger.id === lastTrigger.id) ?? null;
}

/**
 * Does what a form of the page asks for. An action that is done already changes nothing, and only one that changes something is
 * counted: whoever holds the link can be anyone.
 * @throws Problem 422 for an unknown action, 409 for one that does not fit the state, as on a page that is old; 429
 */
export async function actOnAlertLink(link: AlertLink, asked: string | undefined, deps: ApiDeps): Promise<Answer> {
  const action = ALERT_ACTIONS.find((it) => it === asked);
  if (!action) throw unknownAction();
  const alert = await findAlert(deps.alerts, link);
  if (!alert) return answerPage(404, DELETED);
  const market = await deps.readMarketNow();
  const { rule, state } = alert;
  const actable = { rule, state, isMuted: (await readMute({ alert, market }, deps)) !== null };
  if (isDoneBy(action, actable)) return backToPage(action);
  if (!actionsOf(actable, market.exchangeNow).includes(action)) {
    throw new Problem({
      status: 409,
      title: 'Nothing was changed',
      detail: `The alert is ${state.status} by now. Open the link again to see what can be done.`,
    });
  }
  const doIt = async () => {
    const status = action === 'pause' ? 'paused' : 'active';
    if (action === 'unmute') await endMute({ alert, market }, deps);
    else await changeAlert({ ...link, caller: null, change: { status } }, deps);
    return backToPage(action);
  };
  return countWrite({ person: link.person, rate: 'linkWrites' }, deps, doIt);
}
