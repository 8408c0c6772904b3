import * as z from 'zod';
import type { Trade } from '../domain/market/trade.ts';
import { DELIVERY_STATES } from '../domain/messages/delivery.ts';
import { type AlignedHops, alignHops, alignInstant, type Hops } from '../domain/messages/hops.ts';
import { type Fire, firedAt, fireSchema, type Trigger, triggerSchema } from '../domain/messages/trigger.ts';
import { listOf } from './list-view.ts';
import { conditionViewSchema, ruleViewSchema, viewRule } from './rule-view.ts';

export const tradeViewSchema = z
  .strictObject({
    id: z.number().int(),
    time: z.iso.datetime(),
    price: z.string(),
    quantity: z.string(),
  })
  .meta({ id: 'Trade' });

const HOPS =
  "When each hop took place, on the exchange's clock: instants of our own clock have clockOffsetMs added. " +
  'The clocks are compared to half of a round trip; where that would put a hop before its cause, it is put at its cause.';

const hopsViewSchema = z.strictObject({
  tradeAt: z.iso.datetime().meta({ description: "the trade's own time" }),
  receivedAt: z.iso.datetime().meta({
    description:
      'what shows the event came in: its trade or, of a time event, the trade after it; publishedAt where no trade does',
  }),
  publishedAt: z.iso.datetime().meta({ description: 'the ingest task handed it to the stream' }),
  evaluatedAt: z.iso.datetime().meta({ description: 'the alert was judged and fired' }),
  clockOffsetMs: z
    .number()
    .int()
    .nullable()
    .meta({ description: "the exchange's clock minus our own, as measured; null: not measured, and taken for 0" }),
});

const foundConditionViewSchema = z.strictObject({
  condition: conditionViewSchema,
  value: z.string().meta({ description: 'what it found at firedAt' }),
  deciding: z.boolean().meta({ description: 'metric, value and level of the fire are those of this condition' }),
});

const CONDITIONS =
  'Every condition of the rule as it stood. Deciding is the one that moves; without one, the one that was ' +
  'met last, or the first when all are met as the alert arms. Empty in triggers of versions that kept none.';

const PREVIOUS =
  'The trade right before it, of a time event too. Null where that is not known: for the first trade that was ' +
  'ever seen of the coin, and where the id right before it is missing (an unwatched interval, or an id without a trade).';

/** The proof of a fire as the API shows it: as it is stored, with times as ISO 8601 UTC. */
export const fireViewSchema = z
  .strictObject({
    ...fireSchema.shape,
    firedAt: z.iso
      .datetime()
      .meta({ description: "the event's instant: its trade's, or that of the time event after it" }),
    trade: tradeViewSchema.meta({ description: 'the trade that fires; of a time event the last one before it' }),
    previousTrade: tradeViewSchema.nullable().meta({ description: PREVIOUS }),
    conditions: z.array(foundConditionViewSchema).meta({ description: CONDITIONS }),
    hops: hopsViewSchema.meta({ description: HOPS }),
  })
  .meta({ id: 'Fire' });
export type FireView = z.infer<typeof fireViewSchema>;

/** Left out: who its owner is, and what `deliveries` and `hops` say already. */
const hiddenFields = { owner: true, channels: true, dispatchedAt: true } as const;

/** A trigger as the API and webhooks show it: everything that is stored of it, the same in both. */
export const triggerViewSchema = z
  .strictObject({
    ...triggerSchema.omit(hiddenFields).shape,
    ...fireViewSchema.shape,
    quote: z.string().nullable().meta({
      description: 'the asset of the prices and volumes of its coin; null for triggers of earlier versions',
    }),
    name: z.string().nullable().meta({ description: 'what the alert was called when it fired' }),
    rule: ruleViewSchema,
    hops: hopsViewSchema.extend({ dispatchedAt: z.iso.datetime() }).meta({ description: HOPS }),
    deliveries: z.array(
      z.strictObject({
        channel: z.string(),
        label: z
          .string()
          .nullable()
          .meta({ description: 'of a device: what it was called when it was sent to; null: the channel says it' }),
        state: z.enum(DELIVERY_STATES),
        at: z.iso.datetime(),
        detail: z.string().nullable(),
        /** how often it was tried */
        attempts: z.number().int().nonnegative(),
      }),
    ),
  })
  .meta({ id: 'Trigger' });
export type TriggerView = z.infer<typeof triggerViewSchema>;

export const triggerListSchema = listOf(triggerViewSchema).meta({ id: 'TriggerList' });

export function viewFire(fire: Fire): FireView {
  const at = firedAt(fire);
  return {
    id: fire.id,
    sequence: fire.sequence,
    firedAt: iso(at),
    trade: viewTrade(fire.trade),
    previousTrade: fire.previousTrade && viewTrade(fire.previousTrade),
    metric: fire.metric,
    value: fire.value,
    level: fire.level,
    reason: fire.reason,
    conditions: fire.conditions,
    values: fire.values,
    recovered: fire.recovered,
    feed: fire.feed,
    hops: viewHops(fire.hops, alignHops(fire.hops, at)),
  };
}

/** Deliveries are stored by channel and listed in the order of their channels' names. */
export function viewTrigger(trigger: Trigger): TriggerView {
  const { hops } = trigger;
  const aligned = alignHops(hops, firedAt(trigger));
  const dispatchedAt = alignInstant(trigger.dispatchedAt, hops, aligned.evaluatedAt);
  return {
    ...viewFire(trigger),
    alertId: trigger.alertId,
    symbol: trigger.symbol,
    quote: trigger.quote,
    name: trigger.name,
    note: trigger.note,
    rule: viewRule(trigger.rule),
    hops: { ...viewHops(hops, aligned), dispatchedAt: iso(dispatchedAt) },
    deliveries: Object.values(trigger.deliveries)
      .map(({ channel, label = null, state, at, detail, attempts }) => {
        return { channel, label, state, at: iso(at), detail, attempts };
      })
      .sort((a, b) => a.channel.localeCompare(b.channel, 'en')),
  };
}

function viewHops({ tradeAt, clockOffsetMs }: Hops, { receivedAt, publishedAt, evaluatedAt }: AlignedHops) {
  return {
    tradeAt: iso(tradeAt),
    receivedAt: iso(receivedAt),
    publishedAt: iso(publishedAt),
    evaluatedAt: iso(evaluatedAt),
    clockOffsetMs,
  };
}

function viewTrade({ id, time, price, quantity }: Trade) {
  return { id, time: iso(time), price, quantity };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
