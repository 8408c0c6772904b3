import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { channelKeySchema } from '../../../domain/channels/channel.ts';
import type { Outage } from '../../../domain/market/outage.ts';
import { ignoreFailedCondition } from '../conditional-write.ts';
import { queryAll } from '../query-all.ts';

/** Nobody is notified of the end of an outage that lasts longer. */
const LIFETIME_MS = 30 * 24 * 60 * 60_000;

const personSchema = z.object({ position: z.string(), channels: z.array(channelKeySchema) });

/** A person who was notified that a coin is dark, and through which channels: they are notified when it is back. */
export interface NotifiedPerson {
  readonly person: string;
  readonly channels: readonly string[];
}

type OutageName = Pick<Outage, 'symbol' | 'since'>;

function partitionOf({ symbol, since }: OutageName): string {
  return `outage#${symbol}#${since}`;
}

/** In table `triggers`: the people who were notified of each outage. */
export function createNotifiedPersons(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** One that is there already stays as it is. `now` in ms. */
    async add(outage: OutageName, { person, channels }: NotifiedPerson, now: number): Promise<void> {
      const expireAt = Math.ceil((now + LIFETIME_MS) / 1_000);
      const Item = { alertId: partitionOf(outage), position: person, channels, expireAt };
      const ConditionExpression = 'attribute_not_exists(alertId)';
      await ignoreFailedCondition(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** All of them, consistently. @throws ZodError when one can't be read */
    async list(outage: OutageName): Promise<NotifiedPerson[]> {
      const items = await queryAll(client, {
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: 'alertId = :outage',
        ExpressionAttributeValues: { ':outage': partitionOf(outage) },
      });
      return items.map((item) => {
        const { position, channels } = personSchema.parse(item);
        return { person: position, channels };
      });
    },
  };
}

export type NotifiedPersons = ReturnType<typeof createNotifiedPersons>;
