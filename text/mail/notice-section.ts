import { groupThousands } from '../../domain/market/decimal.ts';
import type { Outage } from '../../domain/market/outage.ts';
import type { Notice, NoticeContent } from '../../domain/messages/notice.ts';
import { OUTAGE_WORDS } from '../format/format-outage.ts';
import { formatPaused } from '../format/format-paused.ts';
import { formatRule } from '../format/format-rule.ts';
import { formatSpan, type WallClock } from '../format/wall-clock.ts';
import type { MailSection, Row } from './mail-content.ts';
import { padRulePrices } from './pad-prices.ts';

/** What the words of a notice need besides it. */
export interface NoticeScene {
  readonly clock: WallClock;
  readonly decimalsOf: (symbol: string) => number | null;
  /** address of an alert's page by alert id */
  readonly pages: ReadonlyMap<string, string>;
}

/** What parts one kind of notice from another. */
type Told = Pick<MailSection, 'tone' | 'kicker' | 'title' | 'paragraphs' | 'note' | 'rows' | 'line' | 'links'>;

type ContentOf<Kind extends NoticeContent['kind']> = Extract<NoticeContent, { kind: Kind }>;

export function noticeSection({ content }: Notice, scene: NoticeScene): MailSection {
  return { figure: null, picture: null, ...tell(content, scene) };
}

function tell(content: NoticeContent, scene: NoticeScene): Told {
  switch (content.kind) {
    case 'coin-dark':
      return tellDark(content, scene);
    case 'coin-halted':
      return tellHalted(content, scene);
    case 'coin-back':
      return tellBack(content, scene);
    case 'alert-expired':
      return tellExpired(content, scene);
    case 'channel-refused':
      return explainRefused(content);
    case 'alert-paused':
      return tellPaused(content, scene);
    case 'channel-disabled':
      return tellDisabled(content);
  }
}

function tellDark({ symbol, outage }: ContentOf<'coin-dark'>, { clock }: NoticeScene): Told {
  const { since, before } = outage;
  return {
    tone: 'warning',
    kicker: 'Coin not seen',
    title: `${symbol} has not been seen since ${clock.second(since)}`,
    paragraphs: [
      `No prices of ${symbol} arrive at the moment, so your alerts on it can't ring.`,
      'When they arrive again, the trades that were missed are fetched and judged one by one, in their order: a level that was crossed in between still rings, only later. You will be told how far that went.',
    ],
    note: null,
    rows: [
      { name: 'Not seen since', lines: clock.proof(since) },
      ...(before ? [tradeRow('Last trade seen', before, clock)] : []),
    ],
    line: [
      "alerts on it can't ring until it is seen again",
      ...(before ? [`last trade seen ${before.tradeId}`] : []),
    ].join(' · '),
    links: [],
  };
}

function tellHalted({ symbol, outage }: ContentOf<'coin-halted'>, { clock }: NoticeScene): Told {
  const { since, before, cause } = outage;
  const { hasBeen, meaning } = OUTAGE_WORDS[cause];
  return {
    tone: 'warning',
    kicker: 'Coin not traded',
    title: `${symbol} ${hasBeen} ${clock.second(since)}`,
    paragraphs: [
      meaning,
      'If its price is near where it was then, your alerts go on from there: a level that was jumped over is crossed. If it comes back somewhere else altogether, it may be another coin under the same name: then they are paused, and you are notified.',
    ],
    note: null,
    rows: [
      { name: 'Not seen since', lines: clock.proof(since) },
      ...(before ? [tradeRow('Last trade seen', before, clock)] : []),
    ],
    line: ["alerts on it can't fire", ...(before ? [`last trade seen ${before.tradeId}`] : [])].join(' · '),
    links: [],
  };
}

function tellBack({ symbol, outage }: ContentOf<'coin-back'>, { clock }: NoticeScene): Told {
  const { since, endedAt, before, rechecked, cause } = outage;
  const was = `${OUTAGE_WORDS[cause].was} ${endedAt === null ? 'a while' : formatSpan(endedAt - since)}`;
  return {
    tone: 'plain',
    kicker: 'Coin seen again',
    title: `${symbol} is seen again`,
    paragraphs: [`It was ${was}. ${formatRechecked(outage)}`],
    note: null,
    rows: [
      { name: 'Not seen from', lines: clock.proof(since) },
      ...(endedAt === null ? [] : [{ name: 'Seen again', lines: clock.proof(endedAt) }]),
      ...(before ? [tradeRow('Last trade before', before, clock)] : []),
      ...(rechecked ? [tradeRow('Re-checked up to', rechecked, clock)] : []),
    ],
    line: `${was} · ${formatRechecked(outage)}`,
    links: [],
  };
}

/** The outage does not know the intervals that stay unwatched, so no sentence claims that every trade was judged. */
function formatRechecked({ symbol, before, rechecked }: Outage): string {
  if (!rechecked) return 'No trade of that time has been re-checked.';
  if (before && rechecked.tradeId <= before.tradeId) return 'Nothing was traded in that time.';
  const missed = before ? `${before.tradeId + 1} to ${rechecked.tradeId}` : `up to ${rechecked.tradeId}`;
  return `Of the trades ${missed}, those that the exchange still had have been re-checked against your alerts; any others are under “unwatched” in GET /api/coins/${symbol}.`;
}

