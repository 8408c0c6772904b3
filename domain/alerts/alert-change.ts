import * as z from 'zod';
import { ruleSchema } from '../rules/rule-schema.ts';
import { type AlertState, alertStateSchema, pausedUntil } from './alert.ts';

/** Who changed an alert: its person, somebody with a link in one of the mails, the group it belongs to, an import. */
export const CHANGED_BY = ['you', 'link', 'group', 'import'] as const;
export type ChangedBy = (typeof CHANGED_BY)[number];

export const CHANGE_KINDS = ['created', 'changed', 'paused', 'resumed', 'rearmed', 'deleted'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** One field before and after; null for a field that was not there. */
const changedFieldSchema = z.object({ field: z.string(), before: z.json(), after: z.json() });
export type ChangedField = z.infer<typeof changedFieldSchema>;

/**
 * One entry of an alert's history. `rule` and `state` hold from then on; of a deleted alert they are the last ones. They are null
 * where what was stored could not be read.
 */
export const alertChangeSchema = z.object({
  /** of the alert, by this change; a deletion has one of its own, the next */
  version: z.number().int().positive(),
  /** ms, exchange clock; of a deletion own clock */
  at: z.number().int(),
  by: z.enum(CHANGED_BY),
  what: z.enum(CHANGE_KINDS),
  changes: z.array(changedFieldSchema),
  rule: ruleSchema.nullable(),
  state: alertStateSchema.nullable(),
});
export type AlertChange = z.infer<typeof alertChangeSchema>;

/** An alert with all that its person can change, as it is stored. */
export interface RecordedAlert {
  readonly rule: AlertChange['rule'];
  readonly state: AlertState;
  readonly version: number;
}

export interface AlertChanged {
  /** null: it is new */
  readonly before: RecordedAlert | null;
  /** null: it is deleted */
  readonly after: RecordedAlert | null;
  readonly by: ChangedBy;
  readonly at: number;
}

/** @throws RangeError when there is no alert, neither before nor after */
export function recordChange({ before, after, by, at }: AlertChanged): AlertChange {
  const last = after ?? before;
  if (!last) throw new RangeError('a change of no alert');
  return {
    version: after?.version ?? last.version + 1,
    ...{ at, by, what: kindOfChange(before, after) },
    changes: after ? changedFields(before ? fieldsOf(before) : {}, fieldsOf(after)) : [],
    rule: last.rule,
    state: last.rule && last.state,
  };
}

function kindOfChange(before: RecordedAlert | null, after: RecordedAlert | null): ChangeKind {
  if (!before) return 'created';
  if (!after) return 'deleted';
  if (after.rule !== before.rule || after.state.status === before.state.status) return 'changed';
  if (after.state.status === 'paused') return 'paused';
  return before.state.status === 'paused' ? 'resumed' : 'rearmed';
}

/** Not for people to change, or said in another way. */
const UNRECORDED: ReadonlySet<string> = new Set([
  'id',
  'owner',
  'symbol',
  'quote',
  'rev',
  'version',
  'fires',
  'lastTrigger',
  'createdAt',
  'updatedAt',
]);

type Fields = Readonly<Record<string, unknown>>;

/** By the names that requests have for them. A field that is stored beside these one day is recorded as well. */
function fieldsOf({ rule, state, ...others }: RecordedAlert): Fields {
  const own = Object.entries(others).filter(([name]) => !UNRECORDED.has(name));
  return { ...rule, status: state.status, pausedUntil: pausedUntil(state), ...Object.fromEntries(own) };
}

/** What is absent, and null, is the same. */
function changedFields(before: Fields, after: Fields): ChangedField[] {
  const names = new Set([...Object.keys(after), ...Object.keys(before)]);
  return [...names].flatMap((field) => {
    const [was, is] = [before[field] ?? null, after[field] ?? null];
    return spell(was) === spell(is) ? [] : [{ field, before: z.json().parse(was), after: z.json().parse(is) }];
  });
}

/** Equal for equal values, in whatever order their fields were read. */
function spell(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}
