import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Channel } from '../../../domain/channels/channel.ts';
import { SERVICE_PERSON } from '../../../domain/people/service-person.ts';
import { readIndexItems } from './read-index-items.ts';
import { recipientSchema } from './recipient.ts';

const ARMED: ReadonlySet<string> = new Set(['arming', 'active']);

const itemSchema = recipientSchema.extend({ state: z.object({ status: z.string() }) });

/** Whose alert it is, and the channels that it notifies. */
export interface ArmedAlert {
  readonly owner: string;
  readonly channels: readonly Channel[];
}

/** Table `alerts`: the alerts of one coin that a trade could fire, without the canary, which notifies nobody. An alert that can't be read is not armed. */
export function createArmedAlerts(client: DynamoDBDocumentClient, tableName: string) {
  return {
    async ofCoin(coin: { symbol: string; shards: number }): Promise<ArmedAlert[]> {
      const items = await readIndexItems(client, tableName, coin);
      return items
        .flatMap((item) => itemSchema.safeParse(item).data ?? [])
        .filter(({ owner, state }) => owner !== SERVICE_PERSON && ARMED.has(state.status));
    },
  };
}

export type ArmedAlerts = ReturnType<typeof createArmedAlerts>;
