import { type ExportedStatus, importedFieldsSchema } from '../../../contract/alert-export.ts';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import type { AlertState, Arming } from '../../../domain/alerts/alert.ts';
import { invalidPause } from '../../../domain/alerts/snooze.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { draftAlert, planNewAlert } from '../alerts/make-alert.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import type { ItemPlan, ManyItem } from './many-items.ts';

/** An alert of an export, to be made unless it is there already: by its `externalId`, which is that of its first id when it has none, or its id. */
export function importedItem(item: unknown, caller: Caller): ManyItem {
  const { data } = importedFieldsSchema.safeParse(item);
  const externalId = data && externalIdOf(data);
  return {
    names: typeof externalId === 'string' ? { field: 'externalId', value: externalId } : null,
    plan: (deps) => planImport(item, caller, deps),
  };
}

async function planImport(item: unknown, caller: Caller, deps: ApiDeps): Promise<ItemPlan> {
  const { id, status, pausedUntil, ...fields } = parseInput(importedFieldsSchema, item);
  const asked = parseInput(createAlertSchema, { ...fields, externalId: externalIdOf({ ...fields, id }) });
  const { person } = caller;
  const taken = asked.externalId ? await deps.externalIds.find(person, asked.externalId) : null;
  const alertId = taken ?? id;
  const existing = alertId ? await findAlert(deps.alerts, { alertId, person }) : null;
  if (existing) return { status: 200, alert: existing, write: null };
  const draft = await draftAlert(caller, asked, deps);
  const now = requireExchangeTime(await deps.readMarketNow());
  // its time may have come since it was exported
  const until = pausedUntil && pausedUntil > now ? pausedUntil : null;
  const state = stateOf(status ?? 'active', until, pausedUntil !== null && pausedUntil !== undefined);
  if (until !== null) refuse(invalidPause(until, now, NOT_JUDGED.paused));
  const { alert, write } = await planNewAlert({ ...draft, ...(state && { state }) }, deps);
  return { status: 201, alert, write };
}

function externalIdOf({ id, externalId }: { readonly id?: string | null | undefined; readonly externalId?: unknown }) {
  return externalId ?? (id ? `import:${id}` : null);
}

const seen = { asOf: null, watchedFrom: null };
const NOT_JUDGED = {
  paused: { status: 'paused', ...seen },
  triggered: { status: 'triggered', ...seen },
  expired: { status: 'expired', ...seen },
} as const satisfies Readonly<Record<Exclude<ExportedStatus, 'active'>, AlertState>>;

/** Null: it arms. `until`: the end of its pause, when that is to come; `hadEnd`: it had one. */
function stateOf(
  status: ExportedStatus,
  until: number | null,
  hadEnd: boolean,
): ((arming: Arming) => AlertState) | null {
  if (status === 'active') return null;
  if (status !== 'paused' || !hadEnd) return () => NOT_JUDGED[status];
  if (until === null) return null;
  return ({ armFrom }) => ({ ...NOT_JUDGED.paused, armFrom: { ...armFrom, armAfter: until } });
}
