import type { OwnedAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import type { Status } from '../../domain/alerts/alert.ts';
import type { ObservedCoin } from '../../domain/market/coin.ts';
import type { Delivery, DeliveryState } from '../../domain/messages/delivery.ts';
import { type Fire, firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import type { AlertAction } from '../../domain/people/link-action.ts';
import { explainAlert } from '../explain/explain-alert.ts';
import { formatFireValue, formatTrade, headline } from '../format/format-fire.ts';
import { formatRule } from '../format/format-rule.ts';
import { createWallClock } from '../format/wall-clock.ts';
import { type Html, html } from './html.ts';
import { actionForm, keepWhole, type LinkPage, notice } from './page.ts';

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  arming: 'arming',
  active: 'active',
  paused: 'paused',
  triggered: 'has fired',
  expired: 'expired',
  faulty: 'faulty',
};

const LABELS: Readonly<Record<AlertAction, string>> = {
  pause: 'Pause this alert',
  resume: 'Resume this alert',
  rearm: 'Re-arm this alert',
};

const DONE: Readonly<Record<AlertAction, string>> = {
  pause: 'The alert is paused: it does not fire until you resume it.',
  resume: 'The alert is on again.',
  rearm: 'The alert is on again: it fires the next time its rule is met.',
};

const DELIVERY_WORDS: Readonly<Record<DeliveryState, string>> = {
  queued: 'on its way',
  sending: 'being sent',
  sent: 'sent',
  delivered: 'delivered',
  bounced: 'came back',
  complained: 'reported as spam',
  failed: 'failed',
  suppressed: 'not sent',
  uncertain: 'perhaps sent',
};
/** Where the detail says why, and is not the channel's own name of what it took over. */
const EXPLAINED: readonly DeliveryState[] = ['queued', 'bounced', 'failed', 'suppressed'];

export interface AlertPage {
  readonly alert: OwnedAlert;
  /** what is observed of its coin */
  readonly coin: ObservedCoin | null;
  /** exchange clock, ms */
  readonly now: number;
  /** that of the alert's last fire; null while it is not dispatched */
  readonly lastTrigger: Trigger | null;
  readonly timeZone: string;
  readonly actions: readonly AlertAction[];
  /** what was just done */
  readonly done: AlertAction | null;
}

/** The alert, where it stands, what it last told, and what can be done about it. */
export function alertPage({ alert, coin, now, lastTrigger, timeZone, actions, done }: AlertPage): LinkPage {
  const { symbol, rule, note, state } = alert;
  const title = rule ? `${symbol}: ${formatRule(rule, alert)}` : symbol;
  const content = html`${done && notice(DONE[done])}
<section>
<h1>${title} <span class="mark">${STATUS_WORDS[state.status]}</span></h1>
${note !== null && note !== '' && html`<p>“${note}”</p>`}
<p class="quiet">${sentence(explainAlert(alert, { coin, now, clock: createWallClock(timeZone).exact }))}</p>
${actions.map((action, index) => actionForm(action, LABELS[action], index === 0))}
${actions.length === 0 && html`<p>${wayOn(state.status)}</p>`}
</section>
${alert.lastTrigger && fireSection(alert, alert.lastTrigger, { lastTrigger, timeZone })}`;
  return { statusCode: 200, title, content };
}

/** Why nothing is offered, and what to do instead. */
function wayOn(status: Status): string {
  return status === 'faulty'
    ? 'Nothing can be done from here. Sign in to Pricebell to delete it and make it anew.'
    : 'Its expiry has passed. Sign in to Pricebell and give it a later one to arm it again.';
}

type Told = Pick<AlertPage, 'lastTrigger' | 'timeZone'>;

function fireSection(alert: OwnedAlert, fire: Fire, { lastTrigger, timeZone }: Told): Html {
  const clock = createWallClock(timeZone);
  const ruleThen = lastTrigger?.rule ?? alert.rule;
  return html`<section>
<h2>Last fired${fire.feed === 'simulator' && html` <span class="mark">simulator</span>`}</h2>
${ruleThen && html`<p>${headline({ ...alert, ...fire, rule: ruleThen })}</p>`}
<dl>
<dt>When</dt><dd>${formatInstant(clock.exact(firedAt(fire)))}</dd>
<dt>Value</dt><dd>${formatFireValue(fire, alert)}</dd>
<dt>Proof</dt><dd>${formatTrade(fire)}</dd>
${
  lastTrigger
    ? Object.values(lastTrigger.deliveries).map(
        (delivery) =>
          html`<dt>${channelName(delivery)}</dt><dd>${formatDelivery(delivery, clock.exact(delivery.at))}</dd>`,
      )
    : html`<dt>Told</dt><dd>not yet</dd>`
}
</dl>
</section>`;
}

function channelName({ channel }: Delivery): string {
  return channel === 'email' ? 'E-mail' : 'Webhook';
}

function formatDelivery({ state, detail }: Delivery, when: string): Html {
  const why = detail !== null && EXPLAINED.includes(state) ? `: ${detail}` : '';
  return html`${DELIVERY_WORDS[state]}${why}, <span class="quiet">${formatInstant(when)}</span>`;
}

/** Day and time on a line each, where they don't fit on one. */
function formatInstant(text: string): Html {
  const [day = '', ...time] = text.split(' ');
  return keepWhole(day, time.join(' '));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
