import type { PatchAlert } from '../../../contract/alert-request.ts';
import { isArmed, pausedUntil } from '../../../domain/alerts/alert.ts';
import type { EditableAlert } from '../../../domain/alerts/edit-alert.ts';
import { isSameRule } from '../../../domain/rules/rule.ts';

/** The fields of a change that arm the alert again, by dotted path: a field that repeats what the alert has does not. */
export function armingPaths({ rule, state }: EditableAlert, change: PatchAlert): string[] {
  const { name: _name, note: _note, channels: _channels, muted: _muted, condition, all, status, ...options } = change;
  const present: Readonly<Record<string, unknown>> = { ...rule, pausedUntil: pausedUntil(state) };
  const levels: Readonly<Record<string, unknown>> = { ...rule.condition };
  return [
    ...changedNames(condition ?? {}, levels).map((name) => `condition.${name}`),
    ...(all && isSameRule({ ...rule, condition: undefined, all }, rule) ? [] : changedNames({ all }, present)),
    ...changedNames(options, present),
    ...(status === 'active' && !isArmed(state) ? ['status'] : []),
  ];
}

function changedNames(asked: object, present: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || comparable(value) === comparable(present[name]) ? [] : [name],
  );
}

/** Equal for equal values: null for absent, `65000.00` for 65000. */
function comparable(value: unknown): string {
  const number = typeof value === 'string' ? Number(value) : Number.NaN;
  return JSON.stringify(Number.isNaN(number) ? (value ?? null) : number);
}
