import { errorFields } from '../../adapters/log.ts';
import type { InlineImage } from '../../adapters/mail/compose-email.ts';
import { isNotice, type Message } from '../../domain/messages/message.ts';
import { linkPath } from '../../domain/people/link.ts';
import { isPrinted } from '../../text/format/format-metric.ts';
import type { Recipient } from '../../text/mail/recipient.ts';
import { type DrawnChart, drawChart } from './chart/draw-chart.ts';
import type { MailToSend } from './claim-waiting.ts';
import type { MailDeps } from './mail-deps.ts';

const DAY_MS = 24 * 60 * 60_000;

/** Looks up everything that a mail needs besides its messages: the precision of prices, the links, the chart. */
export async function lookUpRecipient(
  { person, profile, claimed }: MailToSend,
  deps: MailDeps,
): Promise<{ recipient: Recipient; images: InlineImage[] }> {
  const messages = claimed.map(({ message }) => message);
  const [only] = messages;
  const chart = only && messages.length === 1 ? await drawChartOf(only, deps) : null;
  const decimals = await decimalsBySymbol(messages, deps);
  const recipient: Recipient = {
    timeZone: profile.settings.timeZone,
    decimalsOf: (symbol) => decimals.get(symbol) ?? null,
    links: await makeLinks(person, messages, deps),
    isRepeat: claimed.some(({ delivery }) => delivery.isRepeat),
    chart: chart?.labels ?? null,
  };
  return { recipient, images: chart ? [{ cid: chart.labels.cid, png: chart.png }] : [] };
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

/** The day before a trigger. A notice has no chart. */
async function drawChartOf(message: Message, deps: MailDeps): Promise<DrawnChart | null> {
  if (isNotice(message)) return null;
  const { time } = message.trade;
  const candles = await orWithout(deps.candles.read(message.symbol, '1m', time - DAY_MS, time), 'chart', deps);
  const level = isPrinted(message.metric) ? Number(message.level) : null;
  return candles && drawChart(candles, { level, at: time, price: message.trade.price });
}

/** A mail without its chart or precision is better than a late one. */
async function orWithout<Value>(value: Promise<Value>, what: string, { log }: MailDeps): Promise<Value | null> {
  try {
    return await value;
  } catch (error) {
    log.warn(`a mail goes without its ${what}`, errorFields(error));
    return null;
  }
}
