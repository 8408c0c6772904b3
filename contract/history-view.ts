import * as z from 'zod';
import { STATUSES } from '../domain/alerts/alert.ts';
import { type AlertChange, CHANGE_KINDS, CHANGED_BY, type ChangedField } from '../domain/alerts/alert-change.ts';
import { repeatSchema } from '../domain/rules/rule-schema.ts';
import { listOf } from './list-view.ts';
import { ruleViewSchema, viewRepeat, viewRule } from './rule-view.ts';

const changedFieldViewSchema = z.strictObject({
  field: z.string().meta({ description: 'as requests name it' }),
  before: z.unknown().meta({ description: 'null: it was not there' }),
  after: z.unknown(),
});

/** One entry of an alert's history. Times are ISO 8601 UTC. */
const changeViewSchema = z
  .strictObject({
    version: z.number().int().positive().meta({ description: 'of the alert by this change' }),
    at: z.iso.datetime(),
    by: z.enum(CHANGED_BY).meta({
      description: 'you, by the API; whoever used a link in one of its mails; the group that it belongs to; an import',
    }),
    what: z.enum(CHANGE_KINDS),
    changes: z.array(changedFieldViewSchema).meta({ description: 'of a new alert all its fields; of a deletion none' }),
    rule: ruleViewSchema.nullable().meta({
      description: 'from then on; of a deleted alert the last one; null when it could not be read',
    }),
    status: z.enum(STATUSES).meta({ description: 'from then on; of a deleted alert the last one' }),
  })
  .meta({ id: 'AlertChange' });

export const historySchema = listOf(changeViewSchema).meta({ id: 'AlertHistory' });
export type ChangeView = z.infer<typeof changeViewSchema>;

export function viewChange({ version, at, by, what, changes, rule, state }: AlertChange): ChangeView {
  return {
    ...{ version, at: new Date(at).toISOString(), by, what, changes: changes.map(viewField) },
    rule: rule && viewRule(rule),
    status: state?.status ?? 'faulty',
  };
}

/** Stored in ms. */
const INSTANTS: ReadonlySet<string> = new Set(['expiresAt', 'pausedUntil']);

function viewField({ field, before, after }: ChangedField): ChangeView['changes'][number] {
  return { field, before: viewValue(field, before), after: viewValue(field, after) };
}

function viewValue(field: string, value: unknown): unknown {
  if (INSTANTS.has(field) && typeof value === 'number') return new Date(value).toISOString();
  const repeat = field === 'repeat' ? repeatSchema.safeParse(value).data : undefined;
  return repeat ? viewRepeat(repeat) : value;
}
