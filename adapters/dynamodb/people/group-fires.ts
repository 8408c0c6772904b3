import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { type GroupFire, groupFireSchema } from '../../../domain/groups/group-fire.ts';
import type { TransactItem } from '../write-transaction.ts';

/** A stream keeps a fire for a day: until then it may be dispatched again. */
const LIFETIME_AFTER_ROUND_MS = 2 * 24 * 60 * 60_000;

/** A round of a group that fires once. */
export interface GroupRound {
  /** its owner, `issuer#subject` */
  readonly person: string;
  readonly groupId: string;
  readonly round: number;
}

/** In table `people`: which fire of a group that fires once is sent, by round (docs/decisions/0026). The first one that asks. */
export function createGroupFires(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** The fire of the round that is sent: this one, unless another one was there first. */
    async claim(round: GroupRound, fire: GroupFire): Promise<GroupFire> {
      try {
        await client.send(
          new PutCommand({
            TableName: tableName,
            Item: { ...fire, ...keyOf(round) },
            ConditionExpression: 'attribute_not_exists(person)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          }),
        );
        return fire;
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        // an item that can't be read must neither stop the stream nor keep a person from their alerts
        return groupFireSchema.safeParse(error.Item && unmarshall(error.Item)).data ?? fire;
      }
    },

    /** Consistent; null while no member has fired in the round, and when the item can't be read. */
    async read(round: GroupRound): Promise<GroupFire | null> {
      const Key = keyOf(round);
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return groupFireSchema.safeParse(Item).data ?? null;
    },

    /** The part of a transaction that lets go of a round that is over; it fails when no member has fired in it. `now`: own clock, ms */
    expiry(round: GroupRound, now: number): TransactItem {
      return {
        Update: {
          TableName: tableName,
          Key: keyOf(round),
          UpdateExpression: 'SET expireAt = :at',
          ConditionExpression: 'attribute_exists(person)',
          ExpressionAttributeValues: { ':at': Math.ceil((now + LIFETIME_AFTER_ROUND_MS) / 1_000) },
        },
      };
    },
  };
}

export type GroupFires = ReturnType<typeof createGroupFires>;

function keyOf({ person, groupId, round }: GroupRound) {
  return { person, item: `group-fire#${groupId}#${round}` };
}
