import { createHash, randomBytes } from 'node:crypto';
import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
  type UpdateCommandInput,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Pace } from '../../../domain/channels/presets/preset.ts';
import { type Webhook, type WebhookResult, webhookSchema } from '../../../domain/channels/webhook.ts';
import { conditionHeld } from '../conditional-write.ts';

const PREFIX = 'webhook#';
const SECRET_ITEM = 'webhook-secret';
/** Standard Webhooks: 24 to 64 bytes */
const SECRET_BYTES = 32;
const ID_CHARACTERS = 16;

const secretSchema = z.object({ secret: z.string().startsWith('whsec_') });
const countSchema = z.object({ failures: z.number().int() });
const slotSchema = z.object({ nextSlotAt: z.number().int() });
/** Others who take a slot at the same moment are waited out so often. */
const MAX_ROUNDS = 4;

/** What a call means for the refusals in a row: none any more, one more, or nothing. */
const COUNTING = {
  reset: { set: ', failures = :none, workedAt = :at', add: '' },
  add: { set: '', add: ' ADD failures :one' },
  keep: { set: '', add: '' },
} as const;

export type WebhookTarget = Pick<Webhook, 'url' | 'preset' | 'chatId'>;

/** The same target has the same id, so that it is kept once however many alerts name it. */
export function webhookId({ url, preset, chatId }: WebhookTarget): string {
  const target = JSON.stringify([url, preset, chatId]);
  return createHash('sha256').update(target).digest('hex').slice(0, ID_CHARACTERS);
}

