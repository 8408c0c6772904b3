import type { PatchAlert } from '../../../contract/alert-request.ts';
import type { EditableAlert } from '../../../domain/alerts/edit-alert.ts';
import { isSameRule } from '../../../domain/rules/rule.ts';

/** What in a change arms the alert anew, by dotted path: a field that says what the alert has already does nothing. */
export function armingPaths({ rule, state }: EditableAlert, change: PatchAlert): string[] {
  const { note: _note, channels: _channels, condition, all, status, ...options } = change;
  const isArmed = state.status === 'arming' || state.status === 'active';
  const present: Readonly<Record<string, unknown>> = { ...rule };
  const levels: Readonly<Record<string, unknown>> = { ...rule.condition };
  return [
    ...changedNames(condition ?? {}, levels).map((name) => `condition.${name}`),
    ...(all && isSameRule({ ...rule, condition: undefined, all }, rule) ? [] : changedNames({ all }, present)),
    ...changedNames(options, present),
    ...(status === undefined || isArmed ? [] : ['status']),
  ];
}

function changedNames(asked: object, present: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || sameness(value) === sameness(present[name]) ? [] : [name],
  );
}

/** Null is as good as absent, and `65000.00` is 65000. */
function sameness(value: unknown): string {
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return JSON.stringify(Number.isNaN(number) ? (value ?? null) : number);
}
