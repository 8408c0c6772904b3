import { signedInEndpoint } from '../endpoint.ts';
import { beginRemoval, finishRemoval } from '../groups/change-group.ts';
import type { GroupDeps } from '../groups/group-deps.ts';
import { settleGroup } from '../groups/settle-group.ts';
import { writesOfGroup } from '../groups/writes-of-group.ts';
import { noContent } from '../http/answer.ts';
import { pathParameter } from '../http/read-request.ts';
import { changeHeaders } from '../http/version-tag.ts';

/** Sent again after an error it goes on where it was. */
export const deleteGroup = signedInEndpoint({
  route: 'DELETE /api/groups/{id}',
  id: 'deleteGroup',
  summary: 'Deletes a group and all of its alerts; their triggers stay in your log',
  headers: changeHeaders,
  writesOf: writesOfGroup,
  answers: { 204: 'none' },
  async handle({ request, caller, headers }, deps: GroupDeps) {
    const { person } = caller;
    const id = pathParameter(request, 'id');
    await beginRemoval({ id, caller, ifMatch: headers['If-Match'] }, deps);
    const group = await settleGroup({ person, id, caller }, deps);
    if (group) await finishRemoval(person, group, deps);
    return noContent();
  },
});
