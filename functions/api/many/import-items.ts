import { type ExportedStatus, importedFieldsSchema } from '../../../contract/alert-export.ts';
import { createAlertSchema } from '../../../contract/alert-request.ts';
import type { AlertState, Arming } from '../../../domain/alerts/alert.ts';
import { expiresTooSoon, invalidPause } from '../../../domain/alerts/snooze.ts';
import type { InvalidField } from '../../../domain/rules/invalid-field.ts';
import { findAlert } from '../alerts/find-alert.ts';
import { type AlertDraft, draftAlert, planNewAlert } from '../alerts/make-alert.ts';
import type { ApiDeps } from '../api-deps.ts';
import { requireExchangeTime } from '../coins/require-exchange-time.ts';
import type { Caller } from '../http/identify-caller.ts';
import { parseInput, refuse } from '../http/parse-input.ts';
import type { ItemPlan, ManyItem } from './many-items.ts';

/** Before the id that an alert had, where it has no external id of its own. */
const IMPORTED = 'import:';

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
  // an alert that was imported elsewhere comes home with the id that it had here
  const original = asked.externalId?.startsWith(IMPORTED) ? asked.externalId.slice(IMPORTED.length) : null;
  for (const alertId of new Set([taken, id, original])) {
    const existing = alertId ? await findAlert(deps.alerts, { alertId, person }) : null;
    if (existing) return { status: 200, alert: existing, write: null };
  }
  const draft = await draftAlert(caller, asked, deps);
  const now = requireExchangeTime(await deps.readMarketNow());
  // its time may have come since it was exported
  const until = pausedUntil && pausedUntil > now ? pausedUntil : null;
  const state = stateOf(status ?? 'active', until, pausedUntil !== null && pausedUntil !== undefined);
  if (status === 'paused' && until !== null)
    refuse([...invalidPause(until, now, NOT_JUDGED.paused), ...invalidEnd(draft, until)]);
  const { alert, write } = await planNewAlert({ ...draft, person, by: 'import', ...(state && { state }) }, deps);
  return { status: 201, alert, write };
}

function externalIdOf({ id, externalId }: { readonly id?: string | null | undefined; readonly externalId?: unknown }) {
  return externalId ?? (id ? `${IMPORTED}${id}` : null);
}

/** The end of a pause that leaves no time before the expiry. */
function invalidEnd({ rule }: AlertDraft, until: number): InvalidField[] {
  const why = expiresTooSoon(rule, until);
  return why === null ? [] : [{ path: 'expiresAt', message: `must be later: ${why}` }];
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
