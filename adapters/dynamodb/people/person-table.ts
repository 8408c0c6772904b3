import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type MailOff, type Profile, profileSchema, type Settings } from '../../../domain/people/person.ts';
import { ignoreFailedCondition } from '../conditional-write.ts';
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
 * Table `people`: what must be known of a person while no token is at hand. `person` is `issuer#subject`. Only `saveProfile`
 * creates a profile; the other writes change nothing while there is none.
 */
export function createPersonTable(client: DynamoDBDocumentClient, tableName: string) {
  async function read(person: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { person, item }, ConsistentRead: true }),
    );
    return Item;
  }

  function update(person: string, { set, values, condition, names }: ProfileUpdate) {
    return client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { person, item: PROFILE },
        UpdateExpression: `SET ${set}`,
        ExpressionAttributeValues: values,
        ExpressionAttributeNames: names,
        ConditionExpression: condition,
      }),
    );
  }

  return {
    /** Consistent. Null when the person has never written anything. @throws ZodError when the item can't be read */
    async readProfile(person: string): Promise<Profile | null> {
      const item = await read(person, PROFILE);
      return item ? profileSchema.parse(item) : null;
    },

    /** Sets the verified e-mail and leaves settings and `mailOff` alone. `now` in ms. */
    async saveProfile(person: string, email: string, now: number): Promise<void> {
      await update(person, { set: 'email = :email, updatedAt = :now', values: { ':email': email, ':now': now } });
    },

    /** Changes the given settings only. The others stay, also those that another request writes at this moment. */
    async saveSettings(person: string, settings: Partial<Settings>): Promise<void> {
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      if (given.length === 0) return;
      const condition = 'attribute_exists(email)';
      // DynamoDB refuses a path into a missing map, and one update can't both create the map and fill it
      await update(person, { set: 'settings = if_not_exists(settings, :none)', values: { ':none': {} }, condition });
      await update(person, {
        set: given.map((_, index) => `settings.#n${index} = :v${index}`).join(', '),
        names: Object.fromEntries(given.map(([name], index) => [`#n${index}`, name])),
        values: Object.fromEntries(given.map(([, value], index) => [`:v${index}`, value])),
        condition,
      });
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
