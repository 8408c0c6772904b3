import type { PatchAlert } from '../../../contract/alert-request.ts';
import { isArmed, pausedUntil } from '../../../domain/alerts/alert.ts';
import type { EditableAlert } from '../../../domain/alerts/edit-alert.ts';
import type { Condition } from '../../../domain/rules/condition.ts';
import { isSameRule, type Rule } from '../../../domain/rules/rule.ts';

/** The fields of a change that arm the alert again, by dotted path: a field that repeats what the alert has does not. */
export function armingPaths({ rule, state }: EditableAlert, change: PatchAlert): string[] {
  const { name: _name, note: _note, channels: _channels, muted: _muted, condition, all, status, ...options } = change;
  const present: Readonly<Record<string, unknown>> = { ...rule, pausedUntil: pausedUntil(state) };
  const levels: Readonly<Record<string, unknown>> = { ...rule.condition };
  return [
    ...changedNames(condition ?? {}, levels).map((name) => `condition.${name}`),
    ...(all && repeats(all, rule) ? [] : changedNames({ all }, present)),
    ...changedNames(options, present),
    ...(status === 'active' && !isArmed(state) ? ['status'] : []),
  ];
}

function repeats(all: readonly Condition[], rule: Rule): boolean {
  const levels = all.flatMap((condition) => Object.values(condition));
  return !levels.some(isRelative) && isSameRule({ ...rule, condition: undefined, all: [...all] }, rule);
}

/** `+1500` is no 1500: it is so far from the price. */
function isRelative(level: string): boolean {
  return level.startsWith('+');
}

function changedNames(asked: object, present: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(asked).flatMap(([name, value]) =>
    value === undefined || comparable(value) === comparable(present[name]) ? [] : [name],
  );
}

/** Equal for equal values: null for absent, `65000.00` for 65000. */
function comparable(value: unknown): string {
  const number = typeof value === 'string' && !isRelative(value) ? Number(value) : Number.NaN;
  return JSON.stringify(Number.isNaN(number) ? (value ?? null) : number);
}
