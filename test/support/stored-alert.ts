import type { StoredAlert } from '../../adapters/dynamodb/alerts/alert-item.ts';
import { buildCrossingRule } from './crossing-rule.ts';
import { ALERT_ID } from './triggers.ts';

export const ADA = 'https://issuer.example#ada';

/** Ada's alert on BTCUSDT crossing above 65,000, made and armed at 1,000 ms. */
export function buildStoredAlert(fields: Partial<StoredAlert> = {}): StoredAlert {
  return {
    id: ALERT_ID,
    owner: ADA,
    symbol: 'BTCUSDT',
    quote: 'USDT',
    rule: buildCrossingRule(),
    state: {
      status: 'active',
      phase: 'watching',
      watch: 0,
      zone: 'below',
      asOf: { tradeId: 7, instant: 1_500 },
      watchedFrom: { tradeId: 7, time: 1_500, epoch: 1 },
    },
    rev: 2,
    version: 1,
    channels: [{ type: 'email' }],
    name: null,
    note: null,
    externalId: null,
    group: null,
    fires: 0,
    lastTrigger: null,
    createdAt: 1_000,
    updatedAt: 1_000,
    ...fields,
  };
}