function tradeRow(name: string, { tradeId, time }: { tradeId: number; time: number }, clock: WallClock): Row {
  return { name, lines: [`trade ${tradeId}`, ...clock.proof(time)] };
}

function tellExpired(content: ContentOf<'alert-expired'>, { clock, decimalsOf, pages }: NoticeScene): Told {
  const { symbol, alertId, note, expiresAt } = content;
  const rule = formatRule(padRulePrices(content.rule, decimalsOf(symbol)), content);
  const page = pages.get(alertId);
  return {
    tone: 'plain',
    kicker: 'Alert expired',
    title: `Your alert on ${symbol} has expired`,
    paragraphs: [
      `It waited for “${rule}” until the time that you set, and is over now. Every trade that was seen until then has been judged.`,
      `To go on with it, give it a later “expiresAt”, or none, with PATCH /api/alerts/${encodeURIComponent(alertId)}.`,
    ],
    note,
    rows: [
      { name: 'Rule', lines: [rule] },
      { name: 'Expired', lines: clock.proof(expiresAt) },
      { name: 'Alert', lines: [alertId] },
    ],
    line: `${rule} · ${clock.exact(expiresAt)}`,
    links: page === undefined ? [] : [{ label: 'See the alert', address: page }],
  };
}

function tellPaused(content: ContentOf<'alert-paused'>, { clock, decimalsOf, pages }: NoticeScene): Told {
  const { symbol, alertId, note, because } = content;
  const rule = formatRule(padRulePrices(content.rule, decimalsOf(symbol)), content);
  const page = pages.get(alertId);
  return {
    tone: 'warning',
    kicker: 'Alert paused',
    title: `Your alert on ${symbol} was paused: the coin may be another one`,
    paragraphs: [
      `${formatPaused(symbol, because, clock.exact)}. Exchanges give the name of a coin that has ended to its successor: a level that was meant for the one says nothing of the other, so no trade of it has fired the alert.`,
      `If it is the coin that you meant, resume the alert with {"status":"active"}, or give it another level, with PATCH /api/alerts/${encodeURIComponent(alertId)}.`,
    ],
    note,
    rows: [
      { name: 'Rule', lines: [rule] },
      { name: 'Last price before', lines: [groupThousands(because.before.price), ...clock.proof(because.before.time)] },
      { name: 'First price after', lines: [groupThousands(because.first.price), ...clock.proof(because.first.time)] },
      { name: 'Alert', lines: [alertId] },
    ],
    line: `${rule} · ${formatPaused(symbol, because, clock.exact)}`,
    links: page === undefined ? [] : [{ label: 'See the alert', address: page }],
  };
}

function explainRefused(content: ContentOf<'channel-refused'>): Told {
  const { host, webhookId, newAddress } = content;
  const why = hideAddresses(content.detail);
  const mend =
    newAddress === null
      ? `If it should have been taken, change it there and try it with POST /api/me/webhooks/${webhookId}/test.`
      : `Redirects are not followed. If the new address is yours, save your alerts with it.`;
  return {
    tone: 'warning',
    kicker: 'Webhook refused a message',
    title: `Your webhook at ${host} refused a message`,
    paragraphs: [
      `What it refused is not sent there again. Later messages are tried; when ten in a row are refused, the webhook is switched off. You get no other mail like this one until it has taken a message.`,
      mend,
    ],
    note: null,
    rows: refusalRows(content, why),
    line: refusalLine(content, why),
    links: [],
  };
}

function tellDisabled(content: ContentOf<'channel-disabled'>): Told {
  const why = hideAddresses(content.detail);
  return {
    tone: 'warning',
    kicker: 'Webhook switched off',
    title: `Your webhook at ${content.host} was switched off`,
    paragraphs: [
      'It did not take what was sent to it, so nothing is sent there any more. Notices, and alerts that have the channel email, still come by mail. An alert whose only channel is this webhook reaches nobody until it is on again; what fires is kept in GET /api/triggers.',
      'When it works again, switch it on with PUT /api/me; GET /api/me shows your webhooks and their states.',
    ],
    note: null,
    rows: refusalRows(content, why),
    line: `${refusalLine(content, why)} · switch it on again with PUT /api/me`,
    links: [],
  };
}

type Refusal = ContentOf<'channel-refused' | 'channel-disabled'>;

function refusalLine({ newAddress }: Refusal, why: string): string {
  return newAddress === null ? why : `${why} · new address: ${newAddress}`;
}

function refusalRows(content: Refusal, why: string): Row[] {
  const { host, webhookId, undelivered, newAddress } = content;
  return [
    { name: 'Host', lines: [host] },
    { name: 'Reason', lines: [why] },
    ...(undelivered === null ? [] : [{ name: 'Not delivered', lines: [undelivered] }]),
    ...(newAddress === null ? [] : [{ name: 'New address', lines: [newAddress] }]),
    { name: 'Webhook', lines: [webhookId] },
  ];
}

/** Whoever knows a webhook's address can write to it: of an address in the words only the host is shown. The sentence goes on after it. */
function hideAddresses(text: string): string {
  return text.replace(/(https?:\/\/)(?:[^\s/@]*@)?([^\s/?#]+)[/?#]\S*?(?=[;,.)]*(?:\s|$))/gi, '$1$2/…');
}
