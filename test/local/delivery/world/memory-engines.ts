import { ConditionalCheckFailedException, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SESClient, type SendRawEmailCommand } from '@aws-sdk/client-ses';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { simpleParser } from 'mailparser';
import type { DeliveryEngines, InboxMail } from './delivery-engines.ts';
import { holds, type Item, updated } from './expression.ts';

const KEYS: Readonly<Record<string, readonly [string, string]>> = {
  triggers: ['alertId', 'position'],
  people: ['person', 'item'],
};

/** Tables that answer the calls of delivery as DynamoDB does, one call at a time and at once. */
class MemoryTables {
  readonly #items = new Map<string, Item>();

  send(command: object): Item {
    if (command instanceof GetCommand) return this.#get(command);
    if (command instanceof PutCommand) return this.#put(command);
    if (command instanceof UpdateCommand) return this.#update(command);
    if (command instanceof DeleteCommand) {
      this.#items.delete(keyIn(command.input.TableName, command.input.Key));
      return {};
    }
    if (command instanceof QueryCommand) return this.#query(command);
    throw new Error(`tables in memory do not know ${command.constructor.name}`);
  }

  #get({ input: { TableName, Key } }: GetCommand): Item {
    const found = this.#items.get(keyIn(TableName, Key));
    return found ? { Item: structuredClone(found) } : {};
  }

  #put({ input }: PutCommand): Item {
    const key = keyIn(input.TableName, input.Item);
    const bound = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    const there = this.#items.get(key);
    this.#check(
      holds(input.ConditionExpression, there ?? {}, bound),
      input.ReturnValuesOnConditionCheckFailure && there,
    );
    this.#items.set(key, structuredClone(input.Item ?? {}));
    return {};
  }

  #update({ input }: UpdateCommand): Item {
    const key = keyIn(input.TableName, input.Key);
    const before = this.#items.get(key) ?? { ...input.Key };
    const bound = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    this.#check(holds(input.ConditionExpression, this.#items.get(key) ?? {}, bound));
    const after = updated(input.UpdateExpression ?? '', before, bound);
    this.#items.set(key, after);
    return { Attributes: structuredClone(after) };
  }

  #query({ input }: QueryCommand): Item {
    const bound = { names: input.ExpressionAttributeNames, values: input.ExpressionAttributeValues };
    const found = [...this.#items]
      .filter(
        ([key, item]) => key.startsWith(`${input.TableName}|`) && holds(input.KeyConditionExpression, item, bound),
      )
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .slice(0, input.Limit);
    return { Items: found.map(([, item]) => structuredClone(item)), Count: found.length };
  }

  #check(isMet: boolean, there?: Item | ''): void {
    if (isMet) return;
    const Item = there ? marshall(there, { removeUndefinedValues: true }) : undefined;
    throw new ConditionalCheckFailedException({ message: 'The conditional request failed', $metadata: {}, Item });
  }
}

function keyIn(table: string | undefined, item: Item | undefined): string {
  const keys = KEYS[table ?? ''];
  if (!keys) throw new Error(`no table ${table}`);
  return [table, ...keys.map((name) => item?.[name])].join('|');
}

/**
 * Replaces the real engines, for thousands of runs and for runs with bugs put into the source. The adapters' own tests make the same
 * calls on both, and so show that these tables answer like DynamoDB.
 */
export function memoryEngines(): DeliveryEngines {
  const tables = new MemoryTables();
  const inbox: InboxMail[] = [];
  const acceptMail = async ({ input }: SendRawEmailCommand): Promise<object> => {
    const { subject = '', text = '' } = await simpleParser(Buffer.from(input.RawMessage?.Data ?? []));
    const messageId = `ses-${inbox.length}`;
    inbox.push({ messageId, subject, destination: { to: [...(input.Destinations ?? [])] }, body: { text } });
    return { MessageId: messageId };
  };
  const nowhere = { region: 'nowhere' };
  return {
    documents: answeredBy(DynamoDBDocumentClient.from(new DynamoDBClient(nowhere)), async (command: object) =>
      tables.send(command),
    ),
    ses: answeredBy(new SESClient(nowhere), acceptMail),
    triggersTable: 'triggers',
    peopleTable: 'people',
    readInbox: async () => inbox,
  };
}

/** The client, with another `send`. */
export function answeredBy<Client extends object>(client: Client, send: (command: never) => Promise<object>): Client {
  return new Proxy(client, { get: (target, key) => (key === 'send' ? send : Reflect.get(target, key)) });
}
