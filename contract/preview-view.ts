import * as z from 'zod';
import { plainDecimal } from '../domain/market/decimal.ts';
import { minuteOf } from '../domain/market/tick.ts';
import type { Preview } from '../domain/preview/preview.ts';
import type { Approach, ReplayedFire } from '../domain/preview/replay.ts';
import type { ResolvedLevel } from '../domain/rules/asked-rule.ts';
import { conditionSchema, metricSchema } from '../domain/rules/condition-schema.ts';
import { FIRE_REASONS } from '../domain/rules/fire-reason.ts';
import { resolvedFromField, viewResolved } from './resolved-view.ts';
import { fireViewSchema } from './trigger-view.ts';

/** Of more fires than this the newest are shown, and how many there were. */
export const MAX_PREVIEW_TRIGGERS = 100;

const previewTriggerSchema = z.strictObject({
  time: z.iso.datetime().meta({ description: 'start of the minute: a stored minute has four prices and no instants' }),
  price: z.string(),
  metric: metricSchema,
  value: z.string(),
  level: z.string(),
  reason: z.enum(FIRE_REASONS),
  conditions: fireViewSchema.shape.conditions,
});

const approachSchema = z.strictObject({
  condition: conditionSchema,
  value: z.string(),
  distance: z.string(),
  time: z.iso.datetime().meta({ description: 'start of the minute' }),
});

/** What an alert would have done over the stored minutes. Times are ISO 8601 UTC, prices decimal strings. */
export const previewViewSchema = z.strictObject({
  symbol: z.string(),
  /** the first stored minute; null, as `to`, when there is none */
  from: z.iso.datetime().nullable(),
  to: z.iso.datetime().nullable(),
  /** minutes of the span that are not stored: what happened in them is not seen */
  unknownMinutes: z.number().int(),
  /** a stored minute has four prices instead of each trade; their order and instants are assumed, and not shown */
  approximate: z.literal(true),
  /** how often it would have fired */
  fires: z.number().int(),
  /** oldest first; of more than MAX_PREVIEW_TRIGGERS the newest */
  triggers: z.array(previewTriggerSchema),
  /** when it would never have fired: how near each condition came to being met, in its metric's unit; 0: its value was there */
  closest: z.array(approachSchema),
  resolvedFrom: resolvedFromField,
  /** all of it in one sentence, for people */
  explanation: z.string(),
});
export type PreviewView = z.infer<typeof previewViewSchema>;

export interface PreviewContext {
  readonly symbol: string;
  /** the preview in one sentence */
  readonly explanation: string;
  readonly resolvedFrom?: readonly ResolvedLevel[];
}

export function viewPreview(
  { span, fires, approaches }: Preview,
  { symbol, explanation, resolvedFrom = [] }: PreviewContext,
): PreviewView {
  return {
    symbol,
    from: span && iso(span.from),
    to: span && iso(span.to),
    unknownMinutes: span?.unknownMinutes ?? 0,
    approximate: true,
    fires: fires.length,
    triggers: fires.slice(-MAX_PREVIEW_TRIGGERS).map(viewTrigger),
    closest: approaches.map(viewApproach),
    ...viewResolved(resolvedFrom),
    explanation,
  };
}

function viewTrigger({ instant, fire }: ReplayedFire): PreviewView['triggers'][number] {
  const { trade, metric, value, level, reason, conditions } = fire;
  return { time: iso(minuteOf(instant)), price: trade.price, metric, value, level, reason, conditions };
}

function viewApproach({ condition, value, distance, instant }: Approach): PreviewView['closest'][number] {
  return { condition, value: plainDecimal(value), distance: plainDecimal(distance), time: iso(minuteOf(instant)) };
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
