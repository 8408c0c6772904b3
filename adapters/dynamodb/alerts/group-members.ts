import {
  BatchGetCommand,
  type BatchGetCommandOutput,
  type DynamoDBDocumentClient,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import type { AlertState } from '../../../domain/alerts/alert.ts';
import { endMember } from '../../../domain/groups/end-member.ts';
import type { Group } from '../../../domain/groups/group.ts';
import type { GroupFire } from '../../../domain/groups/group-fire.ts';
import { conditionHeld } from '../conditional-write.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import { alertKey, type OwnedAlert, ownedAlertFromItem, type StoredAlert } from './alert-item.ts';
import { stateUpdate } from './state-update.ts';

/** DynamoDB's limit of one call. */
const KEYS_A_READ = 100;
/** DynamoDB answers what it has the capacity for; the rest is asked for again. */
const MAX_READS = 8;
const MAX_WRITES_AT_ONCE = 10;
/** Ticks and requests write the same alerts. */
const MAX_ROUNDS = 8;

/** Table `alerts`: the members of a group (docs/decisions/0026), which are few. */
export function createGroupMembers(client: DynamoDBDocumentClient, tableName: string) {
  async function read(ids: readonly string[]): Promise<Map<string, OwnedAlert>> {
    if (ids.length > KEYS_A_READ) throw new RangeError(`at most ${KEYS_A_READ} alerts are read at once`);
    const found = new Map<string, OwnedAlert>();
    let asked: BatchGetCommandOutput['UnprocessedKeys'] = {
      ...(ids.length > 0 && { [tableName]: { Keys: ids.map(alertKey), ConsistentRead: true } }),
    };
    for (let reads = 0; Object.keys(asked ?? {}).length > 0; reads += 1) {
      if (reads === MAX_READS) throw new Error('alerts of a group were not read: DynamoDB has no capacity for them');
      const answer: BatchGetCommandOutput = await client.send(new BatchGetCommand({ RequestItems: asked }));
      for (const item of answer.Responses?.[tableName] ?? []) found.set(String(item.id), ownedAlertFromItem(item));
      asked = answer.UnprocessedKeys;
    }
    return found;
  }

  /** False when the alert was written or deleted since it was read. */
  function move({ id, rule, rev }: StoredAlert, state: AlertState): Promise<boolean> {
    const update = stateUpdate({ rule, state, rev });
    const command = new UpdateCommand({ TableName: tableName, Key: alertKey(id), ...update });
    return conditionHeld(retryOnConflict(() => client.send(command)));
  }

  return {
    /** By id, consistently; one that is gone is missing. @throws when DynamoDB has no capacity for them again and again */
    read,

    /**
     * Ends the members that could still fire in the group's round, once another one has. Can be repeated. @throws when the table does,
     * or when others keep writing a member
     */
    async end(group: Group, fire: GroupFire): Promise<void> {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const ending = endingOf(await read(Object.values(group.members)), group, fire);
        const done = await pMap(ending, ({ alert, state }) => move(alert, state), { concurrency: MAX_WRITES_AT_ONCE });
        if (done.every(Boolean)) return;
      }
      throw new Error(`members of the group ${group.id} were written by others ${MAX_ROUNDS} times`);
    },
  };
}

export type GroupMembers = ReturnType<typeof createGroupMembers>;

export interface EndingMember {
  readonly alert: StoredAlert;
  readonly state: AlertState;
}

/** The members that are to be ended, and how. */
export function endingOf(alerts: ReadonlyMap<string, OwnedAlert>, { round }: Group, fire: GroupFire): EndingMember[] {
  return [...alerts.values()].flatMap((alert) => {
    if (alert.rule === null || alert.group?.round !== round) return [];
    const state = endMember(alert.state, fire);
    return state ? [{ alert, state }] : [];
  });
}
