import { type DynamoDBDocumentClient, GetCommand, type QueryCommandInput, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type Group, groupSchema } from '../../../domain/groups/group.ts';
import { SERVICE_PERSON } from '../../../domain/people/service-person.ts';
import { firstIssue } from '../../first-issue.ts';
import { log } from '../../log.ts';
import { ignoreFailedCondition } from '../conditional-write.ts';
import { queryAll } from '../query-all.ts';
import type { TransactItem } from '../write-transaction.ts';

const GROUP_PREFIX = 'group#';
const FOLLOWED_PREFIX = 'followed-group#';

/** A group by its owner, `issuer#subject`, and its id. */
export interface GroupKey {
  readonly person: string;
  readonly id: string;
}

/** What a transaction that writes members changes in their group. */
export interface MemberChanges {
  /** ids of alerts, by coin */
  readonly made: Readonly<Record<string, string>>;
  /** coins */
  readonly removed: readonly string[];
}

const pointerSchema = z.object({ item: z.string(), owner: z.string() });

/** In table `people`: groups of alerts (docs/decisions/0026). What a request changes is part of a transaction. */
export function createGroupTable(client: DynamoDBDocumentClient, tableName: string) {
  const query = (person: string, prefix: string): QueryCommandInput => ({
    TableName: tableName,
    KeyConditionExpression: 'person = :person AND begins_with(#item, :prefix)',
    ExpressionAttributeNames: { '#item': 'item' },
    ExpressionAttributeValues: { ':person': person, ':prefix': prefix },
    ConsistentRead: true,
  });
  function update(person: string, { id, version }: Group, attributes: Readonly<Record<string, unknown>>) {
    const entries = Object.entries(attributes);
    return {
      TableName: tableName,
      Key: keyOf({ person, id }),
      UpdateExpression: `SET ${entries.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: '#version = :read',
      ExpressionAttributeNames: { '#version': 'version', ...fromEntries(entries, ([name]) => [`#${name}`, name]) },
      ExpressionAttributeValues: { ':read': version, ...fromEntries(entries, ([name, it]) => [`:${name}`, it]) },
    };
  }

  return {
    /** Consistent; null when there is none, as for a text too long to be a key. @throws ZodError when it can't be read */
    async read({ person, id }: GroupKey): Promise<Group | null> {
      if (!GROUP_ID.test(id)) return null;
      const Key = keyOf({ person, id });
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      return Item ? groupSchema.parse(Item) : null;
    },

    /** All of a person's, the oldest first, consistently. One that can't be read is logged and left out. */
    async list(person: string): Promise<Group[]> {
      const items = await queryAll(client, query(person, GROUP_PREFIX));
      return items.flatMap((item) => {
        const { data, error } = groupSchema.safeParse(item);
        if (error) log.error('unreadable item', { item: item.item, error: firstIssue(error, 'group') });
        return data ?? [];
      });
    },

    /** Fails when the id is taken. */
    creation(person: string, group: Group): TransactItem {
      const Item = { ...group, ...keyOf({ person, id: group.id }) };
      return { Put: { TableName: tableName, Item, ConditionExpression: 'attribute_not_exists(person)' } };
    },

    /** Stores what a request changed; its members stay. Fails when the group was changed or deleted since `before` was read. */
    replacement(person: string, before: Group, after: Group): TransactItem {
      const { version, round, coins, asked, changedIn, isDeleted, updatedAt } = after;
      return { Update: update(person, before, { version, round, coins, asked, changedIn, isDeleted, updatedAt }) };
    },

    /** Fails when the group was changed since it was read, or when a coin has a member already. */
    memberChange(person: string, group: Group, changes: MemberChanges): TransactItem {
      return {
        Update: { TableName: tableName, Key: keyOf({ person, id: group.id }), ...memberExpressions(group, changes) },
      };
    },

    /** Fails while the group has members, and when it was changed since it was read. */
    removal(person: string, { id, version }: Group): TransactItem {
      return {
        Delete: {
          TableName: tableName,
          Key: keyOf({ person, id }),
          ConditionExpression: '#version = :read AND size(#members) = :none',
          ExpressionAttributeNames: { '#version': 'version', '#members': 'members' },
          ExpressionAttributeValues: { ':read': version, ':none': 0 },
        },
      };
    },

    /** Keeps why coins have no member, in place of what was kept; nothing when the group was changed since it was read. */
    async writeRefused(person: string, group: Group, refused: Group['refused']): Promise<void> {
      await ignoreFailedCondition(client.send(new UpdateCommand(update(person, group, { refused }))));
    },

    /** The part of a transaction by which the group takes coins that are followed later, or no longer does. */
    followedPointer({ person, id }: GroupKey, isKept: boolean): TransactItem {
      const key = { person: SERVICE_PERSON, item: `${FOLLOWED_PREFIX}${id}` };
      if (!isKept) return { Delete: { TableName: tableName, Key: key } };
      return { Put: { TableName: tableName, Item: { ...key, owner: person } } };
    },

    /** The groups that take coins that are followed later, consistently. @throws ZodError when one can't be read */
    async listFollowed(): Promise<GroupKey[]> {
      const items = await queryAll(client, query(SERVICE_PERSON, FOLLOWED_PREFIX));
      return items.map((it) => {
        const { item, owner } = pointerSchema.parse(it);
        return { person: owner, id: item.slice(FOLLOWED_PREFIX.length) };
      });
    },
  };
}

export type GroupTable = ReturnType<typeof createGroupTable>;

/** A ULID. */
const GROUP_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;

function keyOf({ person, id }: GroupKey) {
  return { person, item: `${GROUP_PREFIX}${id}` };
}

/** A coin that gets a member is refused no longer, and one whose member goes neither. */
function memberExpressions({ version }: Group, { made, removed }: MemberChanges) {
  const added = Object.entries(made).map(([symbol, id], index) => ({
    symbol,
    id,
    name: `#a${index}`,
    value: `:a${index}`,
  }));
  const gone = removed.map((symbol, index) => ({ symbol, name: `#r${index}` }));
  // a change of members alone leaves the group as it is; the version is its condition, and an update must set something
  const set = ['#version = :read', ...added.map(({ name, value }) => `#members.${name} = ${value}`)];
  const remove = [
    ...gone.map(({ name }) => `#members.${name}`),
    ...[...added, ...gone].map(({ name }) => `#refused.${name}`),
  ];
  const conditions = ['#version = :read', ...added.map(({ name }) => `attribute_not_exists(#members.${name})`)];
  return {
    UpdateExpression: `SET ${set.join(', ')}${remove.length > 0 ? ` REMOVE ${remove.join(', ')}` : ''}`,
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: {
      '#version': 'version',
      ...(remove.length > 0 && { '#members': 'members', '#refused': 'refused' }),
      ...fromEntries([...added, ...gone], ({ name, symbol }) => [name, symbol]),
    },
    ExpressionAttributeValues: { ':read': version, ...fromEntries(added, ({ value, id }) => [value, id]) },
  };
}

function fromEntries<Item, Value>(
  items: readonly Item[],
  entryOf: (item: Item) => readonly [string, Value],
): Record<string, Value> {
  return Object.fromEntries(items.map(entryOf));
}
