import type { ApiDeps } from '../api-deps.ts';
import type { Caller } from '../http/identify-caller.ts';
import type { Claim } from '../limits/claim.ts';
import { claimRoom } from '../limits/claim-room.ts';
import { type ManyItem, type Outcome, refuseRepeats } from './many-items.ts';
import { readOnce } from './read-once.ts';
import { outcomeOf, planAll, refusalOf } from './write-many.ts';

/** What would become of the items. Each has the room of the limits that those before it leave. Writes nothing. */
export async function tryMany(items: readonly ManyItem[], caller: Caller, deps: ApiDeps): Promise<Outcome[]> {
  const once = readOnce(deps);
  const claims: Claim[] = [];
  const outcomes: Outcome[] = [];
  for (const planned of await planAll(refuseRepeats(items), once)) {
    const claim = 'plan' in planned ? planned.plan.write?.claim : undefined;
    try {
      if (claim) await claimRoom(caller, [...claims, claim], once);
      if (claim) claims.push(claim);
      outcomes.push(outcomeOf(planned));
    } catch (error) {
      outcomes.push(refusalOf(error));
    }
  }
  return outcomes;
}
