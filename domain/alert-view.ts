import * as z from 'zod';
import type { Channel } from './alert.ts';
import { channelSchema, type JudgedAlert, STATUSES } from './alert.ts';
import type { ObservedCoin } from './coin.ts';
import { METRICS, OPERATORS } from './condition.ts';
import { explainAlert } from './explain-alert.ts';
import type { Fire } from './trigger.ts';
import { fireViewSchema, viewFire } from './trigger-view.ts';

export const conditionViewSchema = z.strictObject({
  metric: z.enum(METRICS),
  op: z.enum(OPERATORS),
  level: z.string(),
});

/** An alert as the API shows it. Times are ISO 8601 UTC, prices decimal strings, trade ids numbers. */
export const alertViewSchema = z.strictObject({
  id: z.string(),
  symbol: z.string(),
  condition: conditionViewSchema,
  repeat: z.strictObject({ mode: z.literal('once') }),
  rearmPercent: z.null(),
  holdSeconds: z.null(),
  confirm: z.literal('trade'),
  channels: z.array(channelSchema),
  note: z.string().nullable(),
  status: z.enum(STATUSES),
  /** the present state in one sentence, for people */
  explanation: z.string(),
  /** the trade whose value was judged first, inclusive; null until the alert is armed */
  watchedFrom: z.strictObject({ tradeId: z.number().int(), time: z.iso.datetime() }).nullable(),
  lastTrigger: fireViewSchema.nullable(),
  expiresAt: z.null(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  /** counts the person's changes; the ETag */
  version: z.number().int().positive(),
});
export type AlertView = z.infer<typeof alertViewSchema>;

/** What the view is made from. Times in ms. */
export interface ViewedAlert extends JudgedAlert {
  readonly symbol: string;
  readonly channels: Channel[];
  readonly note: string | null;
  readonly version: number;
  readonly lastTrigger: Fire | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** `coin` is what was observed of the alert's coin, for the explanation; null when nothing was. */
export function viewAlert(alert: ViewedAlert, coin: ObservedCoin | null): AlertView {
  const { id, symbol, rule, state, channels, note, version, lastTrigger } = alert;
  return {
    id,
    symbol,
    condition: rule.condition,
    repeat: rule.repeat,
    rearmPercent: null,
    holdSeconds: null,
    confirm: rule.confirm,
    channels,
    note,
    status: state.status,
    explanation: explainAlert(alert, coin),
    watchedFrom: state.watchedFrom && {
      tradeId: state.watchedFrom.tradeId,
      time: new Date(state.watchedFrom.time).toISOString(),
    },
    lastTrigger: lastTrigger && viewFire(lastTrigger),
    expiresAt: null,
    createdAt: new Date(alert.createdAt).toISOString(),
    updatedAt: new Date(alert.updatedAt).toISOString(),
    version,
  };
}
