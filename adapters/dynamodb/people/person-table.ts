import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type MailOff, type Profile, profileSchema, type Settings } from '../../../domain/people/person.ts';
import { ignoreFailedCondition } from '../conditional-write.ts';
import { retryOnConflict } from '../retry-on-conflict.ts';
import type { TransactItem } from '../write-transaction.ts';

/** How long an idempotency key is remembered. */
export const REQUEST_LIFETIME_S = 24 * 60 * 60;

const PROFILE = 'profile';
const requestSchema = z.object({ bodyHash: z.string(), alertId: z.string(), expireAt: z.number().int() });

/** What an idempotency key belongs to: the request's body (a hash) and the alert that it made. */
export interface RememberedRequest {
  readonly bodyHash: string;
  readonly alertId: string;
}

export interface RequestToRemember extends RememberedRequest {
  readonly person: string;
  readonly key: string;
}

/**
 * Table `people`: what must be known of a person while no token is at hand. `person` is `issuer#subject`. Only `profileChange`
 * makes a profile; the other writes change nothing while there is none.
 */
export function createPersonTable(client: DynamoDBDocumentClient, tableName: string) {
  async function read(person: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { person, item }, ConsistentRead: true }),
    );
    return Item;
  }

  function update(person: string, { set, values, condition, names }: ProfileUpdate) {
    const command = new UpdateCommand({
      TableName: tableName,
      Key: { person, item: PROFILE },
      UpdateExpression: `SET ${set}`,
      ExpressionAttributeValues: values,
      ExpressionAttributeNames: names,
      ConditionExpression: condition,
    });
    return retryOnConflict(() => client.send(command));
  }

  return {
    /** Consistent. Null when the person has never written anything. @throws ZodError when the item can't be read */
    async readProfile(person: string): Promise<Profile | null> {
      const item = await read(person, PROFILE);
      return item ? profileSchema.parse(item) : null;
    },

    /**
     * The part of a transaction that makes the profile, or changes what was read as `before`; it fails when another request has
     * changed it since. Null when all is as asked for already. `now` in ms.
     */
    profileChange(person: string, before: Profile | null, change: ProfileChange, now: number): TransactItem | null {
      const values = changedFields(before, change, now);
      if (Object.keys(values).length === 0) return null;
      // never the same twice: it is what the condition compares
      const written = { ...values, updatedAt: Math.max(now, (before?.updatedAt ?? 0) + 1) };
      const names = Object.keys(written);
      return {
        Update: {
          TableName: tableName,
          Key: { person, item: PROFILE },
          UpdateExpression: `SET ${names.map((name) => `${name} = :${name}`).join(', ')}`,
          ConditionExpression: before ? 'updatedAt = :read' : 'attribute_not_exists(person)',
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(written).map(([name, value]) => [`:${name}`, value])),
            ...(before && { ':read': before.updatedAt }),
          },
        },
      };
    },

    /**
     * Stops mails to the person. A report of a mail server never replaces the person's own wish, and a report about another
     * address never replaces one about the present address. As events come twice and late, a repeated report changes
     * nothing, and neither does one from before mails were switched on again.
     */
    async switchMailOff(person: string, mailOff: MailOff): Promise<void> {
      const isWish = mailOff.reason === 'unsubscribed';
      const { condition, names, values } = isWish ? UNLESS_WISHED : unlessReported(mailOff);
      await ignoreFailedCondition(
        update(person, {
          set: '#off = :off',
          names: { '#off': 'mailOff', '#reason': 'reason', ...names },
          values: { ':off': mailOff, ':wish': 'unsubscribed', ':null': null, ':at': mailOff.at, ...values },
          condition: `attribute_exists(email) AND (attribute_not_exists(mailOnAt) OR mailOnAt <= :at) AND ${condition}`,
        }),
      );
    },

    /** Sends mails again, whatever stopped them. `now` in ms. */
    async switchMailOn(person: string, now: number): Promise<void> {
      await ignoreFailedCondition(
        update(person, {
          set: 'mailOff = :null, mailOnAt = :now',
          values: { ':null': null, ':now': now },
          condition: 'attribute_exists(email) AND attribute_exists(mailOff) AND mailOff <> :null',
        }),
      );
    },

    /** Null when the key was never used, or so long ago that it is free again. `now` in ms. */
    async readRequest(person: string, key: string, now: number): Promise<RememberedRequest | null> {
      const item = await read(person, requestItem(key));
      if (!item) return null;
      const { bodyHash, alertId, expireAt } = requestSchema.parse(item);
      return expireAt * 1000 > now ? { bodyHash, alertId } : null; // TTL deletes days late
    },

    /** The part of a transaction that makes it fail when the key is taken. `now` in ms. */
    rememberRequest({ person, key, bodyHash, alertId }: RequestToRemember, now: number): TransactItem {
      const nowS = Math.floor(now / 1000);
      return {
        Put: {
          TableName: tableName,
          Item: { person, item: requestItem(key), bodyHash, alertId, expireAt: nowS + REQUEST_LIFETIME_S },
          ConditionExpression: 'attribute_not_exists(person) OR expireAt <= :nowS',
          ExpressionAttributeValues: { ':nowS': nowS },
        },
      };
    },
  };
}

export type PersonTable = ReturnType<typeof createPersonTable>;

/** What a request of the person says of them. */
export interface ProfileChange {
  /** verified */
  readonly email: string;
  readonly settings?: Partial<Settings>;
  /** null: mails are sent again, whatever stopped them; a wish for none stays as it was first uttered */
  readonly mailOff?: MailOff | null;
}

function changedFields(before: Profile | null, { email, settings = {}, mailOff }: ProfileChange, now: number) {
  const isOff = before?.mailOff?.reason === 'unsubscribed';
  return {
    ...(before?.email !== email && { email }),
    ...(Object.keys(settings).length > 0 && { settings: { ...before?.settings, ...settings } }),
    ...(mailOff && !isOff && { mailOff }),
    ...(mailOff === null && before?.mailOff && { mailOff, mailOnAt: now }),
  };
}

interface ProfileUpdate {
  readonly set: string;
  readonly values: Record<string, unknown>;
  readonly condition?: string;
  readonly names?: Record<string, string>;
}

const UNLESS_WISHED = {
  condition: '(attribute_not_exists(#off) OR #off = :null OR #off.#reason <> :wish)',
  names: {},
  values: {},
};

function unlessReported({ reason, address }: MailOff) {
  const known = '#off.#reason = :wish OR (#off.#reason = :reason AND #off.#address = :address)';
  return {
    condition: `email = :address AND (attribute_not_exists(#off) OR #off = :null OR NOT (${known}))`,
    names: { '#address': 'address' },
    values: { ':reason': reason, ':address': address },
  };
}

function requestItem(key: string): string {
  return `request#${key}`;
}
