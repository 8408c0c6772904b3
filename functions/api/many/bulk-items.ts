import * as z from 'zod';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import { type BulkOperation, type BulkRequest, chosenAlertSchema } from '../../../contract/bulk-request.ts';
import type { Status } from '../../../domain/alerts/alert.ts';
import { planChange } from '../alerts/change-alert.ts';
import { draftAlert, planNewAlert } from '../alerts/make-alert.ts';
import { planRemoval } from '../alerts/remove-alert.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput } from '../http/parse-input.ts';
import type { ManyItem } from './many-items.ts';

/** The status that an operation gives, and the ones that it gives it to: resuming what is paused must not re-arm what has fired. */
const CHANGES = {
  pause: { status: 'paused', when: ['arming', 'active'] },
  resume: { status: 'active', when: ['paused'] },
  rearm: { status: 'active', when: ['triggered', 'expired'] },
  snooze: { status: 'paused', when: ['arming', 'active', 'paused'] },
} as const satisfies Partial<Record<BulkOperation, { status: 'active' | 'paused'; when: readonly Status[] }>>;

type StatusChange = (typeof CHANGES)[keyof typeof CHANGES] & Pick<BulkRequest, 'pausedUntil'>;

export function bulkItems({ operation, items, pausedUntil }: BulkRequest, caller: Caller): ManyItem[] {
  switch (operation) {
    case 'create':
      return items.map((item) => newItem(item, caller));
    case 'delete':
      return items.map((item) => removedItem(item, caller));
    default:
      return items.map((item) => changedItem(item, { ...CHANGES[operation], pausedUntil }, caller));
  }
}

const namedSchema = z.looseObject({ id: z.string().optional(), externalId: z.string().optional() });

/** The field of an item that no other item may repeat; null where the item lacks it. */
export function namedBy(field: 'id' | 'externalId', item: unknown): ManyItem['names'] {
  const value = namedSchema.safeParse(item).data?.[field];
  return value === undefined ? null : { field, value };
}

function newItem(item: unknown, caller: Caller): ManyItem {
  return {
    names: namedBy('externalId', item),
    async plan(deps) {
      const draft = await draftAlert(caller, parseInput(createAlertSchema, item), deps);
      const { alert, write } = await planNewAlert({ ...draft, person: caller.person }, deps);
      return { status: 201, alert, write };
    },
  };
}

function changedItem(item: unknown, { status, when, pausedUntil }: StatusChange, caller: Caller): ManyItem {
  return {
    names: namedBy('id', item),
    async plan(deps) {
      const asked = { ...chosen(item), caller, person: caller.person, change: { status, pausedUntil }, onlyWhen: when };
      const { alert, write } = await planChange(asked, deps);
      return { status: 200, alert, write };
    },
  };
}

function removedItem(item: unknown, caller: Caller): ManyItem {
  return {
    names: namedBy('id', item),
    async plan(deps) {
      return { status: 204, alert: null, write: await planRemoval({ ...chosen(item), person: caller.person }, deps) };
    },
  };
}

/** @throws Problem 422 */
function chosen(item: unknown): { readonly alertId: string; readonly ifMatch: string | undefined } {
  const { id, version } = parseInput(chosenAlertSchema, item);
  return { alertId: id, ifMatch: version === undefined ? undefined : `"${version}"` };
}
