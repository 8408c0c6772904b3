import * as z from 'zod';
import { CliError } from '../terminal/exit-codes.ts';

// What this program reads of the API's answers. The contract's own schemas refuse fields that they do not know, and a server may be
// newer than the program: here, more fields and other words are let through. A test holds these schemas to the contract's types.

export const pageSchema = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

const conditionSchema = z.object({
  metric: z.string(),
  op: z.string(),
  level: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
});
export type ConditionAnswer = z.infer<typeof conditionSchema>;

const ruleFields = {
  condition: conditionSchema.nullable(),
  all: z.array(conditionSchema).nullable(),
  repeat: z.object({ mode: z.string(), cooldownSeconds: z.number().nullish(), step: z.string().nullish() }).nullable(),
  rearmPercent: z.number().nullable(),
  holdSeconds: z.number().nullable(),
  confirm: z.string().nullable(),
  expiresAt: z.string().nullable(),
};

export type RuleAnswer = z.infer<z.ZodObject<typeof ruleFields>>;

const channelSchema = z.looseObject({ type: z.string(), url: z.string().optional() });

const fireFields = {
  firedAt: z.string(),
  trade: z.object({ id: z.number(), price: z.string() }),
  metric: z.string(),
  value: z.string(),
  level: z.string(),
  reason: z.string(),
};

export const alertSchema = z.object({
  id: z.string(),
  symbol: z.string(),
  /** servers before 0.2 have no names */
  name: z.string().nullish(),
  ...ruleFields,
  channels: z.array(channelSchema),
  note: z.string().nullable(),
  status: z.string(),
  distance: z.object({ percent: z.string().nullable(), value: z.string(), level: z.string() }).nullish(),
  pausedUntil: z.string().nullish(),
  explanation: z.string(),
  mutedUntil: z.string().nullable(),
  /** older deployments leave it out */
  warmingUpUntil: z.string().nullable().optional(),
  lastTrigger: z.object(fireFields).nullable(),
  createdAt: z.string(),
  version: z.number(),
});
export type AlertAnswer = z.infer<typeof alertSchema>;

export const groupSchema = z.object({
  id: z.string(),
  name: z.string().nullish(),
  ...ruleFields,
  channels: z.array(channelSchema),
  note: z.string().nullable(),
  coins: z.union([z.string(), z.array(z.string())]),
  fires: z.string(),
  status: z.string(),
  pausedUntil: z.string().nullable(),
  firedBy: z.object({ symbol: z.string(), at: z.string() }).nullable(),
  memberCount: z.number(),
  /** lists leave it out */
  members: z
    .array(
      z.object({
        symbol: z.string(),
        alertId: z.string().nullable(),
        status: z.string().nullable(),
        problem: z.string().nullable(),
      }),
    )
    .default([]),
  version: z.number(),
});
export type GroupAnswer = z.infer<typeof groupSchema>;

export const triggerSchema = z.object({
  ...fireFields,
  id: z.string(),
  alertId: z.string(),
  symbol: z.string(),
  note: z.string().nullable(),
  deliveries: z.array(
    z.object({ channel: z.string(), state: z.string(), at: z.string(), detail: z.string().nullable() }),
  ),
});
export type TriggerAnswer = z.infer<typeof triggerSchema>;

export const changeSchema = z.object({
  at: z.string(),
  by: z.string(),
  what: z.string(),
  status: z.string(),
  changes: z.array(z.object({ field: z.string(), before: z.unknown(), after: z.unknown() })),
});
export type ChangeAnswer = z.infer<typeof changeSchema>;

const spanFields = { from: z.string(), to: z.string(), until: z.string().nullable() };

export const explanationSchema = z.object({
  explanation: z.string(),
  fired: z.array(z.object({ triggerId: z.string(), firedAt: z.string(), value: z.string(), level: z.string() })),
  closest: z.array(z.object({ condition: conditionSchema, value: z.string(), distance: z.string(), time: z.string() })),
  states: z.array(z.object({ ...spanFields, state: z.string(), reason: z.string().nullable() })),
  suppressed: z.array(
    z.object({
      ...spanFields,
      because: z.string(),
      channel: z.string().nullable(),
      delivery: z.string().nullable(),
      detail: z.string().nullable(),
    }),
  ),
});
export type ExplanationAnswer = z.infer<typeof explanationSchema>;

/** With all that is in it: it goes into a file. */
export const exportSchema = z.looseObject({ alerts: z.array(z.unknown()) });

export const importSchema = z.object({
  made: z.number(),
  exists: z.number(),
  refused: z.number(),
  results: z.array(
    z.object({ index: z.number(), problem: z.object({ title: z.string(), detail: z.string().optional() }).nullable() }),
  ),
});

export const coinSchema = z.object({
  symbol: z.string(),
  feed: z.string().nullish(),
  state: z.string(),
  stateReason: z.string().nullable(),
  price: z.string().nullable(),
  updatedAt: z.string().nullable(),
  change: z.record(z.string(), z.number().nullable()),
  unwatched: z.array(z.object({ from: z.string(), to: z.string(), reason: z.string() })),
});
export type CoinAnswer = z.infer<typeof coinSchema>;

export const candleSchema = z.object({
  start: z.string(),
  open: z.string(),
  high: z.string(),
  low: z.string(),
  close: z.string(),
  volume: z.string(),
});
export type CandleAnswer = z.infer<typeof candleSchema>;

export const listingSchema = z.object({ symbol: z.string(), status: z.string() });

export const previewSchema = z.object({
  fires: z.number(),
  triggers: z.array(z.object({ time: z.string(), price: z.string(), metric: z.string(), value: z.string() })),
  explanation: z.string(),
});

const countSchema = z.object({ used: z.number(), most: z.number() });

export const meSchema = z.object({
  email: z.string(),
  admin: z.boolean(),
  timeZone: z.string(),
  limits: z.object({ alerts: countSchema, coins: countSchema, webhooks: countSchema }),
});

/** @throws CliError when the answer is none that this program can read */
export function parseAnswer<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const { data, error } = schema.safeParse(body);
  if (data !== undefined) return data;
  const issue = error?.issues[0];
  throw new CliError(
    `The server's answer can't be read (${issue?.path.join('.') || 'as a whole'}: ${issue?.message}). ` +
      'It may be of another version than this program, or no Pricebell API.',
  );
}
