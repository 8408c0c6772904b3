import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import pMap from 'p-map';
import * as z from 'zod';
import { type Lane, OPEN_LANE } from '../../../domain/messages/mail-schedule.ts';
import { conditionHeld } from '../conditional-write.ts';

const LANE = 'lane';
const WAITING = 'waiting#';
const INSTANT_DIGITS = 14;
const MAX_DELETES_AT_ONCE = 10;

const laneSchema = z.object({
  openAt: z.number().int().default(OPEN_LANE.openAt),
  gapMs: z.number().int().nonnegative().default(OPEN_LANE.gapMs),
  refusals: z.number().int().nonnegative().default(OPEN_LANE.refusals),
  /** the wake that was noted last, and the latest one that has come */
  notedAt: z.number().int().default(0),
  takenAt: z.number().int().default(0),
});

/** The lane as it is stored. `wokenAt` (own clock, ms): the wake that is on its way; 0 when none is. */
export type StoredLane = Lane & { readonly wokenAt: number };

/** A message that waits for its mail. Times in ms: `firedAt` gives the order, `since` is when it came. */
export interface Waiting {
  readonly messageId: string;
  readonly firedAt: number;
  readonly since: number;
}
const waitingSchema = z.object({ messageId: z.string(), firedAt: z.number().int(), since: z.number().int() });

function waitingKey(person: string, { messageId, firedAt }: Waiting) {
  return { person, item: `${WAITING}${String(firedAt).padStart(INSTANT_DIGITS, '0')}#${messageId}` };
}

/** In table `people`: when a person's next mail may leave, and which messages it will tell. */
export function createMailThrottle(client: DynamoDBDocumentClient, tableName: string) {
  return {
    /** Again is no change. */
    async addWaiting(person: string, waiting: Waiting): Promise<void> {
      const Item = { ...waiting, ...waitingKey(person, waiting) };
      const ConditionExpression = 'attribute_not_exists(person)';
      await conditionHeld(client.send(new PutCommand({ TableName: tableName, Item, ConditionExpression })));
    },

    /** In the order of their firing; consistent. */
    async readWaiting(person: string, limit: number): Promise<Waiting[]> {
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

    async dropWaiting(person: string, told: readonly Waiting[]): Promise<void> {
      const drop = (waiting: Waiting) =>
        client.send(new DeleteCommand({ TableName: tableName, Key: waitingKey(person, waiting) }));
      await pMap(told, drop, { concurrency: MAX_DELETES_AT_ONCE });
    },

    /** Consistent. */
    async readLane(person: string): Promise<StoredLane> {
      const Key = { person, item: LANE };
      const { Item } = await client.send(new GetCommand({ TableName: tableName, Key, ConsistentRead: true }));
      const { notedAt, takenAt, ...lane } = laneSchema.parse(Item ?? {});
      return { ...lane, wokenAt: notedAt > takenAt ? notedAt : 0 };
    },

    /** False when somebody else has moved it since `before` was read. */
    moveLane(person: string, before: Lane, after: Lane): Promise<boolean> {
      const { openAt, gapMs, refusals } = after;
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: LANE },
        ConditionExpression: before.openAt === 0 ? 'attribute_not_exists(openAt)' : 'openAt = :before',
        UpdateExpression: 'SET openAt = :openAt, gapMs = :gapMs, refusals = :refusals',
        ExpressionAttributeValues: {
          ':openAt': openAt,
          ':gapMs': gapMs,
          ':refusals': refusals,
          ...(before.openAt !== 0 && { ':before': before.openAt }),
        },
      });
      return conditionHeld(client.send(update));
    },

    /**
     * The wake for this instant has come. Said before the waiting messages are read: whoever adds one and still finds the wake
     * on its way has added it before that reading.
     */
    async takeWake(person: string, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: LANE },
        ConditionExpression: 'attribute_not_exists(takenAt) OR takenAt < :at',
        UpdateExpression: 'SET takenAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
      await conditionHeld(client.send(update));
    },

    /** A wake for this instant has been sent. A note that comes after its wake says nothing: that one has been taken. */
    async noteWake(person: string, at: number): Promise<void> {
      const update = new UpdateCommand({
        TableName: tableName,
        Key: { person, item: LANE },
        UpdateExpression: 'SET notedAt = :at',
        ExpressionAttributeValues: { ':at': at },
      });
      await client.send(update);
    },
  };
}

export type MailThrottle = ReturnType<typeof createMailThrottle>;
