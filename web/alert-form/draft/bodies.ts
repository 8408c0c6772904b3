import type * as z from 'zod';
import type { createAlertSchema, patchAlertSchema } from '../../../contract/alert-request.ts';
import type { createGroupSchema, patchGroupSchema } from '../../../contract/group-request.ts';
import type { AlertDraft } from './alert-draft.ts';
import type { RuleFields } from './request-of-draft.ts';

export type CreateAlertBody = z.input<typeof createAlertSchema>;
export type CreateGroupBody = z.input<typeof createGroupSchema>;
export type PatchAlertBody = z.input<typeof patchAlertSchema>;
export type PatchGroupBody = z.input<typeof patchGroupSchema>;

/** Body of a new alert on one coin. What is off is left out. */
export function alertBody(fields: RuleFields, { coins, externalId }: AlertDraft): CreateAlertBody {
  const [symbol = ''] = typeof coins === 'string' ? [] : coins;
  return { symbol, ...withoutNulls(fields), ...(externalId !== '' && { externalId }) };
}

/** Body of a new group. */
export function groupBody(fields: RuleFields, { coins, fires }: AlertDraft): CreateGroupBody {
  return { coins: typeof coins === 'string' ? coins : [...coins], fires, ...withoutNulls(fields) };
}

/** Only what differs: a field that repeats what the alert has could arm it again. Null clears an option. */
export function changeOf(before: RuleFields, now: RuleFields): Partial<RuleFields> {
  const changed = Object.entries(now).filter(([name, value]) => !isEqual(before[name as keyof RuleFields], value));
  // one of the two takes the place of the other
  const sent = changed.filter(([name, value]) => value !== null || (name !== 'condition' && name !== 'all'));
  return Object.fromEntries(sent);
}

/** Fields of a group that are not those of its alerts. */
export function coinsChange(before: AlertDraft['coins'], now: AlertDraft['coins']): Pick<PatchGroupBody, 'coins'> {
  if (isEqual(before, now)) return {};
  return { coins: typeof now === 'string' ? now : [...now] };
}

function withoutNulls(fields: RuleFields): RuleFields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)) as RuleFields;
}

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
