import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { ignoreFailedCondition } from '../conditional-write.ts';
import { readWaiting, type WaitingItems, waitingKey } from './read-waiting.ts';

const MAX_DELETES_AT_ONCE = 10;

/** A message that waits for its mail. Times in ms: `firedAt` gives the order, `since` is when the message came. */
export interface Waiting {
  readonly messageId: string;
  readonly firedAt: number;
  readonly since: number;
}
const sinceSchema = z.object({ since: z.int() });

function itemsOf(person: string): WaitingItems {
  return { person, prefix: 'waiting#' };
}

function keyOf(person: string, { messageId, firedAt }: Waiting) {
  return waitingKey(itemsOf(person), firedAt, messageId);
}

/** In table `people`: the messages that wait for a person's next mail. */
export function createWaitingMessages(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** A second call for a message changes nothing. */
    async add(person: string, waiting: Waiting): Promise<void> {
      const Item = { ...waiting, ...keyOf(person, waiting) };
      const ConditionExpression = 'attribute_not_exists(person)';
      await ignoreFailedCondition(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** Oldest fire first; consistent. */
    async read(person: string, limit: number): Promise<Waiting[]> {
      const found = await readWaiting({ client, tableName }, itemsOf(person), limit);
      return found.map(({ instant, messageId, attributes }) => {
        const since = sinceSchema.safeParse(attributes).data?.since ?? instant;
        return { messageId, firedAt: instant, since };
      });
    },

    async remove(person: string, sent: readonly Waiting[]): Promise<void> {
      const removeOne = (waiting: Waiting) =>
        client.send(new DeleteCommand({ TableName: tableName, Key: keyOf(person, waiting) }));
      await pMap(sent, removeOne, { concurrency: MAX_DELETES_AT_ONCE });
    },
  };
}

export type WaitingMessages = ReturnType<typeof createWaitingMessages>;
