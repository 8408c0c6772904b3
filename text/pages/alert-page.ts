import type { Status } from '../../domain/alerts/alert.ts';
import { channelLabel } from '../../domain/channels/channel.ts';
import type { ObservedCoin } from '../../domain/market/coin.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import type { Delivery, DeliveryState } from '../../domain/messages/delivery.ts';
import { type Fire, firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import type { AlertAction } from '../../domain/people/link-action.ts';
import { type ExplainedAlert, explainAlert } from '../explain/explain-alert.ts';
import { formatFireValue, headline } from '../format/format-fire.ts';
import { formatRule } from '../format/format-rule.ts';
import { formatTrade } from '../format/format-trade.ts';
import { nameFirst } from '../format/name-first.ts';
import { createWallClock } from '../format/wall-clock.ts';
import { type Html, html } from './html.ts';
import { actionForm, keepWhole, notice, type Page } from './page.ts';

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  arming: 'arming',
  active: 'active',
  paused: 'paused',
  triggered: 'has fired',
  expired: 'expired',
  faulty: 'faulty',
};

const LABELS: Readonly<Record<AlertAction, string>> = {
  unmute: 'End the mute',
  pause: 'Pause this alert',
  resume: 'Resume this alert',
  rearm: 'Re-arm this alert',
};

const DONE: Readonly<Record<AlertAction, string>> = {
  unmute: 'The alert is not muted any more: the next time it fires you get its message.',
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
/** States whose detail says why; in the others it is the id that the channel gave the message. */
const EXPLAINED: readonly DeliveryState[] = ['queued', 'bounced', 'failed', 'suppressed'];

/** What the page shows of an alert. */
export type PageAlert = ExplainedAlert & {
  readonly symbol: string;
  readonly name: string | null;
  readonly note: string | null;
};

export interface AlertPage {
  readonly alert: PageAlert;
  /** what was observed of its coin */
  readonly coin: ObservedCoin | null;
  /** exchange clock, ms */
  readonly now: number;
  /** end of the alert's mute, exchange clock, ms; null: it is not muted */
  readonly mutedUntil: number | null;
  /** of the alert's last fire; null until it is dispatched */
  readonly lastTrigger: Trigger | null;
  readonly timeZone: string;
  readonly actions: readonly AlertAction[];
  /** what was just done */
  readonly done: AlertAction | null;
}

/** The alert, its state in a sentence, its last fire, and the actions that are offered. */
export function alertPage(page: AlertPage): Page {
  const { alert, coin, now, mutedUntil, timeZone, actions, done } = page;
  const { symbol, rule, name, note, state } = alert;
  const title = nameFirst(name, rule ? `${symbol}: ${formatRule(rule, alert)}` : symbol);
  const content = html`${done && notice(DONE[done])}
<section>
<h1>${title} <span class="mark">${STATUS_WORDS[state.status]}</span></h1>
${note !== null && note !== '' && html`<p>“${note}”</p>`}
<p class="quiet">${sentence(explainAlert(alert, { coin, now, mutedUntil, clock: createWallClock(timeZone).exact }))}</p>
${actions.map((action, index) => actionForm(action, LABELS[action], index === 0))}
${actions.length === 0 && html`<p>${adviceFor(state.status)}</p>`}
</section>
${alert.lastTrigger && fireSection(alert, alert.lastTrigger, page)}`;
  return { title, content };
}

/** Why no action is offered, and what to do instead. */
function adviceFor(status: Status): string {
  return status === 'faulty'
    ? 'Nothing can be done from here. Sign in to Pricebell to delete it and make it again.'
    : 'Its expiry has passed. Sign in to Pricebell and give it a later one to arm it again.';
}

type FireDetails = Pick<AlertPage, 'lastTrigger' | 'timeZone'>;

function fireSection(alert: PageAlert, fire: Fire, { lastTrigger, timeZone }: FireDetails): Html {
  const clock = createWallClock(timeZone);
  const ruleThen = lastTrigger?.rule ?? alert.rule;
  return html`<section>
<h2>Last fired${isSimulated(fire.feed) && html` <span class="mark">simulator</span>`}</h2>
${ruleThen && html`<p>${headline({ ...alert, ...fire, rule: ruleThen })}</p>`}
<dl>
<dt>When</dt><dd>${formatInstant(clock.exact(firedAt(fire)))}</dd>
<dt>Value</dt><dd>${formatFireValue(fire, alert)}</dd>
<dt>Proof</dt><dd>${formatTrade(fire)}</dd>
${
  lastTrigger
    ? Object.values(lastTrigger.deliveries).map(
        (delivery) =>
          html`<dt>${channelLabel(delivery.channel)}</dt><dd>${formatDelivery(delivery, clock.exact(delivery.at))}</dd>`,
      )
    : html`<dt>Sent</dt><dd>not yet</dd>`
}
</dl>
</section>`;
}

function formatDelivery({ state, detail }: Delivery, when: string): Html {
  const why = detail !== null && EXPLAINED.includes(state) ? `: ${detail}` : '';
  return html`${DELIVERY_WORDS[state]}${why}, <span class="quiet">${formatInstant(when)}</span>`;
}

/** When day and time do not fit on one line, each gets its own. */
function formatInstant(text: string): Html {
  const [day = '', ...time] = text.split(' ');
  return keepWhole(day, time.join(' '));
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
