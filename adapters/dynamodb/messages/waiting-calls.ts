import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { readWaiting, type WaitingItems, waitingKey } from './read-waiting.ts';

/** A person's webhook. */
export interface CallTarget {
  readonly person: string;
  readonly webhookId: string;
}

/** A message that waits for a call. Times in ms: `firedAt` gives the order, `dueAt` (own clock) is when it may be called. */
export interface WaitingCall {
  readonly messageId: string;
  readonly firedAt: number;
  readonly dueAt: number;
}
const firedAtSchema = z.object({ firedAt: z.int() });

function itemsOf({ person, webhookId }: CallTarget): WaitingItems {
  return { person, prefix: `waiting-call#${webhookId}#` };
}

function keyOf(target: CallTarget, { dueAt, messageId }: WaitingCall) {
  return waitingKey(itemsOf(target), dueAt, messageId);
}

/** In table `people`: the messages that wait for each webhook of a person, by when they are due. */
export function createWaitingCalls(client: DynamoDBDocumentClient, tableName: string) {
  async function add(target: CallTarget, call: WaitingCall): Promise<void> {
    await client.send(new PutCommand({ TableName: tableName, Item: { ...call, ...keyOf(target, call) } }));
  }

  async function remove(target: CallTarget, call: WaitingCall): Promise<void> {
    await client.send(new DeleteCommand({ TableName: tableName, Key: keyOf(target, call) }));
  }

  return {
    /** A second call with the same changes nothing. */
    add,

    remove,

    /** Due first comes first; consistent. */
    async read(target: CallTarget, limit: number): Promise<WaitingCall[]> {
      const found = await readWaiting({ client, tableName }, itemsOf(target), limit);
      return found.map(({ instant, messageId, attributes }) => {
        const firedAt = firedAtSchema.safeParse(attributes).data?.firedAt ?? instant;
        return { messageId, firedAt, dueAt: instant };
      });
    },

    /** Who dies in between leaves it twice, which its delivery in the log makes harmless. */
    async postpone(target: CallTarget, call: WaitingCall, dueAt: number): Promise<void> {
      if (dueAt === call.dueAt) return;
      await add(target, { ...call, dueAt });
      await remove(target, call);
    },
  };
}

export type WaitingCalls = ReturnType<typeof createWaitingCalls>;
