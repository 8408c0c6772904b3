import { groupThousands } from '../../domain/market/decimal.ts';
import { FEED_NAMES } from '../../domain/market/feed.ts';
import { hopDelays } from '../../domain/messages/hops.ts';
import { firedAt, type Trigger } from '../../domain/messages/trigger.ts';
import { formatAllFound } from '../format/format-found.ts';
import { formatRule } from '../format/format-rule.ts';
import { formatSpan } from '../format/format-span.ts';
import type { WallClock } from '../format/wall-clock.ts';
import type { Row } from './mail-content.ts';

/** What proves a fire. `trigger`: with its prices padded for print. */
export function proofRows(trigger: Trigger, clock: WallClock): Row[] {
  const { trade, previousTrade } = trigger;
  return [
    row('Trade', `${trade.id}`),
    row('Price', groupThousands(trade.price)),
    row('Quantity', groupThousands(trade.quantity)),
    row('Time', ...clock.proof(trade.time)),
    ...(previousTrade ? [previousRow(previousTrade, clock)] : []),
    // time alone made it fire: its trade is the last one before
    ...(isByTime(trigger) ? [row('Fired', ...clock.proof(firedAt(trigger)))] : []),
    ...formatAllFound(trigger).map((found) => row('Condition', found)),
    row('Rule', formatRule(trigger.rule, trigger)),
    row('Delay', ...delays(trigger)),
    row('Seen', trigger.recovered ? 'late, by catching up on what was missed' : 'live'),
    row('Prices', FEED_NAMES[trigger.feed]),
    row('Alert', trigger.alertId),
  ];
}

function row(name: string, ...lines: string[]): Row {
  return { name, lines };
}

function previousRow({ id, price, time }: Trigger['trade'], clock: WallClock): Row {
  return row('Trade before', `${id} at ${groupThousands(price)}`, ...clock.proof(time));
}

/** Hop by hop, from the trade or, when time alone made it fire, from the deadline. */
function delays(trigger: Trigger): string[] {
  const { hops, dispatchedAt } = trigger;
  const { received, published, evaluated, dispatched } = hopDelays(hops, { firedAt: firedAt(trigger), dispatchedAt });
  return [
    `${isByTime(trigger) ? 'due' : 'traded'} → received ${formatDelay(received)}`,
    `received → published ${formatDelay(published)}`,
    `published → evaluated ${formatDelay(evaluated)}`,
    `evaluated → dispatched ${formatDelay(dispatched)}`,
  ];
}

/** A hop may begin and end on different clocks: one that is shorter than their difference can't be measured. */
function formatDelay(ms: number | null): string {
  if (ms === null) return 'not known: the clocks were not compared';
  return ms < 0 ? "within the clocks' difference" : formatSpan(ms);
}

function isByTime(trigger: Trigger): boolean {
  return firedAt(trigger) !== trigger.trade.time;
}
