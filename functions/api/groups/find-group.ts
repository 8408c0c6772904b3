import type { GroupKey, GroupTable } from '../../../adapters/dynamodb/people/group-table.ts';
import type { Group } from '../../../domain/groups/group.ts';
import { notFound } from '../http/problem.ts';

/** Consistently read. @throws Problem 404, the same for another person's group */
export async function requireGroup(groups: Pick<GroupTable, 'read'>, key: GroupKey): Promise<Group> {
  const group = await groups.read(key);
  if (!group) throw notFound('You have no group with this id.');
  return group;
}
