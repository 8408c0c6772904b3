import type { TriggerView } from '../../contract/trigger-view.ts';
import { toCsv } from '../../text/csv/csv.ts';
import { fireSentence } from '../../text/format/format-fire-view.ts';
import { channelName, DELIVERY_STATES } from './describe-delivery.ts';

type Webhooks = Parameters<typeof channelName>[1];
type Column = readonly [name: string, write: (fire: TriggerView, webhooks: Webhooks) => string | null];

/** Of each fire what a spreadsheet can sort and sum. Instants are ISO 8601 UTC, numbers decimals with a point. */
const COLUMNS: readonly Column[] = [
  ['firedAt', ({ firedAt }) => firedAt],
  ['symbol', ({ symbol }) => symbol],
  ['name', ({ name }) => name],
  ['fired', fireSentence],
  ['metric', ({ metric }) => metric],
  ['value', ({ value }) => value],
  ['level', ({ level }) => level],
  ['tradeId', ({ trade }) => `${trade.id}`],
  ['price', ({ trade }) => trade.price],
  ['quantity', ({ trade }) => trade.quantity],
  ['tradeBeforeId', ({ previousTrade }) => previousTrade && `${previousTrade.id}`],
  ['tradeBeforePrice', ({ previousTrade }) => previousTrade?.price ?? null],
  ['recovered', ({ recovered }) => (recovered ? 'yes' : 'no')],
  ['feed', ({ feed }) => feed],
  ['deliveries', ({ deliveries }, webhooks) => deliveries.map((it) => deliveryText(it, webhooks)).join('; ')],
  ['note', ({ note }) => note],
  ['alertId', ({ alertId }) => alertId],
  ['id', ({ id }) => id],
];

function deliveryText(delivery: TriggerView['deliveries'][number], webhooks: Webhooks): string {
  return `${channelName(delivery, webhooks)}: ${DELIVERY_STATES[delivery.state].label}`;
}

export function writeFiredCsv(fires: readonly TriggerView[], webhooks: Webhooks): string {
  const rows = fires.map((fire) => COLUMNS.map(([, write]) => write(fire, webhooks)));
  return toCsv([COLUMNS.map(([name]) => name), ...rows]);
}
