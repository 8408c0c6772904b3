import { isSimulated } from '../../domain/market/feed.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { formatFireValue } from '../../text/format/format-fire.ts';
import { formatSubject } from '../../text/format/format-metric.ts';
import { formatRule } from '../../text/format/format-rule.ts';
import { formatTrade } from '../../text/format/format-trade.ts';

const REASONS: Record<Trigger['reason'], string> = {
  holds: 'reached',
  'crossed-up': 'crossed up',
  'crossed-down': 'crossed down',
  entered: 'entered',
  left: 'left',
};

/** `trigger  BTCUSDT 65,001.2 crossed up (price crosses above 65,000) by trade 123 at 09:18:16 UTC, email sent · SIMULATOR` */
export function describeTrigger(trigger: Trigger): string {
  const { symbol, metric, reason, rule, feed, name, note } = trigger;
  const parts = [
    `trigger  ${name === null ? '' : `${printable(name)}: `}${formatSubject(symbol, metric)} ${formatFireValue(trigger, trigger)} ${REASONS[reason]} (${formatRule(rule, trigger)})`,
    ` ${formatTrade(trigger)} at ${new Date(firedAt(trigger)).toISOString().slice(11, 19)} UTC`,
    ...Object.values(trigger.deliveries).map(({ channel, state }) => `, ${channel} ${state}`),
    note === null ? '' : ` · ${printable(note)}`,
    isSimulated(feed) ? ' · SIMULATOR' : '',
  ];
  return parts.join('');
}

/** On one line and without control characters: anyone with a token can write notes. */
function printable(text: string): string {
  return text.replace(/\s+/gu, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '');
}
