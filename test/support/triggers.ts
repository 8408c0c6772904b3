import { encodePosition } from '../../domain/market/position.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import type { Trigger } from '../../domain/messages/trigger.ts';
import { buildCrossingRule } from './crossing-rule.ts';
import { buildTrade } from './ticks.ts';

export const ALERT_ID = 'BTCUSDT-0-01J9ZX00000000000000000000';

/** BTCUSDT crossed above 65,000 at trade 12. */
export function buildTrigger(fields: Partial<Trigger> = {}): Trigger {
  const trade = buildTrade({ id: 12, price: '65001.2', quantity: '0.5' });
  const position = encodePosition({ tradeId: trade.id, instant: trade.time });
  return {
    id: `${ALERT_ID}@${position}`,
    alertId: ALERT_ID,
    symbol: 'BTCUSDT',
    quote: 'USDT',
    owner: 'https://issuer.example#ada',
    sequence: 1,
    trade,
    previousTrade: buildTrade({ id: 11, price: '64990' }),
    metric: 'price',
    value: '65001.2',
    level: '65000',
    reason: 'crossed-up',
    conditions: [],
    values: { price: '65001.2' },
    rule: buildCrossingRule(),
    name: null,
    note: null,
    channels: [{ type: 'email' }],
    recovered: false,
    feed: 'binance',
    // our own clock shows a second past 1970, and the exchange's 85 ms less since the trade
    hops: {
      ...{ tradeAt: trade.time, receivedAt: 1_000, publishedAt: 1_040, evaluatedAt: 1_100 },
      clockOffsetMs: trade.time - 915,
    },
    dispatchedAt: 1_130,
    deliveries: { email: queuedDelivery('email', 1_130) },
    ...fields,
  };
}
