import type { FireView, TriggerView } from '../../../../contract/trigger-view.ts';

const ALERT_ID = 'BTCUSDT-0-01KAN3W2W0Q6Z8J7T4R2M5X9CB';
const CONDITION = { metric: 'price', op: 'crosses-above', level: '65000' } as const;
const HOPS = {
  tradeAt: '2026-11-22T09:14:07.052Z',
  receivedAt: '2026-11-22T09:14:07.098Z',
  publishedAt: '2026-11-22T09:14:07.201Z',
  evaluatedAt: '2026-11-22T09:14:07.640Z',
  clockOffsetMs: -12,
} as const;

/** The proof of a fire, as an alert shows it. */
export const FIRE: FireView = {
  id: `${ALERT_ID}@0000004101221874-01795338847052`,
  sequence: 1,
  firedAt: HOPS.tradeAt,
  trade: { id: 4_101_221_874, time: HOPS.tradeAt, price: '65000.01', quantity: '0.00231' },
  previousTrade: { id: 4_101_221_873, time: '2026-11-22T09:14:07.051Z', price: '64999.99', quantity: '0.01' },
  metric: 'price',
  value: '65000.01',
  level: '65000',
  reason: 'crossed-up',
  conditions: [{ condition: CONDITION, value: '65000.01', deciding: true }],
  values: { price: '65000.01' },
  recovered: false,
  feed: 'binance',
  hops: HOPS,
};

/** The same fire in the log, with what became of its messages. */
export const TRIGGER: TriggerView = {
  ...FIRE,
  alertId: ALERT_ID,
  symbol: 'BTCUSDT',
  quote: 'USDT',
  name: 'BTC to 65k',
  note: 'sell a third',
  rule: {
    condition: CONDITION,
    all: null,
    repeat: { mode: 'every-time', cooldownSeconds: 300 },
    rearmPercent: 0.5,
    holdSeconds: null,
    confirm: 'trade',
    expiresAt: null,
  },
  hops: { ...HOPS, dispatchedAt: '2026-11-22T09:14:07.811Z' },
  deliveries: [
    { channel: 'email', label: null, state: 'delivered', at: '2026-11-22T09:14:09.120Z', detail: null, attempts: 1 },
  ],
};
