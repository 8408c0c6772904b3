import { patchGroupSchema } from '../../../contract/group-request.ts';
import { groupViewSchema } from '../../../contract/group-view.ts';
import { invalidChannels } from '../alerts/resolve-channels.ts';
import { signedInEndpoint } from '../endpoint.ts';
import { answerGroup } from '../groups/answer-group.ts';
import { askedFields } from '../groups/asked-fields.ts';
import { editGroup } from '../groups/change-group.ts';
import { requireGroup } from '../groups/find-group.ts';
import type { GroupDeps } from '../groups/group-deps.ts';
import { settleGroup } from '../groups/settle-group.ts';
import { writesOfGroup } from '../groups/writes-of-group.ts';
import { refuse } from '../http/parse-input.ts';
import { pathParameter } from '../http/read-request.ts';
import { changeHeaders } from '../http/version-tag.ts';

export const patchGroup = signedInEndpoint({
  route: 'PATCH /api/groups/{id}',
  id: 'patchGroup',
  summary:
    'Changes, pauses, resumes or re-arms all alerts of a group; adds and removes coins; tries again what was refused',
  headers: changeHeaders,
  body: patchGroupSchema,
  writesOf: writesOfGroup,
  answers: { 200: groupViewSchema },
  alsoRefuses: [409],
  versioned: true,
  async handle({ request, caller, headers, body }, deps: GroupDeps) {
    const { person } = caller;
    refuse(invalidChannels(body.channels));
    const id = pathParameter(request, 'id');
    await editGroup({ id, caller, body, fields: askedFields(request), ifMatch: headers['If-Match'] }, deps);
    const group =
      (await settleGroup({ person, id, caller }, deps)) ?? (await requireGroup(deps.groups, { person, id }));
    return answerGroup(200, { person, group }, deps);
  },
});
