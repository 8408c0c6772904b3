import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { type CanaryFire, canaryFireSchema } from '../../../domain/canary/canary-fire.ts';
import { conditionHeld } from '../conditional-write.ts';

const LAST_FIRE = { kind: 'canary', name: 'fire' };

/** In table `market`: the last fire of the canary. `dispatch-messages` writes it, the API reads it. */
export function createCanaryTable(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** False when this fire or a later one is there already. @throws what the table throws */
    writeFire(fire: CanaryFire): Promise<boolean> {
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...LAST_FIRE, ...fire },
        ConditionExpression: 'attribute_not_exists(firedAt) OR firedAt < :firedAt',
        ExpressionAttributeValues: { ':firedAt': fire.firedAt },
      });
      return conditionHeld(client.send(put));
    },

    /** Null before the first. @throws ZodError when the item can't be read */
    async readFire(): Promise<CanaryFire | null> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: LAST_FIRE }));
      return Item ? canaryFireSchema.parse(Item) : null;
    },
  };
}

export type CanaryTable = ReturnType<typeof createCanaryTable>;
