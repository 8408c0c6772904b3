import type { AlertView } from '../../../contract/alert-view.ts';

const CREATED = '2026-11-22T12:00:00.000Z';

/** An armed alert on the price of BTCUSDT, changed as a test needs it. */
export function alertViewOf(changes: Partial<AlertView>): AlertView {
  return {
    id: 'alert-1',
    symbol: 'BTCUSDT',
    quote: 'USDT',
    condition: { metric: 'price', op: 'crosses-above', level: '65000' },
    all: null,
    repeat: { mode: 'once' },
    rearmPercent: null,
    holdSeconds: null,
    confirm: 'trade',
    channels: [],
    name: null,
    note: null,
    externalId: null,
    groupId: null,
    status: 'active',
    explanation: 'It waits.',
    distance: null,
    pausedUntil: null,
    mutedUntil: null,
    watchedFrom: null,
    lastTrigger: null,
    expiresAt: null,
    createdAt: CREATED,
    updatedAt: CREATED,
    version: 1,
    ...changes,
  };
}
