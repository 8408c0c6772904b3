import * as z from 'zod';
import type { AlertDistance } from '../domain/alert-facts/alert-distance.ts';
import type { FaultyRule } from '../domain/alert-facts/alert-facts.ts';
import { type JudgedAlert, pausedUntil, STATUSES } from '../domain/alerts/alert.ts';
import type { Channel } from '../domain/channels/channel.ts';
import type { AddressWebhook } from '../domain/channels/webhook.ts';
import { plainDecimal } from '../domain/market/decimal.ts';
import type { Fire } from '../domain/messages/trigger.ts';
import type { ResolvedLevel } from '../domain/rules/asked-rule.ts';
import { metricSchema } from '../domain/rules/condition-schema.ts';
import { channelViewSchema, viewChannels } from './channels.ts';
import { resolvedFromField, viewResolved } from './resolved-view.ts';
import { ruleViewSchema, viewRule } from './rule-view.ts';
import { fireViewSchema, viewFire } from './trigger-view.ts';

const rule = ruleViewSchema.shape;

const MUTED =
  'It has fired too often within the hour: up to this instant its fires are recorded and not sent. Null: it is not muted.';

const DISTANCE =
  'To the level that could fire it next; of several conditions that of the farthest that is not met. Null when nothing could fire it ' +
  'as it stands (it is not armed, cools down, or must retreat first), and while a value is not known.';

const PERCENT =
  'signed: how far the value must move, in percent of it, or in points where the metric is a percentage or an index itself; ' +
  '0: it is where the alert fires, or stays until it fires; null: the value is 0, of which nothing is a percentage';

const distanceViewSchema = z.strictObject({
  metric: metricSchema,
  value: z.string().meta({ description: 'as it was seen last' }),
  level: z.string().meta({ description: 'of a range the nearer bound' }),
  percent: z.string().nullable().meta({ description: PERCENT }),
});
/** Nobody needs more of it, and it must not read as 0 before it is. */
const PERCENT_DIGITS = 6;
const WARMING_UP =
  'The coin is too young for a metric of the rule until this instant: it is known from then on. Null: each can be known, or the alert does not wait.';
const PAUSED =
  'A paused alert arms again by itself at this instant. Null: its person must resume it, or it is not paused.';

/** An alert as the API shows it. Times are ISO 8601 UTC, prices decimal strings, trade ids numbers. */
export const alertViewSchema = z
  .strictObject({
    id: z.string(),
    symbol: z.string(),
    quote: z.string().nullable().meta({
      description: 'the asset of the prices and volumes of its coin; null for alerts of earlier versions',
    }),
    condition: rule.condition,
    all: rule.all,
    /** null, like `confirm` and both conditions, only for a faulty alert whose stored rule can't be read */
    repeat: rule.repeat.nullable(),
    rearmPercent: rule.rearmPercent,
    holdSeconds: rule.holdSeconds,
    confirm: rule.confirm.nullable(),
    channels: z.array(channelViewSchema),
    name: z.string().nullable().meta({ description: 'what its person calls it' }),
    note: z.string().nullable(),
    externalId: z.string().nullable().meta({ description: 'the id that its person gave it' }),
    groupId: z.string().nullable().meta({ description: 'the group whose member it is' }),
    status: z.enum(STATUSES),
    /** the present state in one sentence, for people */
    explanation: z.string(),
    distance: distanceViewSchema.nullable().meta({ description: DISTANCE }),
    pausedUntil: z.iso.datetime().nullable().meta({ description: PAUSED }),
    mutedUntil: z.iso.datetime().nullable().meta({ description: MUTED }),
    warmingUpUntil: z.iso.datetime().nullable().meta({ description: WARMING_UP }),
    /** the trade whose value was judged first, inclusive; null until the alert is armed */
    watchedFrom: z.strictObject({ tradeId: z.number().int(), time: z.iso.datetime() }).nullable(),
    lastTrigger: fireViewSchema.nullable(),
    expiresAt: rule.expiresAt,
    resolvedFrom: resolvedFromField,
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** counts the person's changes; the ETag */
    version: z.number().int().positive(),
  })
  .meta({ id: 'Alert' });
export type AlertView = z.infer<typeof alertViewSchema>;

/** What the view is made of. Times in ms. */
interface Viewed {
  readonly id: string;
  readonly symbol: string;
  readonly quote: string | null;
  readonly channels: Channel[];
  readonly name: string | null;
  readonly note: string | null;
  readonly externalId: string | null;
  readonly group: { readonly id: string } | null;
  readonly version: number;
  readonly lastTrigger: Fire | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export type ViewedAlert = Viewed & (Pick<JudgedAlert, 'rule' | 'state'> | FaultyRule);

const NO_RULE = {
  condition: null,
  all: null,
  repeat: null,
  rearmPercent: null,
  holdSeconds: null,
  confirm: null,
  expiresAt: null,
} as const;

/** What the view shows beside the alert itself. */
export interface AlertSurroundings {
  /** the present state in one sentence */
  readonly explanation: string;
  readonly distance: AlertDistance | null;
  /** ms; null: it is not muted */
  readonly mutedUntil: number | null;
  /** ms; null: the coin is old enough for the rule */
  readonly warmingUpUntil: number | null;
  /** the owner's, among them those that the alert names */
  readonly webhooks: readonly AddressWebhook[];
  readonly resolvedFrom?: readonly ResolvedLevel[] | undefined;
}

export function viewAlert(
  alert: ViewedAlert,
  { explanation, distance, mutedUntil, warmingUpUntil, webhooks, resolvedFrom = [] }: AlertSurroundings,
): AlertView {
  const { id, symbol, quote, rule, state, channels, name, note, externalId, version, lastTrigger } = alert;
  return {
    id,
    symbol,
    quote,
    ...(rule ? viewRule(rule) : NO_RULE),
    channels: viewChannels(channels, webhooks),
    name,
    note,
    externalId,
    groupId: alert.group?.id ?? null,
    status: state.status,
    explanation,
    distance: distance && viewDistance(distance),
    pausedUntil: isoOrNull(pausedUntil(state)),
    mutedUntil: isoOrNull(mutedUntil),
    warmingUpUntil: isoOrNull(warmingUpUntil),
    watchedFrom: state.watchedFrom && {
      tradeId: state.watchedFrom.tradeId,
      time: new Date(state.watchedFrom.time).toISOString(),
    },
    lastTrigger: lastTrigger && viewFire(lastTrigger),
    ...viewResolved(resolvedFrom),
    createdAt: new Date(alert.createdAt).toISOString(),
    updatedAt: new Date(alert.updatedAt).toISOString(),
    version,
  };
}

function viewDistance({ metric, value, level, percent }: AlertDistance) {
  const rounded = percent === null ? null : plainDecimal(Number(percent.toPrecision(PERCENT_DIGITS)));
  return { metric, value, level, percent: rounded };
}

function isoOrNull(instant: number | null): string | null {
  return instant === null ? null : new Date(instant).toISOString();
}
