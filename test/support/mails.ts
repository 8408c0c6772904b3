import type { Candle } from '../../domain/market/candle.ts';
import { encodePosition } from '../../domain/market/position.ts';
import { queuedDelivery } from '../../domain/messages/delivery.ts';
import { type Notice, type NoticeContent, noticeId, noticeName } from '../../domain/messages/notice.ts';
import type { Trigger } from '../../domain/messages/trigger.ts';
import type { Recipient } from '../../text/mail/recipient.ts';
import { buildCrossingRule } from './crossing-rule.ts';
import { buildTrigger } from './triggers.ts';

export const NOON = Date.UTC(2026, 0, 5, 12);
const PERSON = 'https://issuer.example#ada';

export function buildRecipient(fields: Partial<Recipient> = {}): Recipient {
  return {
    timeZone: 'UTC',
    decimalsOf: () => null,
    links: { alerts: new Map(), unsubscribe: 'https://bell.example/api/links/stop' },
    isRepeat: false,
    chart: null,
    ...fields,
  };
}

export function buildNotice(content: NoticeContent, at = NOON): Notice {
  const deliveries = { email: queuedDelivery('email', at) };
  return { id: noticeId(PERSON, noticeName(content, at)), person: PERSON, at, content, deliveries };
}

/** The alert of the notice about an expiry. */
export const EXPIRED = 'ETHUSDT-0-01J9ZX00000000000000000001';

const before = { tradeId: 3_412_845_001, time: NOON - 60_000 };

/** The alert of the notice about a mute. */
export const MUTED = 'SOLUSDT-0-01J9ZX00000000000000000002';

/** A notice of each kind. */
export const NOTICES = {
  dark: buildNotice({
    kind: 'coin-dark',
    symbol: 'BTCUSDT',
    outage: {
      symbol: 'BTCUSDT',
      since: NOON - 45_000,
      cause: 'unseen' as const,
      toldAt: NOON,
      before,
      endedAt: null,
      rechecked: null,
    },
  }),
  back: buildNotice(
    {
      kind: 'coin-back',
      symbol: 'BTCUSDT',
      outage: {
        symbol: 'BTCUSDT',
        since: NOON - 45_000,
        cause: 'unseen' as const,
        toldAt: NOON,
        before,
        endedAt: NOON + 155_000,
        rechecked: { tradeId: 3_412_846_377, time: NOON + 154_900 },
      },
    },
    NOON + 156_000,
  ),
  expired: buildNotice({
    kind: 'alert-expired',
    quote: 'USDT',
    symbol: 'ETHUSDT',
    alertId: EXPIRED,
    rule: buildCrossingRule({ condition: { metric: 'price', op: 'crosses-below', level: '3100.5' } }),
    name: null,
    note: 'buy the dip',
    expiresAt: NOON,
  }),
  muted: buildNotice({
    kind: 'alert-muted',
    quote: 'USDT',
    symbol: 'SOLUSDT',
    alertId: MUTED,
    rule: buildCrossingRule({ condition: { metric: 'price', op: 'crosses-above', level: '180.5' } }),
    name: null,
    note: 'too near',
    maxFiresPerHour: 60,
    countedFrom: 101,
    until: NOON + 3_600_000,
  }),
  disabled: buildNotice({
    kind: 'channel-disabled',
    webhookId: '3kf0a9',
    device: null,
    host: 'hooks.slack.com',
    detail: 'answered 410 Gone to https://hooks.slack.com/services/T0/B0/SECRET',
    undelivered: 'BTCUSDT crossed above 65,000',
    newAddress: null,
  }),
  refused: buildNotice({
    kind: 'channel-refused',
    webhookId: '3kf0a9',
    device: null,
    host: 'hooks.example.com',
    detail: 'it has moved to https://hooks.example.net/in/…; redirects are not followed (308)',
    undelivered: 'BTCUSDT crossed above 65,000',
    newAddress: 'https://hooks.example.net/in/…',
  }),
  slow: buildNotice({
    kind: 'channel-slow',
    webhookId: '3kf0a9',
    device: null,
    host: 'hooks.example.com',
    detail: 'no answer in time',
    undelivered: 'BTCUSDT crossed above 65,000',
    newAddress: null,
  }),
} as const;

/** The trigger with the number `index` of its alert, `index` seconds after noon. */
export function buildTriggerAt(index: number, fields: Partial<Trigger> = {}): Trigger {
  const base = buildTrigger();
  const alertId = `BTCUSDT-0-01J9ZX${String(index).padStart(20, '0')}`;
  const trade = { ...base.trade, id: 3_412_845_000 + index, time: NOON + index * 1_000 };
  const id = `${alertId}@${encodePosition({ tradeId: trade.id, instant: trade.time })}`;
  return buildTrigger({ id, alertId, trade, sequence: index, ...fields });
}

/** A day of minutes that ends at `end`: a slow wave with wicks, rising to about 65,000. */
export function buildDay(end: number): Candle[] {
  const closeAt = (i: number) =>
    63_900 + i * 0.7 + 320 * Math.sin(i / 130) + 70 * Math.sin(i / 17) + 25 * Math.sin(i / 3);
  return Array.from({ length: 1_440 }, (_, i) => {
    const [open, close] = [closeAt(i - 1), closeAt(i)];
    const wick = i % 97 === 0 ? 240 : 18;
    return {
      start: end - (1_440 - i) * 60_000,
      open: open.toFixed(2),
      close: close.toFixed(2),
      high: (Math.max(open, close) + wick).toFixed(2),
      low: (Math.min(open, close) - wick / 2).toFixed(2),
      volume: 3,
      quoteVolume: 190_000,
      trades: 400,
    };
  });
}
