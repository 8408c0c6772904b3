import * as z from 'zod';
import { levelSchema, METRICS, OPERATORS } from './condition.ts';

/** Line ends and tabs are text; the others only serve to upset whoever prints them. */
const CONTROL = /[^\P{Cc}\n\r\t]/u;

/** Bounds of what a person may send in one alert. */
export const MAX_NOTE_LENGTH = 200;
export const MAX_CHANNELS = 5;

/** Words of the contract that are understood, but not built yet: they get an answer of their own. */
const PLANNED_METRIC = /^(?:change-(?:5m|15m|1h|4h|24h|7d)|volatility-(?:1h|24h|7d|30d)|volume-(?:5m|1h|24h))$/;
const PLANNED_OPERATORS = ['enters', 'leaves'];
const PLANNED_REPEATS = ['every-time'];
const PLANNED_CONFIRMS = ['minute-close'];
const PLANNED_CHANNELS = ['webhook', 'live'];

type Planned = (word: string) => boolean;
const among =
  (words: readonly string[]): Planned =>
  (word) =>
    words.includes(word);

/** The message for a word that is none of `allowed`: planned ones and made-up ones are told apart. */
function wordFault(allowed: readonly string[], isPlanned: Planned) {
  return ({ input }: { input?: unknown }): string => {
    if (input === undefined) return 'is required';
    if (typeof input === 'string' && isPlanned(input)) return `${input} is not available yet`;
    return allowed.length === 1 ? `must be "${allowed[0]}"` : `must be one of: ${allowed.join(', ')}`;
  };
}

/** An option of the contract that can only be left out (or null) so far. */
function notBuilt(option: string) {
  return z
    .null({ error: `${option} is not available yet` })
    .optional()
    .meta({ description: 'not available yet' });
}

const metricField = z.enum(METRICS, {
  error: wordFault(METRICS, (word) => PLANNED_METRIC.test(word)),
});
const operatorField = z.enum(OPERATORS, { error: wordFault(OPERATORS, among(PLANNED_OPERATORS)) });
const range = { from: notBuilt('a range'), to: notBuilt('a range') };

const conditionField = z.strictObject({ metric: metricField, op: operatorField, level: levelSchema, ...range });

const partialConditionField = z.strictObject({
  metric: metricField.optional(),
  op: operatorField.optional(),
  level: levelSchema.optional(),
  ...range,
});

const repeatField = z.strictObject({
  mode: z.literal('once', { error: wordFault(['once'], among(PLANNED_REPEATS)) }),
  cooldownSeconds: notBuilt('a cooldown'),
});

const channelsField = z
  .array(z.strictObject({ type: z.literal('email', { error: wordFault(['email'], among(PLANNED_CHANNELS)) }) }))
  .min(1, 'must name at least one channel')
  .max(MAX_CHANNELS, `must name at most ${MAX_CHANNELS} channels`)
  .refine((channels) => new Set(channels.map(({ type }) => type)).size === channels.length, 'names a channel twice');

const noteField = z
  .string()
  .max(MAX_NOTE_LENGTH, `must be at most ${MAX_NOTE_LENGTH} characters long`)
  .refine((note) => note.isWellFormed() && !CONTROL.test(note), 'must be text without control characters')
  .nullable();

const unbuiltOptions = {
  all: notBuilt('a list of conditions'),
  rearmPercent: notBuilt('a re-arm percentage'),
  holdSeconds: notBuilt('a hold time'),
  cooldownSeconds: notBuilt('a cooldown'),
  expiresAt: notBuilt('an expiry'),
  confirm: z.literal('trade', { error: wordFault(['trade'], among(PLANNED_CONFIRMS)) }).nullish(),
};

/** Body of `POST /api/alerts`. Whether the symbol exists is for the catalogue to say. */
export const createAlertSchema = z.strictObject({
  symbol: z.string(),
  condition: conditionField,
  repeat: repeatField.nullish(),
  channels: channelsField.nullish(),
  note: noteField.optional(),
  ...unbuiltOptions,
});
export type CreateAlert = z.infer<typeof createAlertSchema>;

/** Body of `PATCH /api/alerts/{id}`: what is left out stays as it is; a null note clears it. */
export const patchAlertSchema = z
  .strictObject({
    condition: partialConditionField.optional(),
    repeat: repeatField.optional(),
    channels: channelsField.optional(),
    note: noteField.optional(),
    status: z.enum(['active', 'paused'], { error: 'must be "active" (resume or re-arm) or "paused"' }).optional(),
    ...unbuiltOptions,
  })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one change');
export type PatchAlert = z.infer<typeof patchAlertSchema>;
