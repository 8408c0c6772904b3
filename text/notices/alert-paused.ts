import { viewRule } from '../../contract/rule-view.ts';
import { groupThousands } from '../../domain/market/decimal.ts';
import { formatPaused } from '../format/format-paused.ts';
import { formatRule } from '../format/format-rule.ts';
import { padRulePrices } from '../format/pad-prices.ts';
import { formatUtc, type WallClock } from '../format/wall-clock.ts';
import type { ContentOf, NoticeRow, NoticeText } from './notice-text.ts';

interface PriceSeen {
  readonly price: string;
  /** ms */
  readonly time: number;
}

export const alertPaused: NoticeText<ContentOf<'alert-paused'>> = {
  title: ({ symbol }) => `Your alert on ${symbol} was paused: the coin may be another one`,
  details: (content, { clock, decimals }) => {
    const { symbol, alertId, because } = content;
    const rule = formatRule(padRulePrices(content.rule, decimals), content);
    return {
      tone: 'warning',
      kicker: 'Alert paused',
      paragraphs: [
        `${formatPaused(symbol, because, clock.exact)}. Exchanges give the name of a coin that has ended to its successor: a level that was meant for the one says nothing of the other, so no trade of it has fired the alert.`,
        `If it is the coin that you meant, resume the alert with {"status":"active"}, or give it another level, with PATCH /api/alerts/${encodeURIComponent(alertId)}.`,
      ],
      rows: [
        { name: 'Rule', lines: [rule] },
        priceRow('Last price before', because.before, clock),
        priceRow('First price after', because.first, clock),
        { name: 'Alert', lines: [alertId] },
      ],
      summary: `${rule} · ${formatPaused(symbol, because, clock.exact)}`,
    };
  },
  chatLines: (content) => [
    ...(content.note ? [content.note] : []),
    `${formatPaused(content.symbol, content.because, formatUtc)}.`,
    `Rule: ${formatRule(content.rule, content)}`,
  ],
  event: ({ symbol, quote, alertId, name, note, rule, because }) => {
    const [before, first] = [priceData(because.before), priceData(because.first)];
    const data = { symbol, quote, alertId, name, note, rule: viewRule(rule), because: because.kind, before, first };
    return { type: 'alert.paused', data };
  },
};

function priceRow(name: string, { price, time }: PriceSeen, clock: WallClock): NoticeRow {
  return { name, lines: [groupThousands(price), ...clock.proof(time)] };
}

function priceData({ price, time }: PriceSeen) {
  return { price, time: new Date(time).toISOString() };
}
