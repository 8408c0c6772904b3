import { createGroupSchema } from '../../../contract/group-request.ts';
import { groupViewSchema } from '../../../contract/group-view.ts';
import { FOLLOWED, MAX_GROUP_COINS } from '../../../domain/groups/group.ts';
import { idempotencyHeaders, keyedRequest } from '../alerts/idempotency.ts';
import { invalidChannels } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { answerGroup } from '../groups/answer-group.ts';
import { askedFields } from '../groups/asked-fields.ts';
import { checkAsked, requireCoins, requireRoom } from '../groups/check-group.ts';
import type { GroupDeps } from '../groups/group-deps.ts';
import { makeGroup } from '../groups/make-group.ts';
import { settleGroup } from '../groups/settle-group.ts';
import { refuse } from '../http/parse-input.ts';
import { Problem } from '../http/problem.ts';
import { writesOfItems } from '../limits/writes-of-items.ts';

/** With an `Idempotency-Key` a repeated request is answered with the group that the first one made, and completes it. */
export const createGroup = signedInEndpoint({
  route: 'POST /api/groups',
  id: 'createGroup',
  summary: `Makes one alert on each of up to ${MAX_GROUP_COINS} coins, or on every coin that is followed`,
  headers: idempotencyHeaders,
  body: createGroupSchema,
  writesOf: writesOfItems,
  answers: { 201: groupViewSchema },
  alsoRefuses: [409],
  versioned: true,
  async handle({ request, caller, headers, body }, deps: GroupDeps) {
    const { person } = caller;
    const { coins, channels } = body;
    const fields = askedFields(request);
    refuse(invalidChannels(channels));
    const keyed = keyedRequest(person, headers['Idempotency-Key'], body);
    const isFirst = !keyed || (await deps.people.readRequest(person, keyed.key, deps.now())) === null;
    // what was made is answered, though by now it could not be made
    if (isFirst) {
      await checkAsked({ fields, fires: body.fires ?? 'each', arms: true }, deps);
      await requireCoins({ coins, before: [] }, deps);
      if (coins !== FOLLOWED) await requireRoom(caller, coins, deps);
    }
    const id = await makeGroup({ caller, body, fields, keyed }, deps);
    const group = await settleGroup({ person, id, caller }, deps);
    if (group) return answerGroup(201, { person, group }, deps);
    throw new Problem({ status: 409, title: 'Group deleted since', detail: 'It was deleted by another request.' });
  },
});
