import type { Caller } from '../http/identify-caller.ts';
import { type ApiRequest, pathParameter } from '../http/read-request.ts';
import { writesOfCount, writesOfItems } from '../limits/writes-of-items.ts';
import type { GroupDeps } from './group-deps.ts';

/** As how many changes a request about a group counts: by the alerts that the group has, or by the coins that the request names if those are more. */
export async function writesOfGroup(request: ApiRequest, { groups }: GroupDeps, { person }: Caller): Promise<number> {
  const group = await groups.read({ person, id: pathParameter(request, 'id') });
  return Math.max(writesOfItems(request), writesOfCount(Object.keys(group?.members ?? {}).length));
}
