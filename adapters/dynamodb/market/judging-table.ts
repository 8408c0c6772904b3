import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';

const JUDGED = 'judged';
const ATTEMPT = 'attempt';

const judgedSchema = z.object({ name: z.string(), judgedTo: z.number() });
const attemptSchema = z.object({ record: z.string(), attempts: z.number().int() });

/** A record of a shard, and how many invocations have begun to judge it and may have died there. */
export type Attempt = z.infer<typeof attemptSchema>;

/** In table `market`: how far each shard of the ticks stream is judged. `evaluate-ticks` writes it, the API reads it. */
export function createJudgingTable(client: DynamoDBDocumentClient, tableName: string) {
  async function put(kind: string, name: string, attributes: object): Promise<void> {
    await client.send(new PutCommand({ TableName: tableName, Item: { kind, name, ...attributes } }));
  }

  return {
    /** `judgedTo`: when the stream took the record that was judged last, ms */
    writeJudged: (shard: string, judgedTo: number) => put(JUDGED, shard, { judgedTo }),

    /** By shard: when the stream took the record that was judged last, ms. */
    async readJudged(): Promise<Readonly<Record<string, number>>> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'kind = :kind',
          ExpressionAttributeValues: { ':kind': JUDGED },
        }),
      );
      const rows = Items.map((item) => judgedSchema.parse(item));
      return Object.fromEntries(rows.map(({ name, judgedTo }) => [name, judgedTo]));
    },

    writeAttempt: (shard: string, attempt: Attempt) => put(ATTEMPT, shard, attempt),

    async readAttempt(shard: string): Promise<Attempt | null> {
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key: { kind: ATTEMPT, name: shard } }));
      return Item ? attemptSchema.parse(Item) : null;
    },
  };
}

export type JudgingTable = ReturnType<typeof createJudgingTable>;
