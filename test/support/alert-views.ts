import type { AlertView } from '../../contract/alert-view.ts';

/** An alert on BTCUSDT crossing above 65,000, as the API shows it. */
export function buildAlertView(fields: Partial<AlertView> = {}): AlertView {
  return {
    id: 'BTCUSDT-0-01J9ZX',
    symbol: 'BTCUSDT',
    quote: 'USDT',
    condition: { metric: 'price', op: 'crosses-above', level: '65000' },
    all: null,
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    channels: [{ type: 'email' }],
    name: null,
    note: null,
    externalId: null,
    groupId: null,
    status: 'active',
    explanation: 'fires when the price rises to 65,000 or above',
    distance: { metric: 'price', value: '64000', level: '65000', percent: '1.5625' },
    pausedUntil: null,
    mutedUntil: null,
    warmingUpUntil: null,
    watchedFrom: null,
    lastTrigger: null,
    expiresAt: null,
    createdAt: '2026-11-22T12:00:00.000Z',
    updatedAt: '2026-11-22T12:00:00.000Z',
    version: 1,
    ...fields,
  };
}
