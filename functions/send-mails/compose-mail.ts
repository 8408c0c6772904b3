import { errorFields } from '../../adapters/log.ts';
import type { InlineImage } from '../../adapters/mail/compose-email.ts';
import type { Email } from '../../adapters/mail/email-sender.ts';
import { isNotice, type Message } from '../../domain/messages/message.ts';
import { linkPath } from '../../domain/people/link.ts';
import { type FormattedMail, formatMail } from '../../text/mail/format-mail.ts';
import type { ChartLabels, Recipient } from '../../text/mail/recipient.ts';
import { drawChart } from './chart/draw-chart.ts';
import { type Claimed, EMAIL } from './claim-waiting.ts';
import type { MailDeps } from './mail-deps.ts';
import type { MailToSend } from './send-mail.ts';

const DAY_MS = 24 * 60 * 60_000;

export interface ComposedMail {
  /** what the mail tells */
  readonly told: readonly Claimed[];
  /** null when nothing could be put into words */
  readonly email: Email | null;
}

/** Everything that a mail needs besides its messages is looked up here: precision, chart, links. */
export async function composeMail(mail: MailToSend, deps: MailDeps): Promise<ComposedMail> {
  const { mailId, profile } = mail;
  const { reader, images } = await readerOf(mail, deps);
  const { told, words } = await formatAll(mail.claimed, reader, deps);
  if (!words) return { told, email: null };
  const [first] = told;
  const headers = {
    'List-Unsubscribe': `<${reader.links.unsubscribe}>`,
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    'X-Pricebell-Mail': mailId,
    ...(first && told.length === 1 && { 'X-Pricebell-Message': encodeURIComponent(first.message.id) }),
  };
  return { told, email: { to: profile.email, ...words, headers, images, mailId } };
}

/** Who reads the mail, and what stands around the words. */
async function readerOf(
  { person, profile, claimed }: MailToSend,
  deps: MailDeps,
): Promise<{ reader: Recipient; images: InlineImage[] }> {
  const messages = claimed.map(({ message }) => message);
  const [only] = messages;
  const chart = only && messages.length === 1 ? await chartOf(only, deps) : null;
  const decimals = await decimalsBySymbol(messages, deps);
  const reader: Recipient = {
    timeZone: profile.settings.timeZone,
    decimalsOf: (symbol) => decimals.get(symbol) ?? null,
    links: await makeLinks(person, messages, deps),
    isRepeat: claimed.some(({ delivery }) => delivery.isRepeat),
    chart: chart?.words ?? null,
  };
  return { reader, images: chart ? [{ cid: chart.words.cid, png: chart.png }] : [] };
}

async function makeLinks(person: string, messages: readonly Message[], { makeLink, publicUrl }: MailDeps) {
  const url = async (link: Parameters<MailDeps['makeLink']>[0]) => `${publicUrl}${linkPath(await makeLink(link))}`;
  const alerts = new Map<string, string>();
  for (const alertId of new Set(messages.flatMap(alertOf))) {
    alerts.set(alertId, await url({ do: 'alert', person, alertId }));
  }
  return { alerts, unsubscribe: await url({ do: 'unsubscribe', person }) };
}

function alertOf(message: Message): string[] {
  if (!isNotice(message)) return [message.alertId];
  return 'alertId' in message.content ? [message.content.alertId] : [];
}

async function decimalsBySymbol(messages: readonly Message[], deps: MailDeps): Promise<Map<string, number | null>> {
  const symbols = new Set(messages.flatMap((message) => symbolOf(message) ?? []));
  const decimals = new Map<string, number | null>();
  for (const symbol of symbols) {
    decimals.set(symbol, await orWithout(deps.market.decimalsOf(symbol), 'precision', deps));
  }
  return decimals;
}

function symbolOf(message: Message): string | null {
  if (!isNotice(message)) return message.symbol;
  return 'symbol' in message.content ? message.content.symbol : null;
}

/** Of the day before the fire. Notices have none. */
async function chartOf(message: Message, deps: MailDeps): Promise<{ png: Uint8Array; words: ChartLabels } | null> {
  if (isNotice(message)) return null;
  const { time } = message.trade;
  const candles = await orWithout(deps.candles.read(message.symbol, '1m', time - DAY_MS, time), 'chart', deps);
  const level = message.metric === 'price' ? Number(message.level) : null;
  return candles && drawChart(candles, { level, at: time, price: message.trade.price });
}

/** An alert is told without its chart or precision rather than late. */
async function orWithout<Value>(value: Promise<Value>, what: string, { log }: MailDeps): Promise<Value | null> {
  try {
    return await value;
  } catch (error) {
    log.warn(`a mail goes without its ${what}`, errorFields(error));
    return null;
  }
}

type Worded = { readonly told: readonly Claimed[]; readonly words: FormattedMail | null };

async function formatAll(claimed: readonly Claimed[], reader: Recipient, deps: MailDeps): Promise<Worded> {
  try {
    return { told: claimed, words: formatOf(claimed, reader) };
  } catch (error) {
    deps.log.error('a mail can not be put into words', errorFields(error));
    const told: Claimed[] = [];
    for (const it of claimed) {
      const fault = faultOf(it, reader);
      if (fault === null) told.push(it);
      else await deps.deliveryLog.change(orderOf(it), { kind: 'refused', at: deps.now(), detail: fault });
    }
    return { told, words: formatOf(told, reader) };
  }
}

function formatOf(claimed: readonly Claimed[], reader: Recipient): FormattedMail | null {
  const [first, ...rest] = claimed.map(({ message }) => message);
  return first ? formatMail([first, ...rest], reader) : null;
}

function faultOf(claimed: Claimed, reader: Recipient): string | null {
  try {
    formatOf([claimed], reader);
    return null;
  } catch (error) {
    return `can not be put into words: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function orderOf({ message }: Claimed) {
  return { messageId: message.id, channel: EMAIL };
}
