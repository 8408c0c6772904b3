import { isDeepStrictEqual } from 'node:util';
import * as z from 'zod';
import type { AlertFile } from './read-alert-file.ts';
import type { WantedAlert } from './wanted-alert.ts';

/** An alert that is there, with all that the API shows of it. */
export interface PresentAlert {
  readonly id: string;
  readonly version: number;
  readonly symbol: string;
  readonly externalId: string;
  readonly view: Readonly<Record<string, unknown>>;
}

export interface FieldChange {
  readonly field: string;
  readonly before: unknown;
  readonly after: unknown;
  /** `after` without secrets */
  readonly printed: unknown;
}

/** One thing to do. `key` names the alert in its file. */
export type Step =
  | { readonly kind: 'create'; readonly key: string; readonly wanted: WantedAlert }
  | {
      readonly kind: 'change';
      readonly key: string;
      readonly alert: PresentAlert;
      readonly changes: readonly FieldChange[];
    }
  /** an alert can't change its coin */
  | { readonly kind: 'replace'; readonly key: string; readonly alert: PresentAlert; readonly wanted: WantedAlert }
  | { readonly kind: 'delete'; readonly key: string; readonly alert: PresentAlert };

export interface Plan {
  readonly namespace: string;
  readonly steps: readonly Step[];
  readonly unchanged: number;
}

/**
 * What makes the alerts of the file's namespace those that the file asks for. All others are left alone, and so is the state of an
 * alert: what is paused stays paused, and what has fired has fired.
 */
export function planChanges({ namespace, alerts }: AlertFile, present: readonly PresentAlert[]): Plan {
  const own = new Map(
    present.flatMap((alert) => {
      const key = keyIn(namespace, alert);
      return key === null ? [] : [[key, alert] as const];
    }),
  );
  const wanted = [...alerts].flatMap(([key, alert]) => stepFor(key, alert, own.get(key)) ?? []);
  const gone = [...own].flatMap(([key, alert]) => (alerts.has(key) ? [] : [{ kind: 'delete' as const, key, alert }]));
  return { namespace, steps: [...wanted, ...gone], unchanged: alerts.size - wanted.length };
}

/** By this id an alert is found again. */
export function externalIdOf(namespace: string, key: string): string {
  return `${namespace}:${key}`;
}

function keyIn(namespace: string, { externalId }: PresentAlert): string | null {
  const start = externalIdOf(namespace, '');
  return externalId.startsWith(start) ? externalId.slice(start.length) : null;
}

function stepFor(key: string, wanted: WantedAlert, alert: PresentAlert | undefined): Step | null {
  if (!alert) return { kind: 'create', key, wanted };
  if (alert.symbol !== wanted.shown.symbol) return { kind: 'replace', key, alert, wanted };
  const expected = { ...wanted.shown, condition: wantedNow(wanted, alert), channels: wanted.shownChannels };
  const fields = new Map<string, unknown>(Object.entries(expected));
  const changes = Object.entries(wanted.shown).flatMap(([field, after]) => {
    const before = alert.view[field];
    const printed = field === 'channels' ? wanted.printedChannels : after;
    return isAs(before, fields.get(field)) ? [] : [{ field, before, after, printed }];
  });
  return changes.length > 0 ? { kind: 'change', key, alert, changes } : null;
}

const movingSchema = z.object({
  condition: z.object({ metric: z.string(), op: z.string(), level: z.string() }),
  repeat: z.object({ reanchor: z.literal(true) }),
});

/** The condition that the alert should have by now: once a fire has moved its level, the level is part of its state. */
function wantedNow({ shown }: WantedAlert, { view }: PresentAlert): unknown {
  const moves = movingSchema.safeParse(shown).success;
  const present = moves ? movingSchema.safeParse(view).data : undefined;
  if (!present || !view.lastTrigger) return shown.condition;
  return { ...movingSchema.parse(shown).condition, level: present.condition.level };
}

/** Whether all that is wanted is there: a newer server may show more. */
function isAs(present: unknown, wanted: unknown): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(present) && present.length === wanted.length && wanted.every((item, i) => isAs(present[i], item))
    );
  }
  if (typeof wanted !== 'object' || wanted === null) return isDeepStrictEqual(present ?? null, wanted);
  if (typeof present !== 'object' || present === null) return false;
  const fields = new Map<string, unknown>(Object.entries(present));
  return Object.entries(wanted).every(([name, value]) => isAs(fields.get(name), value));
}
