import * as z from 'zod';
import { MAX_EXTERNAL_ID_LENGTH, MAX_NAME_LENGTH, MAX_NOTE_LENGTH } from '../domain/alerts/request-limits.ts';
import { MAX_PAUSE_DAYS } from '../domain/alerts/snooze.ts';
import { instantSchema } from '../domain/market/instant.ts';
import type { AskedRepeat } from '../domain/rules/asked-rule.ts';
import type { Condition } from '../domain/rules/condition.ts';
import { askedLevelSchema, metricSchema } from '../domain/rules/condition-schema.ts';
import {
  MAX_COOLDOWN_SECONDS,
  MAX_HOLD_SECONDS,
  MAX_REARM_PERCENT,
  MIN_COOLDOWN_SECONDS,
  MIN_HOLD_SECONDS,
  MIN_REARM_PERCENT,
} from '../domain/rules/invalid-options.ts';
import {
  EDGES_IN_WORDS,
  enumerate,
  OPERATORS,
  RANGE_OPERATORS,
  takesRange,
} from '../domain/rules/operators/operators.ts';
import { MAX_RELATIVE_CHARACTERS, STEP } from '../domain/rules/relative-level.ts';
import { CONFIRMS, MAX_CONDITIONS } from '../domain/rules/rule.ts';
import { channelsField } from './channels.ts';
import { askedSymbolField } from './symbol-field.ts';

/** Control characters but for line ends and tabs. */
const CONTROL = /[^\P{Cc}\n\r\t]/u;

/** Also the ends of lines and paragraphs: a name stands in the subject of a mail. */
const NOT_ON_A_LINE = /[\p{Cc}\p{Zl}\p{Zp}]/u;

const REPEATS = ['once', 'every-time'] as const;

/** The message for a value that is none of `allowed`. */
function notOneOf(allowed: readonly string[]) {
  return ({ input }: { input?: unknown }): string => {
    if (input === undefined) return 'is required';
    return allowed.length === 1 ? `must be "${allowed[0]}"` : `must be one of: ${allowed.join(', ')}`;
  };
}

/** A field that people look for here and that belongs elsewhere: the message says where. */
function misplaced(message: string) {
  return z.never({ error: message }).optional().meta({ description: message });
}

const RANGES_IN_WORDS = enumerate(RANGE_OPERATORS, 'and');

const conditionFields = {
  metric: z.enum(metricSchema.options, { error: notOneOf(metricSchema.options) }),
  op: z.enum(OPERATORS, { error: notOneOf(OPERATORS) }),
  level: askedLevelSchema.nullish().meta({ description: `with every operator but ${RANGES_IN_WORDS}` }),
  from: askedLevelSchema.nullish().meta({ description: `with ${RANGES_IN_WORDS}; inside the range` }),
  to: askedLevelSchema.nullish().meta({ description: `with ${RANGES_IN_WORDS}; inside the range` }),
  symbol: misplaced('does not go here: an alert is about one coin, named once for all conditions'),
};

/** A condition of a request. */
export const newConditionSchema = z
  .strictObject(conditionFields)
  .transform(({ metric, op, level, from, to }, context) => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (takesRange(op)) {
      if (level) refuse('level', `does not go with ${op}, which takes from and to`);
      if (!from) refuse('from', `is required with ${op}`);
      if (!to) refuse('to', `is required with ${op}`);
      return from && to ? ({ metric, op, from, to } satisfies Condition) : z.NEVER;
    }
    if (from) refuse('from', `does not go with ${op}, which takes a level`);
    if (to) refuse('to', `does not go with ${op}, which takes a level`);
    if (!level) refuse('level', `is required with ${op}`);
    return level ? ({ metric, op, level } satisfies Condition) : z.NEVER;
  })
  .meta({ id: 'NewCondition' });

const allField = z
  .array(newConditionSchema)
  .min(1, 'must name at least one condition')
  .max(MAX_CONDITIONS, `must name at most ${MAX_CONDITIONS} conditions`)
  .meta({ description: `all of them must be met; at most one may be ${EDGES_IN_WORDS}` });

const conditionsFields = { condition: newConditionSchema.nullish(), all: allField.nullish() };

interface Either {
  readonly condition?: unknown;
  readonly all?: unknown;
}

/** Exactly one of the two; null counts as absent. */
export function checkEither({ condition, all }: Either, context: z.RefinementCtx): void {
  const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
  if (condition && all) refuse('all', 'can not be given together with condition');
  if (!condition && !all) refuse('condition', 'is required, or all instead');
}

/** The conditions of a rule, complete. */
export const conditionsSchema = z.strictObject(conditionsFields).superRefine(checkEither);
export type Conditions = z.infer<typeof conditionsSchema>;

const wholeSeconds = z.int({ error: 'must be a whole number of seconds' });

const MOVES =
  'with every-time: each fire moves the level, to `step` from the price that fired; with one condition on price';

const repeatField = z
  .strictObject({
    mode: z.enum(REPEATS, { error: notOneOf(REPEATS) }),
    cooldownSeconds: wholeSeconds
      .meta({ minimum: MIN_COOLDOWN_SECONDS, maximum: MAX_COOLDOWN_SECONDS })
      .nullish()
      .meta({ description: 'with every-time: nothing fires for so long after a fire' }),
    reanchor: z.boolean().nullish().meta({ description: MOVES }),
    step: z
      .string()
      .max(MAX_RELATIVE_CHARACTERS, `must be at most ${MAX_RELATIVE_CHARACTERS} characters long`)
      .regex(STEP, 'must be a percentage with its sign, such as "+5%" or "-2.5%"')
      .nullish()
      .meta({ description: 'with reanchor; left out: what the relative level says, or the step that the alert has' }),
  })
  .transform(({ mode, cooldownSeconds = null, reanchor, step }, context): AskedRepeat => {
    const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
    if (step && !reanchor) refuse('step', 'goes with "reanchor": true');
    if (mode === 'every-time') return { mode, cooldownSeconds, ...(reanchor && { reanchor, ...(step && { step }) }) };
    const message = 'has no meaning with once: it goes with every-time';
    if (cooldownSeconds !== null) refuse('cooldownSeconds', message);
    if (reanchor) refuse('reanchor', message);
    return { mode };
  });

