import * as z from 'zod';
import { DELIVERY_STATES } from './delivery.ts';
import { ruleViewSchema, viewRule } from './rule-view.ts';
import type { Trade } from './trade.ts';
import { type Fire, fireSchema, type Trigger, triggerSchema } from './trigger.ts';

export const tradeViewSchema = z.strictObject({
  id: z.number().int(),
  time: z.iso.datetime(),
  price: z.string(),
  quantity: z.string(),
});

const hopsViewSchema = z.strictObject({
  tradeAt: z.iso.datetime(),
  receivedAt: z.iso.datetime(),
  publishedAt: z.iso.datetime(),
  evaluatedAt: z.iso.datetime(),
});

/** The proof of a fire as the API shows it: like the stored one, with times as ISO 8601 UTC. */
export const fireViewSchema = z.strictObject({
  ...fireSchema.shape,
  trade: tradeViewSchema,
  previousTrade: tradeViewSchema.nullable(),
  hops: hopsViewSchema,
});
export type FireView = z.infer<typeof fireViewSchema>;

/** What its owner need not see of a stored trigger: who they are, and what `deliveries` and `hops` say already. */
const hiddenFields = { owner: true, channels: true, dispatchedAt: true } as const;

/** A trigger as the API and webhooks show it: all that is stored of it, so that nothing is shown by one and not by the other. */
export const triggerViewSchema = z.strictObject({
  ...triggerSchema.omit(hiddenFields).shape,
  ...fireViewSchema.shape,
  /** the asset in which the coin is quoted; null for triggers of earlier versions */
  quote: z.string().nullable(),
  rule: ruleViewSchema,
  hops: hopsViewSchema.extend({ dispatchedAt: z.iso.datetime() }),
  deliveries: z.array(
    z.strictObject({
      channel: z.string(),
      state: z.enum(DELIVERY_STATES),
      at: z.iso.datetime(),
      detail: z.string().nullable(),
      /** how often it was tried */
      attempts: z.number().int().nonnegative(),
    }),
  ),
});
export type TriggerView = z.infer<typeof triggerViewSchema>;

export function viewFire(fire: Fire): FireView {
  const { tradeAt, receivedAt, publishedAt, evaluatedAt } = fire.hops;
  return {
    id: fire.id,
    sequence: fire.sequence,
    trade: viewTrade(fire.trade),
    previousTrade: fire.previousTrade && viewTrade(fire.previousTrade),
    metric: fire.metric,
    value: fire.value,
    level: fire.level,
    reason: fire.reason,
    values: fire.values,
    recovered: fire.recovered,
    feed: fire.feed,
    hops: {
      tradeAt: iso(tradeAt),
      receivedAt: iso(receivedAt),
      publishedAt: iso(publishedAt),
      evaluatedAt: iso(evaluatedAt),
    },
  };
}

/** Deliveries are stored by channel; they are listed by channel name. */
export function viewTrigger(trigger: Trigger): TriggerView {
  const fire = viewFire(trigger);
  return {
    ...fire,
    alertId: trigger.alertId,
    symbol: trigger.symbol,
    quote: trigger.quote,
    note: trigger.note,
    rule: viewRule(trigger.rule),
    hops: { ...fire.hops, dispatchedAt: iso(trigger.dispatchedAt) },
    deliveries: Object.values(trigger.deliveries)
      .map(({ channel, state, at, detail, attempts }) => ({ channel, state, at: iso(at), detail, attempts }))
      .sort((a, b) => a.channel.localeCompare(b.channel, 'en')),
  };
}

function viewTrade({ id, time, price, quantity }: Trade) {
  return { id, time: iso(time), price, quantity };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
