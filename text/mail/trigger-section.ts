import { groupThousands } from '../../domain/market/decimal.ts';
import { isSimulated } from '../../domain/market/feed.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { isWindowed } from '../../domain/metrics/metric.ts';
import type { Rule } from '../../domain/rules/rule.ts';
import { formatFireValue, headline } from '../format/format-fire.ts';
import { formatExactly, formatTitle } from '../format/format-metric.ts';
import { formatTrade } from '../format/format-trade.ts';
import { padPrice, padTriggerPrices } from '../format/pad-prices.ts';
import type { WallClock } from '../format/wall-clock.ts';
import type { Link, MailSection, Picture, Tone } from './mail-content.ts';
import { proofRows } from './proof-rows.ts';
import type { ChartLabels } from './recipient.ts';

export interface TriggerSectionOptions {
  readonly clock: WallClock;
  /** of the coin's prices; null: print them as they are */
  readonly decimals: number | null;
  /** address of the alert's page; undefined when there is none */
  readonly page: string | undefined;
  readonly chart: ChartLabels | null;
}

export function triggerSection(
  original: Trigger,
  { clock, decimals, page, chart }: TriggerSectionOptions,
): MailSection {
  const trigger = padTriggerPrices(original, decimals);
  const { symbol, metric, trade } = trigger;
  const found = formatFireValue(trigger, trigger);
  const byTrade = isWindowed(metric)
    ? `${formatTrade(trigger)} at ${groupThousands(trade.price)}`
    : formatTrade(trigger);
  return {
    tone: toneOf(trigger),
    kicker: isSimulated(trigger.feed) ? 'Price alert · simulator' : 'Price alert',
    name: trigger.name,
    title: headline(trigger),
    figure: { name: formatTitle(symbol, metric), value: found },
    picture: chart && pictureOf(trigger, chart, { clock, decimals }),
    paragraphs: [`${clock.exact(firedAt(trigger))}, ${byTrade}${trigger.recovered ? ', recovered late' : ''}.`],
    note: trigger.note,
    rows: proofRows(trigger, clock),
    summary: [
      `${found} ${byTrade}, quantity ${trade.quantity}`,
      clock.exact(firedAt(trigger)),
      ...(trigger.recovered ? ['recovered late'] : []),
      ...(isSimulated(trigger.feed) ? ['simulator'] : []),
    ].join(' · '),
    links: page === undefined ? [] : linksTo(page, trigger.rule),
  };
}

/**
 * Both links open the same signed page, which changes nothing until a button on it is pressed. An alert that fires once must be
 * re-armed; one that fires every time re-arms itself.
 */
function linksTo(page: string, { repeat }: Rule): Link[] {
  const action =
    repeat.mode === 'once'
      ? { label: 'Re-arm it', address: `${page}#rearm` }
      : { label: 'Pause it', address: `${page}#pause` };
  return [{ label: 'See the alert', address: page }, action];
}

function toneOf({ reason, value, level }: Trigger): Tone {
  switch (reason) {
    case 'crossed-up':
      return 'up';
    case 'crossed-down':
      return 'down';
    case 'holds':
      return Number(value) >= Number(level) ? 'up' : 'down';
    case 'entered':
    case 'left':
      return 'plain';
  }
}

function pictureOf(
  trigger: Trigger,
  chart: ChartLabels,
  { clock, decimals }: Pick<TriggerSectionOptions, 'clock' | 'decimals'>,
): Picture {
  const { symbol, metric, level } = trigger;
  const { cid, width, height, from, to } = chart;
  const price = (decimal: string) => groupThousands(padPrice(decimal, decimals));
  const title = `${symbol}, last ${formatHours(to - from)}`;
  const lineLabel = chart.hasLevel ? `your level ${formatExactly(metric, level, trigger)}` : null;
  const bounds = `from ${price(chart.low)} to ${price(chart.high)}`;
  const alt = `Chart of ${title}: prices ${bounds}${lineLabel === null ? '' : `, with ${lineLabel} as a dashed line`}`;
  const edges = { high: price(chart.high), low: price(chart.low), from: clock.minute(from), to: clock.minute(to) };
  return { cid, width, height, alt, title, lineLabel, ...edges };
}

/** The chart of a coin that has been followed for an hour shows that hour. */
function formatHours(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  return minutes < 120 ? `${minutes} minutes` : `${Math.round(minutes / 60)} hours`;
}
