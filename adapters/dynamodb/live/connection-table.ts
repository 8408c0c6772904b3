import {
  type DynamoDBDocumentClient,
  GetCommand,
  paginateQuery,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { MAX_SOCKET_MS, MAX_SUBSCRIBED } from '../../../contract/live-limits.ts';
import { conditionHeld, ignoreFailedCondition } from '../conditional-write.ts';
import { type TransactItem, writeTransaction } from '../write-transaction.ts';

/** API Gateway closes a socket after two hours; its `$disconnect` may come a little later. */
const KEPT_AFTER_END_MS = 300_000;
/** No connection has this id: those of API Gateway are base64. */
const COUNT = { connection: '#all' };
const PERSON_INDEX = 'person';

const rowSchema = z.object({
  connection: z.string(),
  /** s, as TTL wants it */
  expireAt: z.number(),
  symbols: z.set(z.string()).default(new Set()),
});
const signedInSchema = z.object({ connection: z.string(), signedInUntil: z.number() });
const countSchema = z.object({ open: z.number().int().default(0), version: z.number().int().default(0) });

/** An open socket, as far as is known. */
export interface Connection {
  readonly connection: string;
  readonly symbols: ReadonlySet<string>;
  /** API Gateway has closed it, whether it said so or not */
  readonly isOver: boolean;
}

/** How many connections there are, and how often they or their symbols have changed. */
export type ConnectionCount = z.infer<typeof countSchema>;

/** `unknown`: there is no row of the connection. */
export type Added = 'added' | 'too-many' | 'unknown';

/**
 * Table `connections`: a row for each open socket, and one that counts them. A row and the count change together, so a connection counts
 * once however often its end is reported.
 */
export function createConnectionTable(client: DynamoDBDocumentClient, tableName: string) {
  const TableName = tableName;

  function countChange(open: number, condition?: string, values: Record<string, number> = {}): TransactItem {
    return {
      Update: {
        TableName,
        Key: COUNT,
        UpdateExpression: 'ADD #open :open, version :one',
        ExpressionAttributeNames: { '#open': 'open' },
        ExpressionAttributeValues: { ':open': open, ':one': 1, ...values },
        ...(condition && { ConditionExpression: condition }),
      },
    };
  }

  async function changeSymbols(connection: string, change: 'ADD' | 'DELETE', symbols: readonly string[]) {
    const conditions = [
      'attribute_exists(#connection)',
      // names that it has already count twice: who is that near to the most unsubscribes first
      ...(change === 'ADD' ? ['(attribute_not_exists(symbols) OR size(symbols) <= :room)'] : []),
    ];
    const row: TransactItem = {
      Update: {
        TableName,
        Key: { connection },
        UpdateExpression: `${change} symbols :symbols`,
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: { '#connection': 'connection' },
        ExpressionAttributeValues: {
          ':symbols': new Set(symbols),
          ...(change === 'ADD' && { ':room': MAX_SUBSCRIBED - symbols.length }),
        },
      },
    };
    const { written } = await writeTransaction(client, [row, countChange(0)]);
    return written;
  }

  async function has(connection: string): Promise<boolean> {
    const get = new GetCommand({ TableName, Key: { connection }, ConsistentRead: true });
    return (await client.send(get)).Item !== undefined;
  }

  return {
    /** Whether there is a row of the connection. */
    has,

    /** False when `max` are open already. `now`: own clock, ms. @throws what the table throws, also when too many connect at once */
    async add(connection: string, { now, max }: { readonly now: number; readonly max: number }): Promise<boolean> {
      const expireAt = Math.ceil((now + MAX_SOCKET_MS + KEPT_AFTER_END_MS) / 1_000);
      const outcome = await writeTransaction(client, [
        {
          Put: {
            TableName,
            Item: { connection, expireAt },
            ConditionExpression: 'attribute_not_exists(#connection)',
            ExpressionAttributeNames: { '#connection': 'connection' },
          },
        },
        countChange(1, 'attribute_not_exists(#open) OR #open < :max', { ':max': max }),
      ]);
      if (outcome.written) return true;
      if (outcome.failed.length === 0) throw new Error('the connection could not be counted: too many at once');
      return outcome.failed.includes(0);
    },

    /** Has no effect when it is removed already. */
    async remove(connection: string): Promise<void> {
      await writeTransaction(client, [
        {
          Delete: {
            TableName,
            Key: { connection },
            ConditionExpression: 'attribute_exists(#connection)',
            ExpressionAttributeNames: { '#connection': 'connection' },
          },
        },
        countChange(-1),
      ]);
    },

    async addSymbols(connection: string, symbols: readonly string[]): Promise<Added> {
      if (await changeSymbols(connection, 'ADD', symbols)) return 'added';
      return (await has(connection)) ? 'too-many' : 'unknown';
    },

    /** False when there is no row of the connection. */
    removeSymbols: (connection: string, symbols: readonly string[]): Promise<boolean> =>
      changeSymbols(connection, 'DELETE', symbols),

    /** `until`: own clock, ms. False when there is no row of the connection. */
    signIn(connection: string, { person, until }: { readonly person: string; readonly until: number }) {
      return conditionHeld(
        client.send(
          new UpdateCommand({
            TableName,
            Key: { connection },
            UpdateExpression: 'SET person = :person, signedInUntil = :until',
            ConditionExpression: 'attribute_exists(#connection)',
            ExpressionAttributeNames: { '#connection': 'connection' },
            ExpressionAttributeValues: { ':person': person, ':until': until },
          }),
        ),
      );
    },

    /** The sockets on which the person is signed in at `now` (own clock, ms). One that signed in within the last second may be missing. */
    async listSignedIn(person: string, now: number): Promise<string[]> {
      const found: string[] = [];
      const pages = paginateQuery(
        { client },
        {
          TableName,
          IndexName: PERSON_INDEX,
          KeyConditionExpression: 'person = :person',
          ExpressionAttributeValues: { ':person': person },
        },
      );
      for await (const { Items = [] } of pages) {
        const rows = Items.map((item) => signedInSchema.parse(item));
        found.push(...rows.filter(({ signedInUntil }) => now < signedInUntil).map(({ connection }) => connection));
      }
      return found;
    },

    /** Every row, also those of connections that are over. `now`: own clock, ms */
    async list(now: number): Promise<Connection[]> {
      const found: Connection[] = [];
      for await (const { Items = [] } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
        const rows = Items.filter(({ connection }) => connection !== COUNT.connection);
        for (const { connection, symbols, expireAt } of rows.map((item) => rowSchema.parse(item))) {
          found.push({ connection, symbols, isOver: expireAt * 1_000 <= now });
        }
      }
      return found;
    },

    /** It may be a second old. */
    async readCount(): Promise<ConnectionCount> {
      const { Item } = await client.send(new GetCommand({ TableName, Key: COUNT }));
      return countSchema.parse(Item ?? {});
    },

    /** Sets how many there are, unless any has changed since the version was read. */
    correctCount({ open, version }: ConnectionCount): Promise<void> {
      return ignoreFailedCondition(
        client.send(
          new UpdateCommand({
            TableName,
            Key: COUNT,
            UpdateExpression: 'SET #open = :open',
            ConditionExpression: 'version = :version',
            ExpressionAttributeNames: { '#open': 'open' },
            ExpressionAttributeValues: { ':open': open, ':version': version },
          }),
        ),
      );
    },
  };
}

export type ConnectionTable = ReturnType<typeof createConnectionTable>;
