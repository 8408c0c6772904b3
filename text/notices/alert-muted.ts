import { viewRule } from '../../contract/rule-view.ts';
import { formatRule } from '../format/format-rule.ts';
import { padRulePrices } from '../format/pad-prices.ts';
import { formatUtc } from '../format/wall-clock.ts';
import type { ContentOf, NoticeText } from './notice-text.ts';

type Muted = ContentOf<'alert-muted'>;

export const alertMuted: NoticeText<Muted> = {
  title: ({ symbol, until }, formatInstant) =>
    `Your alert on ${symbol} fired too often: muted until ${formatInstant(until)}`,
  details: (content, { clock, decimals }) => {
    const { alertId, until } = content;
    const rule = formatRule(padRulePrices(content.rule, decimals), content);
    return {
      tone: 'warning',
      kicker: 'Alert muted',
      paragraphs: [
        `${formatCount(content)} Further fires up to ${clock.exact(until)} are kept with their proofs in GET /api/triggers, and nothing is sent for them. After that the alert sends again by itself.`,
        `To get its messages before that, press “End the mute” on the alert's page, or send {"muted":false} with PATCH /api/alerts/${encodeURIComponent(alertId)}. A longer cooldown, or a larger “rearmPercent”, makes it fire less often.`,
      ],
      rows: [
        { name: 'Rule', lines: [rule] },
        { name: 'Muted until', lines: clock.proof(until) },
        { name: 'Alert', lines: [alertId] },
      ],
      summary: `${rule} · muted until ${clock.exact(until)}`,
    };
  },
  chatLines: (content) => [
    ...(content.note ? [content.note] : []),
    `${formatCount(content)} Nothing is sent for further fires up to ${formatUtc(content.until)}.`,
    `To get its messages before that: PATCH /api/alerts/${encodeURIComponent(content.alertId)} with {"muted":false}.`,
    `Rule: ${formatRule(content.rule, content)}`,
  ],
  event: ({ symbol, quote, alertId, name, note, rule, maxFiresPerHour, until }) => ({
    type: 'alert.muted',
    data: {
      ...{ symbol, quote, alertId, name, note, rule: viewRule(rule), maxFiresPerHour },
      mutedUntil: new Date(until).toISOString(),
    },
  }),
};

function formatCount({ maxFiresPerHour }: Muted): string {
  const times = maxFiresPerHour === 1 ? 'once' : `${maxFiresPerHour} times`;
  return `It has fired more than ${times} within the hour.`;
}
