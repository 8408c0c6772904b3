import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { type MailOff, type Profile, profileSchema, type Settings } from '../../../domain/people/person.ts';
import { conditionHeld } from '../conditional-write.ts';
import type { TransactItem } from '../write-transaction.ts';

/** An idempotency key is remembered this long. */
export const REQUEST_LIFETIME_S = 24 * 60 * 60;

const PROFILE = 'profile';
const requestSchema = z.object({ bodyHash: z.string(), alertId: z.string(), expireAt: z.number().int() });

/** What an idempotency key stands for: the body it came with (a hash) and the alert it made. */
export interface RememberedRequest {
  readonly bodyHash: string;
  readonly alertId: string;
}

export interface RequestToRemember extends RememberedRequest {
  readonly person: string;
  readonly key: string;
}

/**
 * Table `people`: what must be known of a person when no token is at hand. `person` is `issuer#subject`. A profile is made
 * by `saveProfile` alone: what else writes to it finds a person without an address not there.
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
    /** Consistent. Null when the person has never written anything. @throws ZodError when the item is none */
    async readProfile(person: string): Promise<Profile | null> {
      const item = await read(person, PROFILE);
      return item ? profileSchema.parse(item) : null;
    },

    /** Sets the verified e-mail and leaves settings and `mailOff` alone. `now` in ms. */
    async saveProfile(person: string, email: string, now: number): Promise<void> {
      await update(person, { set: 'email = :email, updatedAt = :now', values: { ':email': email, ':now': now } });
    },

    /** Of the settings just those that are given; the others stay, those that someone else writes now included. */
    async saveSettings(person: string, settings: Partial<Settings>): Promise<void> {
      const given = Object.entries(settings).filter(([, value]) => value !== undefined);
      if (given.length === 0) return;
      const condition = 'attribute_exists(email)';
      // a path into a map that is not there is refused, and one update can't both make the map and fill it
      await update(person, { set: 'settings = if_not_exists(settings, :none)', values: { ':none': {} }, condition });
      await update(person, {
        set: given.map((_, index) => `settings.#n${index} = :v${index}`).join(', '),
        names: Object.fromEntries(given.map(([name], index) => [`#n${index}`, name])),
        values: Object.fromEntries(given.map(([, value], index) => [`:v${index}`, value])),
        condition,
      });
    },

    /**
     * Sends no more mails to the person. A wish of theirs is never replaced by what a mail program says, nor what it says of
     * the present address by what it says of another. What is known already, and what was meant before mails were switched
     * on again, changes nothing: events come twice and late.
     */
    async switchMailOff(person: string, mailOff: MailOff): Promise<void> {
      const isWish = mailOff.reason === 'unsubscribed';
      const { condition, names, values } = isWish ? UNLESS_WISHED : unlessReported(mailOff);
      await conditionHeld(
        update(person, {
          set: '#off = :off',
          names: { '#off': 'mailOff', '#reason': 'reason', ...names },
          values: { ':off': mailOff, ':wish': 'unsubscribed', ':null': null, ':at': mailOff.at, ...values },
          condition: `attribute_exists(email) AND (attribute_not_exists(mailOnAt) OR mailOnAt <= :at) AND ${condition}`,
        }),
      );
    },

    /** Sends mails again, whyever none were sent. `now` in ms. */
    async switchMailOn(person: string, now: number): Promise<void> {
      await conditionHeld(
        update(person, {
          set: 'mailOff = :null, mailOnAt = :now',
          values: { ':null': null, ':now': now },
          condition: 'attribute_exists(email) AND attribute_exists(mailOff) AND mailOff <> :null',
        }),
      );
    },

    /** Null when the key was not used, or so long ago that it is free again. `now` in ms. */
    async readRequest(person: string, key: string, now: number): Promise<RememberedRequest | null> {
      const item = await read(person, requestItem(key));
      if (!item) return null;
      const { bodyHash, alertId, expireAt } = requestSchema.parse(item);
      return expireAt * 1000 > now ? { bodyHash, alertId } : null; // TTL deletes days late
    },

    /** The part of a transaction that fails when the key is taken. `now` in ms. */
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
