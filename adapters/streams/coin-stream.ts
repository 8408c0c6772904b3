import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { coinFromItem, describeCoinError } from '../dynamodb/market/coin-table.ts';
import { DynamoStream, type StreamBatch, type StreamRecord } from './dynamo-stream.ts';

/**
 * - `coin`: the row as it stands after a change.
 * - `removed`: the row is gone.
 * - `faulty`: a record that is no coin; `content` is what came.
 * - `missed`: changes were lost to this reader; the table has to be read again.
 */
export type CoinChange =
  | { readonly kind: 'coin'; readonly coin: WantedCoin }
  | { readonly kind: 'removed'; readonly symbol: string }
  | { readonly kind: 'faulty'; readonly content: string; readonly fault: string }
  | { readonly kind: 'missed' };

export interface CoinReader {
  /** The changes since the last call, in the order in which they were made. */
  next(): Promise<CoinChange[]>;
}

/** The stream of table `coins`. A shard has two readers at most: who no longer needs its reader calls it no more. */
export interface CoinStream {
  /** A reader of the changes made after this call. */
  open(): Promise<CoinReader>;
}

export function createCoinStream(client: DynamoDBStreamsClient, streamArn: string): CoinStream {
  return {
    async open() {
      const stream = new DynamoStream({ client, streamArn, start: { from: 'LATEST' } });
      await stream.open();
      return { next: async () => changesOf(await stream.next()) };
    },
  };
}

function changesOf(batches: readonly StreamBatch[]): CoinChange[] {
  return batches.flatMap(({ records, trimmed }) => [
    ...(trimmed ? [{ kind: 'missed' } as const] : []),
    ...records.map(readChange),
  ]);
}

function readChange({ record }: StreamRecord): CoinChange {
  const { Keys = {}, NewImage } = record.dynamodb ?? {};
  try {
    if (record.eventName === 'REMOVE') return { kind: 'removed', symbol: String(unmarshall(Keys).symbol) };
    return { kind: 'coin', coin: coinFromItem(unmarshall(NewImage ?? {})) };
  } catch (error) {
    return { kind: 'faulty', content: JSON.stringify(NewImage ?? Keys), fault: describeCoinError(error) };
  }
}
