import type { DocumentClient } from '../../../adapters/clients.ts';
import { createGroupMembers, type GroupMembers } from '../../../adapters/dynamodb/alerts/group-members.ts';
import { createGroupFires, type GroupFires } from '../../../adapters/dynamodb/people/group-fires.ts';
import { createGroupTable, type GroupTable } from '../../../adapters/dynamodb/people/group-table.ts';
import type { ApiDeps } from '../api-deps.ts';
import type { Environment } from '../environment.ts';

export interface GroupTables {
  readonly groups: GroupTable;
  readonly groupMembers: GroupMembers;
  readonly groupFires: Pick<GroupFires, 'read' | 'expiry'>;
}

/** What works on groups: all that makes and changes alerts, and the groups themselves. */
export interface GroupDeps extends ApiDeps, GroupTables {}

export function makeGroupTables(client: DocumentClient, environment: Environment): GroupTables {
  return {
    groups: createGroupTable(client, environment.PEOPLE_TABLE),
    groupMembers: createGroupMembers(client, environment.ALERTS_TABLE),
    groupFires: createGroupFires(client, environment.PEOPLE_TABLE),
  };
}
