import { viewRule } from '../../contract/rule-view.ts';
import { formatRule } from '../format/format-rule.ts';
import { padRulePrices } from '../format/pad-prices.ts';
import { formatUtc } from '../format/wall-clock.ts';
import type { ContentOf, NoticeText } from './notice-text.ts';

export const alertExpired: NoticeText<ContentOf<'alert-expired'>> = {
  title: ({ symbol }) => `Your alert on ${symbol} has expired`,
  details: (content, { clock, decimals }) => {
    const { alertId, expiresAt } = content;
    const rule = formatRule(padRulePrices(content.rule, decimals), content);
    return {
      tone: 'plain',
      kicker: 'Alert expired',
      paragraphs: [
        `It waited for “${rule}” until the time that you set, and is over now. Every trade that was seen until then has been judged.`,
        `To go on with it, give it a later “expiresAt”, or none, with PATCH /api/alerts/${encodeURIComponent(alertId)}.`,
      ],
      rows: [
        { name: 'Rule', lines: [rule] },
        { name: 'Expired', lines: clock.proof(expiresAt) },
        { name: 'Alert', lines: [alertId] },
      ],
      summary: `${rule} · ${clock.exact(expiresAt)}`,
    };
  },
  chatLines: (content) => [
    ...(content.note ? [content.note] : []),
    `Rule: ${formatRule(content.rule, content)}`,
    `Expired: ${formatUtc(content.expiresAt)}`,
  ],
  event: ({ symbol, quote, alertId, name, note, rule, expiresAt }) => ({
    type: 'alert.expired',
    data: { symbol, quote, alertId, name, note, rule: viewRule(rule), expiresAt: new Date(expiresAt).toISOString() },
  }),
};
