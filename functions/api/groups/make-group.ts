import type { CreateGroup } from '../../../contract/group-request.ts';
import { DEFAULT_CHANNELS } from '../../../domain/channels/channel.ts';
import { type AskedFields, FOLLOWED, newGroup } from '../../../domain/groups/group.ts';
import { findFirstRequest, type KeyedRequest } from '../alerts/idempotency.ts';
import { resolveChannels } from '../alerts/resolve-channels.ts';
import { retryLostWrites } from '../alerts/retry-lost-writes.ts';
import { writeAlerts } from '../alerts/write-alerts.ts';
import type { Caller } from '../http/identify-caller.ts';
import type { GroupDeps } from './group-deps.ts';

export const GROUP_BUSY = 'The group is changing very fast just now; try again.';

export interface GroupDraft {
  readonly caller: Caller;
  readonly body: CreateGroup;
  /** its fields as they were sent, in JSON */
  readonly fields: AskedFields;
  readonly keyed: KeyedRequest | null;
}

/** Stores a group without members; the id of it, or of the one that a request with the same key has made. @throws Problem 409, 422, 503 */
export async function makeGroup({ caller, body, fields, keyed }: GroupDraft, deps: GroupDeps): Promise<string> {
  const { person } = caller;
  const { coins, fires } = body;
  return retryLostWrites(GROUP_BUSY, async () => {
    const repeated = keyed && (await findFirstRequest(keyed, deps));
    if (repeated) return repeated.alertId;
    const {
      channels,
      webhooks,
      fields: named,
    } = await resolveChannels(deps, person, body.channels ?? DEFAULT_CHANNELS);
    const createdAt = deps.now();
    const id = deps.makeUlid(createdAt);
    const group = newGroup({ id, coins, fires: fires ?? 'each', createdAt, asked: { ...fields, channels } });
    const write = {
      own: [
        deps.groups.creation(person, group),
        ...(coins === FOLLOWED ? [deps.groups.followedPointer({ person, id }, true)] : []),
        ...(keyed ? [deps.people.rememberRequest({ ...keyed, alertId: id }, createdAt)] : []),
      ],
      index: null,
      webhooks,
      claim: {
        groups: { add: [id] },
        webhooks: { add: webhooks.added.map((one) => one.id) },
        fields: { webhooks: named },
      },
    };
    return (await writeAlerts({ person, caller, writes: [write] }, deps)) ? id : null;
  });
}