type Change = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/** The webhooks in table `people`, and the secret that a person's webhooks are signed with. */
export function createWebhookTable(client: DynamoDBDocumentClient, tableName: string) {
  const keyOf = (person: string, id: string) => ({ person, item: `${PREFIX}${id}` });

  async function get(person: string, item: string): Promise<Record<string, unknown> | undefined> {
    const { Item } = await client.send(
      new GetCommand({ TableName: tableName, Key: { person, item }, ConsistentRead: true }),
    );
    return Item;
  }

  /** The item as it is then, where it was asked for; null when the condition was not met. */
  async function change(person: string, id: string, update: Change): Promise<Record<string, unknown> | null> {
    try {
      const command = new UpdateCommand({ TableName: tableName, Key: keyOf(person, id), ...update });
      return (await client.send(command)).Attributes ?? {};
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return null;
      throw error;
    }
  }

  async function readSecret(person: string): Promise<string | null> {
    const item = await get(person, SECRET_ITEM);
    return item ? secretSchema.parse(item).secret : null;
  }

  async function writeSecret(person: string, expression: string): Promise<string> {
    const { Attributes } = await client.send(
      new UpdateCommand({
        TableName: tableName,
        Key: { person, item: SECRET_ITEM },
        UpdateExpression: expression,
        ExpressionAttributeNames: { '#secret': 'secret' },
        ExpressionAttributeValues: { ':secret': `whsec_${randomBytes(SECRET_BYTES).toString('base64')}` },
        ReturnValues: 'ALL_NEW',
      }),
    );
    return secretSchema.parse(Attributes).secret;
  }

  return {
    readSecret,

    /** All of a person's, consistently. They are few: one page. */
    async list(person: string): Promise<Webhook[]> {
      const { Items = [] } = await client.send(
        new QueryCommand({
          TableName: tableName,
          KeyConditionExpression: 'person = :person AND begins_with(#item, :prefix)',
          ExpressionAttributeNames: { '#item': 'item' },
          ExpressionAttributeValues: { ':person': person, ':prefix': PREFIX },
          ConsistentRead: true,
        }),
      );
      return Items.map((item) => webhookSchema.parse(item));
    },

    /** Null when it is not kept. @throws ZodError when what is stored is none */
    async read(person: string, id: string): Promise<Webhook | null> {
      const item = await get(person, `${PREFIX}${id}`);
      return item ? webhookSchema.parse(item) : null;
    },

    /** Adds it; one that is there already stays as it is. */
    async add(person: string, webhook: Webhook): Promise<void> {
      const Item = { ...webhook, ...keyOf(person, webhook.id) };
      const ConditionExpression = 'attribute_not_exists(person)';
      await conditionHeld(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** Switches it on or off, and forgets its failures. False when there is none. `at` in ms. */
    async setState(person: string, id: string, { state, at, detail }: Pick<Webhook, 'state' | 'at' | 'detail'>) {
      const changed = await change(person, id, {
        UpdateExpression: 'SET #state = :state, #at = :at, detail = :detail, failures = :none',
        ConditionExpression: 'attribute_exists(person)',
        ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
        ExpressionAttributeValues: { ':state': state, ':at': at, ':detail': detail, ':none': 0 },
      });
      return changed !== null;
    },

    /** Forgets it. Again is no change. */
    async remove(person: string, id: string): Promise<void> {
      await client.send(new DeleteCommand({ TableName: tableName, Key: keyOf(person, id) }));
    },

    /** Switches it off as it was read; one that was switched on or off since stays as it is. `at` in ms. */
    async disable(person: string, read: Pick<Webhook, 'id' | 'at'>, { at, detail }: Pick<Webhook, 'at' | 'detail'>) {
      const changed = await change(person, read.id, {
        UpdateExpression: 'SET #state = :disabled, #at = :at, detail = :detail',
        ConditionExpression: '#state = :active AND #at = :read',
        ExpressionAttributeNames: { '#state': 'state', '#at': 'at' },
        ExpressionAttributeValues: {
          ':disabled': 'disabled',
          ':active': 'active',
          ':at': at,
          ':read': read.at,
          ':detail': detail,
        },
      });
      return changed !== null;
    },

    /** What came of a call. How many deliveries it has refused in a row by now; 0 also when it is not kept any more. */
    async recordResult(person: string, id: string, lastResult: WebhookResult, count: keyof typeof COUNTING) {
      const { set, add } = COUNTING[count];
      const found = await change(person, id, {
        UpdateExpression: `SET lastResult = :result${set}${add}`,
        ConditionExpression: 'attribute_exists(person)',
        ExpressionAttributeValues: {
          ':result': lastResult,
          ...(count === 'reset' && { ':none': 0, ':at': lastResult.at }),
          ...(count === 'add' && { ':one': 1 }),
        },
        ReturnValues: 'ALL_NEW',
      });
      return found ? countSchema.parse(found).failures : 0;
    },

    /**
     * When (own clock, ms) the next message may be sent to it: at once for the first `burst`, then one every `gapMs`. Whoever
     * asks has that instant for themselves. (GCRA: `nextSlotAt` is its theoretical arrival time.)
     */
    async takeSlot(
      person: string,
      id: string,
      { now, burst, gapMs }: Pace & { readonly now: number },
    ): Promise<number> {
      for (let round = 0; round < MAX_ROUNDS; round += 1) {
        const behind = await change(person, id, {
          UpdateExpression: 'ADD nextSlotAt :gap',
          ConditionExpression: 'nextSlotAt > :now',
          ExpressionAttributeValues: { ':gap': gapMs, ':now': now },
          ReturnValues: 'ALL_NEW',
        });
        if (behind) return Math.max(now, slotSchema.parse(behind).nextSlotAt - burst * gapMs);
        const first = await change(person, id, {
          UpdateExpression: 'SET nextSlotAt = :next',
          ConditionExpression: 'attribute_exists(person) AND (attribute_not_exists(nextSlotAt) OR nextSlotAt <= :now)',
          ExpressionAttributeValues: { ':next': now + gapMs, ':now': now },
        });
        if (first) return now;
      }
      return now; // not kept any more: whoever calls finds out
    },

    /** It wants no message before `until` (own clock, ms). */
    async pause(person: string, id: string, until: number): Promise<void> {
      const isLater = (name: string) =>
        `attribute_exists(person) AND (attribute_not_exists(${name}) OR ${name} < :until)`;
      const ExpressionAttributeValues = { ':until': until };
      const slots = 'SET pausedUntil = :until, nextSlotAt = :until';
      const moved = await change(person, id, {
        UpdateExpression: slots,
        ConditionExpression: isLater('nextSlotAt'),
        ExpressionAttributeValues,
      });
      if (moved) return;
      await change(person, id, {
        UpdateExpression: 'SET pausedUntil = :until',
        ConditionExpression: isLater('pausedUntil'),
        ExpressionAttributeValues,
      });
    },

    /** Its chat has another id. It stays the webhook that alerts name. */
    async moveChat(person: string, { id, chatId }: Pick<Webhook, 'id' | 'chatId'>, newChatId: string): Promise<void> {
      await change(person, id, {
        UpdateExpression: 'SET chatId = :new',
        ConditionExpression: 'chatId = :old',
        ExpressionAttributeValues: { ':new': newChatId, ':old': chatId },
      });
    },

    /** False when it was tried less than `pauseMs` ago. `now`: own clock, ms. */
    async beginTest(person: string, id: string, { now, pauseMs }: { now: number; pauseMs: number }): Promise<boolean> {
      const begun = await change(person, id, {
        UpdateExpression: 'SET testedAt = :now',
        ConditionExpression: 'attribute_exists(person) AND (attribute_not_exists(testedAt) OR testedAt <= :before)',
        ExpressionAttributeValues: { ':now': now, ':before': now - pauseMs },
      });
      return begun !== null;
    },

    /** The person's secret, made at first use. Of two that make it at once, one is kept. */
    async secretOf(person: string): Promise<string> {
      return (await readSecret(person)) ?? writeSecret(person, 'SET #secret = if_not_exists(#secret, :secret)');
    },

    /** Another secret from now on. */
    async renewSecret(person: string): Promise<void> {
      await writeSecret(person, 'SET #secret = :secret');
    },
  };
}

export type WebhookTable = ReturnType<typeof createWebhookTable>;
