import * as z from 'zod';
import { positionSchema } from '../market/position.ts';
import { FIRE_REASONS } from '../rules/fire-reason.ts';
import { MAX_CONDITIONS } from '../rules/rule.ts';
import { ruleSchema } from '../rules/rule-schema.ts';
import { ZONES } from '../rules/zone.ts';

/**
 * The trade whose value was judged first, inclusive, and the epoch of its tick. From there on everything is judged, by
 * ticks of that epoch and later ones. `time` in ms.
 */
export const watchedFromSchema = z.object({
  tradeId: z.number().int(),
  time: z.number().int(),
  epoch: z.number().int().positive(),
});

const seen = { asOf: positionSchema.nullable(), watchedFrom: watchedFromSchema.nullable() };

/**
 * From where on an alert may arm: `armAfter` is the instant of its creation, resume or edit (exchange clock, ms), and
 * `bookVersion` the version that the coin's alert index got by that change. A tick of an older version does not arm it: a
 * page that was read for that tick may lack the alert.
 */
export const armFromSchema = z.object({ armAfter: z.number().int(), bookVersion: z.number().int().nonnegative() });
export type ArmFrom = z.infer<typeof armFromSchema>;

/** Index of the condition that is tracked because it is not met now: while it is not, the others can't fire the alert. */
const watch = z
  .number()
  .int()
  .min(0)
  .max(MAX_CONDITIONS - 1);
/** The zone in which the watched value was judged last; null while the value is not known. */
const zone = z.enum(ZONES).nullable();
/** ms, exchange clock */
const until = z.number().int();

const tradedSchema = z.object({ price: z.string(), time: z.number().int() });

/** Why the system paused an alert: its coin's name came back as another coin (docs/decisions/0016). Times in ms. */
export const pausedBecauseSchema = z.object({
  kind: z.literal('another-coin'),
  /** the last trade of the coin that the alert was made for, and the first of the other one */
  before: tradedSchema,
  first: tradedSchema,
});
export type PausedBecause = z.infer<typeof pausedBecauseSchema>;

/** The fire of another member that ended a member of a group that fires once (docs/decisions/0026). */
export const endedBySchema = z.object({ symbol: z.string(), triggerId: z.string() });
export type EndedBy = z.infer<typeof endedBySchema>;

/**
 * - `arming`: waits for the first judged event that `armFrom` allows at which every value is known. `quietly`: the instant
 *   `armAfter` + 1 s, at which it arms on the last trade, is still to come.
 * - `active`, armed, in one of four phases:
 *   - `watching`: waits for its condition to be met.
 *   - `holding`: met at an event, it must stay so until `until`.
 *   - `cooling`: has fired; nothing is judged before `until`.
 *   - `retreating`: has fired; the value must retreat by `rearmPercent` first.
 * - `paused`: by its person, or because its coin's name stands for another coin (`because`); nothing is judged. With `armFrom` its
 *   person has paused it until that instant (a snooze): then it arms again by itself.
 * - `triggered`: it has fired and, with repeat `once`, is over until the person re-arms it; or its group has fired (`endedBy`).
 * - `expired`: its `expiresAt` has passed.
 * - `faulty`: what is stored can't be judged; it is in no index and never fires.
 */
export const alertStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('arming'), armFrom: armFromSchema, watch, quietly: z.boolean(), ...seen }),
  z.discriminatedUnion('phase', [
    z.object({ status: z.literal('active'), phase: z.literal('watching'), watch, zone, ...seen, asOf: positionSchema }),
    z.object({
      status: z.literal('active'),
      phase: z.literal('holding'),
      zone: z.enum(ZONES),
      reason: z.enum(FIRE_REASONS),
      until,
      ...seen,
      asOf: positionSchema,
    }),
    z.object({ status: z.literal('active'), phase: z.literal('cooling'), until, ...seen, asOf: positionSchema }),
    z.object({ status: z.literal('active'), phase: z.literal('retreating'), zone, ...seen, asOf: positionSchema }),
  ]),
  z.object({
    status: z.literal('paused'),
    because: pausedBecauseSchema.optional(),
    armFrom: armFromSchema.optional(),
    ...seen,
  }),
  z.object({ status: z.literal('triggered'), endedBy: endedBySchema.optional(), ...seen }),
  z.object({ status: z.literal('expired'), ...seen }),
  z.object({ status: z.literal('faulty'), fault: z.string(), ...seen }),
]);
export type AlertState = z.infer<typeof alertStateSchema>;
export type Arming = Extract<AlertState, { status: 'arming' }>;
export type Active = Extract<AlertState, { status: 'active' }>;

export type Paused = Extract<AlertState, { status: 'paused' }>;

/** Whether an event could fire an alert in this state. */
export function isArmed({ status }: AlertState): boolean {
  return status === 'arming' || status === 'active';
}

/** Until when a paused alert is paused, ms on the exchange's clock; null for one that its person must resume, and in any other state. */
export function pausedUntil(state: AlertState): number | null {
  return state.status === 'paused' ? (state.armFrom?.armAfter ?? null) : null;
}

/** Whether events move an alert in this state: it is in its coin's index, needs its series, and takes a place in its person's limits. */
export function isInIndex(state: AlertState): boolean {
  return isArmed(state) || pausedUntil(state) !== null;
}

export const STATUSES = ['arming', 'active', 'paused', 'triggered', 'expired', 'faulty'] as const;
export type Status = AlertState['status'];

/** The part of an alert that is judged, as the indexes project it. `rev` grows with every write. */
export const judgedAlertSchema = z.object({
  id: z.string(),
  rev: z.number().int().positive(),
  rule: ruleSchema,
  state: alertStateSchema,
});
export type JudgedAlert = z.infer<typeof judgedAlertSchema>;
