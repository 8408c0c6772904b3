import { DeleteCommand, type DynamoDBDocumentClient, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { ignoreFailedCondition } from '../conditional-write.ts';

const WAITING = 'waiting#';
const INSTANT_DIGITS = 14;
const MAX_DELETES_AT_ONCE = 10;

/** A message that waits for its mail. Times in ms: `firedAt` gives the order, `since` is when the message came. */
export interface Waiting {
  readonly messageId: string;
  readonly firedAt: number;
  readonly since: number;
}
const waitingSchema = z.object({ messageId: z.string(), firedAt: z.number().int(), since: z.number().int() });

function waitingKey(person: string, { messageId, firedAt }: Waiting) {
  return { person, item: `${WAITING}${String(firedAt).padStart(INSTANT_DIGITS, '0')}#${messageId}` };
}

/** In table `people`: the messages that wait for a person's next mail. */
export function createWaitingMessages(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** A second call for a message changes nothing. */
    async add(person: string, waiting: Waiting): Promise<void> {
      const Item = { ...waiting, ...waitingKey(person, waiting) };
      const ConditionExpression = 'attribute_not_exists(person)';
      await ignoreFailedCondition(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** Oldest fire first; consistent. */
    async read(person: string, limit: number): Promise<Waiting[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          ConsistentRead: true,
          KeyConditionExpression: 'person = :person AND begins_with(#item, :waiting)',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: { ':person': person, ':waiting': WAITING },
          Limit: limit,
        }),
      );
      return Items.map((item) => waitingSchema.parse(item));
    },

    async remove(person: string, sent: readonly Waiting[]): Promise<void> {
      const removeOne = (waiting: Waiting) =>
        client.send(new DeleteCommand({ TableName: tableName, Key: waitingKey(person, waiting) }));
      await pMap(sent, removeOne, { concurrency: MAX_DELETES_AT_ONCE });
    },
  };
}

export type WaitingMessages = ReturnType<typeof createWaitingMessages>;
