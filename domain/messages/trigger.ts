import * as z from 'zod';
import type { JudgedAlert } from '../alerts/alert.ts';
import { channelSchema } from '../channels/channel.ts';
import { plainDecimal } from '../market/decimal.ts';
import { FEEDS } from '../market/feed.ts';
import { decodePosition, encodePosition } from '../market/position.ts';
import type { Tick } from '../market/tick.ts';
import { type Trade, tradeSchema } from '../market/trade.ts';
import type { MarketEvent } from '../metrics/market-event.ts';
import { isWindowed, type Metric } from '../metrics/metric.ts';
import { bandOf, type Condition } from '../rules/condition.ts';
import { conditionSchema, metricSchema } from '../rules/condition-schema.ts';
import { FIRE_REASONS, type FireReason } from '../rules/fire-reason.ts';
import { conditionsOf } from '../rules/rule.ts';
import { ruleSchema } from '../rules/rule-schema.ts';
import { deliverySchema } from './delivery.ts';
import { alignInstant, hopsSchema } from './hops.ts';

/** A live event is published within a few seconds: one that only the passing of time shows waits up to three. */
export const MAX_LIVE_DELAY_MS = 10_000;

const RECOVERED =
  `Its event was not seen live: its tick is of a back-fill, or was published more than ${MAX_LIVE_DELAY_MS / 1_000} s ` +
  "after firedAt by the exchange's clock, as after an outage. Triggers of earlier versions say it of a back-fill alone.";

/** A condition of the rule and its value at the fire. `deciding`: the fire's metric, value and level are those of this condition. */
const foundConditionSchema = z.object({ condition: conditionSchema, value: z.string(), deciding: z.boolean() });

/**
 * The proof of one fire, stored on the alert as `lastTrigger` in the very write that fires it. See docs/decisions/0017.
 */
export const fireSchema = z.object({
  /** `<alert id>@<firing position>`: the same fire has the same id, however often it is judged */
  id: z.string(),
  /** 1 for the alert's first fire, +1 for each one after */
  sequence: z.number().int().positive(),
  trade: tradeSchema,
  /** the trade right before; null for the first trade ever seen, and where ids between are missing */
  previousTrade: tradeSchema.nullable(),
  /** of the deciding condition: its metric, its value, and its level or the bound of its range that is nearer to the value */
  metric: metricSchema,
  value: z.string(),
  level: z.string(),
  reason: z.enum(FIRE_REASONS),
  /** all conditions of the rule, in its order; empty in fires that earlier versions have stored */
  conditions: z.array(foundConditionSchema).default([]),
  /** the value of every metric of the rule at the event, by metric, as decimals */
  values: z.record(z.string(), z.string()),
  recovered: z.boolean().meta({ description: RECOVERED }),
  feed: z.enum(FEEDS),
  hops: hopsSchema,
});
export type Fire = z.infer<typeof fireSchema>;

const TRIGGER_ID = /^(.+)@(\d{16}-\d{14})$/;

/** Splits a trigger id into the keys of table `triggers`; null when `text` is no trigger id. */
export function parseTriggerId(text: string): { alertId: string; position: string } | null {
  const match = TRIGGER_ID.exec(text);
  return match?.[1] && match[2] ? { alertId: match[1], position: match[2] } : null;
}

/** The instant of the fire, ms on the exchange's clock: that of its trade, or of the time event that came after it. */
export function firedAt({ id, trade }: Pick<Fire, 'id' | 'trade'>): number {
  const position = parseTriggerId(id)?.position;
  return position === undefined ? trade.time : decodePosition(position).instant;
}

/** ms from a fire to `now` (own clock), measured on one clock; never negative */
export function sinceFire(fire: Pick<Fire, 'id' | 'trade' | 'hops'>, now: number): number {
  const at = firedAt(fire);
  return alignInstant(now, fire.hops, at) - at;
}

export interface FireContext {
  readonly alert: JudgedAlert;
  readonly event: MarketEvent;
  readonly reason: FireReason;
  /** the one whose edge fired; without an edge the one that was met last, or the first when all are met as the alert arms */
  readonly condition: Condition;
  readonly tick: Tick;
  readonly sequence: number;
  /** own clock, ms */
  readonly evaluatedAt: number;
}

export function proveFire({ alert, event, reason, condition, tick, sequence, evaluatedAt }: FireContext): Fire {
  const conditions = conditionsOf(alert.rule);
  return {
    id: `${alert.id}@${encodePosition(event.position)}`,
    sequence,
    trade: event.trade,
    previousTrade: tradeRightBefore(event),
    metric: condition.metric,
    value: valueText(event, condition.metric),
    level: nearestLevel(condition, event.values.now(condition.metric) ?? Number.NaN),
    reason,
    conditions: conditions.map((each) => {
      return { condition: each, value: valueText(event, each.metric), deciding: each === condition };
    }),
    values: Object.fromEntries(conditions.map(({ metric }) => [metric, valueText(event, metric)])),
    recovered: isRecovered(tick, event.position.instant),
    feed: tick.feed,
    hops: {
      tradeAt: event.trade.time,
      receivedAt: event.receivedAt,
      publishedAt: tick.publishedAt,
      evaluatedAt,
      clockOffsetMs: tick.clockOffsetMs,
    },
  };
}

/** See docs/decisions/0017. `firedAt`: the event's instant, exchange clock, ms */
function isRecovered({ source, publishedAt, clockOffsetMs }: Tick, firedAt: number): boolean {
  return source === 'backfill' || alignInstant(publishedAt, { clockOffsetMs }, firedAt) - firedAt > MAX_LIVE_DELAY_MS;
}

/** After missing ids the last known trade is not the one right before. */
function tradeRightBefore({ trade, previous }: MarketEvent): Trade | null {
  return previous?.id === trade.id - 1 ? previous : null;
}

/** A price as the exchange printed it. An alert fires only when every value of its rule is known. */
function valueText({ trade, values }: MarketEvent, metric: Metric): string {
  return isWindowed(metric) ? plainDecimal(values.now(metric) ?? Number.NaN) : trade.price;
}

/** Of a range, the bound that is nearer to the value. */
function nearestLevel(condition: Condition, value: number): string {
  if ('level' in condition) return condition.level;
  const { low, high } = bandOf(condition);
  return Math.abs(value - low) <= Math.abs(value - high) ? condition.from : condition.to;
}

/** A row of table `triggers`: the fire, its owner, the rule as it was then, and a delivery for each channel. */
export const triggerSchema = fireSchema.extend({
  alertId: z.string(),
  symbol: z.string(),
  /** the asset in which the coin is quoted; null in triggers of earlier versions */
  quote: z.string().nullable().default(null),
  owner: z.string(),
  rule: ruleSchema,
  /** what its person calls the alert; triggers of earlier versions have none */
  name: z.string().nullable().default(null),
  note: z.string().nullable(),
  channels: z.array(channelSchema),
  /** own clock, ms: the trigger was taken from the alerts stream */
  dispatchedAt: z.number().int(),
  deliveries: z.record(z.string(), deliverySchema),
});
export type Trigger = z.infer<typeof triggerSchema>;
