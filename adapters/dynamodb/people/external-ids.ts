import { type DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { TransactItem } from '../write-transaction.ts';

const itemSchema = z.object({ alertId: z.string() });

/** In table `people`: which alert of a person has which id of the person's own. Written and deleted in the transaction of the alert. */
export function createExternalIds(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (person: string, externalId: string) => ({ person, item: `external-id#${externalId}` });
  return {
    /** The id of the alert, consistently; null when none has it. */
    async find(person: string, externalId: string): Promise<string | null> {
      const { Item } = await client.send(
        new GetCommand({ TableName: tableName, Key: keyOf(person, externalId), ConsistentRead: true }),
      );
      return Item ? itemSchema.parse(Item).alertId : null;
    },

    /** Fails when an alert of the person has it. */
    addition(person: string, externalId: string, alertId: string): TransactItem {
      const Item = { ...keyOf(person, externalId), alertId };
      return { Put: { TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(person)' } };
    },

    removal(person: string, externalId: string): TransactItem {
      return { Delete: { TableName: tableName, Key: keyOf(person, externalId) } };
    },
  };
}

export type ExternalIds = ReturnType<typeof createExternalIds>;
