import pMap from 'p-map';
import { groupSummarySchema } from '../../../contract/group-view.ts';
import { listOf } from '../../../contract/list-view.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { showGroup } from '../groups/answer-group.ts';
import type { GroupDeps } from '../groups/group-deps.ts';
import { cachedReadHeaders, jsonUnlessKnown, PRIVATE } from '../http/answer.ts';

const MAX_READS_AT_ONCE = 10;

/** A person has few: one page. */
export const listGroups = signedInEndpoint({
  route: 'GET /api/groups',
  id: 'listGroups',
  summary: 'Your groups, the oldest first',
  headers: cachedReadHeaders,
  answers: { 200: listOf(groupSummarySchema).meta({ id: 'GroupList' }) },
  async handle({ request, caller: { person } }, deps: GroupDeps) {
    const [groups, webhooks] = await Promise.all([deps.groups.list(person), deps.webhooks.list(person)]);
    const items = await pMap(groups, (group) => showGroup({ person, group, webhooks }, deps), {
      concurrency: MAX_READS_AT_ONCE,
    });
    return jsonUnlessKnown(request, { items, nextCursor: null }, PRIVATE);
  },
});
