import { groupViewSchema } from '../../../contract/group-view.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { answerGroup } from '../groups/answer-group.ts';
import { requireGroup } from '../groups/find-group.ts';
import type { GroupDeps } from '../groups/group-deps.ts';
import { pathParameter } from '../http/read-request.ts';

export const readGroup = signedInEndpoint({
  route: 'GET /api/groups/{id}',
  id: 'readGroup',
  summary: 'One group, with the alert of each coin',
  answers: { 200: groupViewSchema },
  versioned: true,
  async handle({ request, caller: { person } }, deps: GroupDeps) {
    const group = await requireGroup(deps.groups, { person, id: pathParameter(request, 'id') });
    return answerGroup(200, { person, group }, deps);
  },
});