const nameField = z
  .string()
  .min(1, 'must not be empty: null stands for no name')
  .max(MAX_NAME_LENGTH, `must be at most ${MAX_NAME_LENGTH} characters long`)
  .refine((name) => name.isWellFormed() && !NOT_ON_A_LINE.test(name), 'must be one line without control characters')
  .refine((name) => name === '' || name.trim() !== '', 'must not be blank')
  .nullable()
  .meta({ description: 'what you call it: mails and notices show it before the sentence' });

const noteField = z
  .string()
  .max(MAX_NOTE_LENGTH, `must be at most ${MAX_NOTE_LENGTH} characters long`)
  .refine((note) => note.isWellFormed() && !CONTROL.test(note), 'must be text without control characters')
  .nullable();

/** It stands in the key of a row. */
export const externalIdSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_EXTERNAL_ID_LENGTH, `must be at most ${MAX_EXTERNAL_ID_LENGTH} characters long`)
  .refine((id) => id.isWellFormed() && !NOT_ON_A_LINE.test(id), 'must be one line without control characters')
  .meta({ description: 'an id of your own; one alert of yours has it at a time' });

const confirmField = z
  .enum(CONFIRMS, { error: notOneOf(CONFIRMS) })
  .meta({ description: 'trade: every trade is judged; minute-close: only the closes of whole minutes are' });

/** Options that are off unless given. Null: in a new alert the same as leaving them out; in a change it clears them. */
const optionFields = {
  rearmPercent: z
    .number({ error: 'must be a number, written without quotes' })
    .meta({ minimum: MIN_REARM_PERCENT, maximum: MAX_REARM_PERCENT })
    .nullish()
    .meta({ description: 'with every-time: how far the value must retreat first, in percent of the level' }),
  holdSeconds: wholeSeconds
    .meta({ minimum: MIN_HOLD_SECONDS, maximum: MAX_HOLD_SECONDS })
    .nullish()
    .meta({ description: 'fires only after the condition has held for so long' }),
  expiresAt: instantSchema.nullish(),
  cooldownSeconds: misplaced('goes into repeat: {"mode":"every-time","cooldownSeconds":300}'),
};

/** All that a new alert asks for, but for its coin. */
export const newAlertFields = {
  ...conditionsFields,
  repeat: repeatField.nullish(),
  ...optionFields,
  confirm: confirmField.nullish(),
  channels: channelsField.nullish(),
  name: nameField.optional(),
  note: noteField.optional(),
};

/** Body of `POST /api/alerts`. The catalogue checks that the symbol exists, `invalidFields` that the rule makes sense. */
export const createAlertSchema = z
  .strictObject({ symbol: askedSymbolField, ...newAlertFields, externalId: externalIdSchema.nullish() })
  .superRefine(checkEither)
  .meta({ id: 'CreateAlert' });
export type CreateAlert = z.infer<typeof createAlertSchema>;

/** The part of a condition that changes. It is checked once it is merged into the present one. */
const conditionChangeField = z.strictObject(conditionFields).partial();
export type ConditionChange = z.infer<typeof conditionChangeField>;

const statusField = z.enum(['active', 'paused'], { error: 'must be "active" (resume or re-arm) or "paused"' });

/** What can be changed of an alert and of a group alike. */
export const changeFields = {
  all: allField.nullish(),
  repeat: repeatField.optional(),
  ...optionFields,
  confirm: confirmField.optional(),
  channels: channelsField.optional(),
  name: nameField.optional(),
  note: noteField.optional(),
  status: statusField.optional(),
  pausedUntil: instantSchema.nullish().meta({
    description: `with status "paused": then the alert arms again by itself; at most ${MAX_PAUSE_DAYS} days ahead. Without it, or null: you resume it`,
  }),
};

interface AskedPause {
  readonly status?: string | undefined;
  readonly pausedUntil?: unknown;
}

export function hasPauseWithEnd({ status, pausedUntil }: AskedPause): boolean {
  return pausedUntil === undefined || status === 'paused';
}

/** What is said where `hasPauseWithEnd` is false. */
export const END_WITHOUT_PAUSE = { path: ['pausedUntil'], message: 'goes with "status": "paused"' };

/** Body of `PATCH /api/alerts/{id}`. What is left out stays as it is; null clears a name, a note or an option. */
export const patchAlertSchema = z
  .strictObject({
    symbol: misplaced('can not be changed: make another alert for another coin'),
    externalId: misplaced('can not be changed: make another alert with another one'),
    condition: conditionChangeField.nullish(),
    ...changeFields,
    muted: z
      .literal(false, { error: 'can only be false, which ends a mute: to stop the messages, pause the alert' })
      .optional()
      .meta({ description: 'false ends a mute; nothing else does before the hour is over' }),
  })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one change')
  .refine(hasPauseWithEnd, END_WITHOUT_PAUSE)
  .meta({ id: 'PatchAlert' });
export type PatchAlert = z.infer<typeof patchAlertSchema>;
