import type { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { WantedCoin } from '../../domain/market/coin.ts';
import { coinFromItem, describeCoinError } from '../dynamodb/market/coin-table.ts';
import { DynamoStream, type StreamRecord } from './dynamo-stream.ts';

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

/** The stream of table `coins`, from the moment of `open()` on. */
export function createCoinStream(client: DynamoDBStreamsClient, streamArn: string) {
  const stream = new DynamoStream({ client, streamArn, start: { from: 'LATEST' } });
  return {
    /** Changes made after this call are seen. */
    open: () => stream.open(),
    /** The changes since the last call, in the order in which they were made. */
    async next(): Promise<CoinChange[]> {
      const batches = await stream.next();
      return batches.flatMap(({ records, trimmed }) => [
        ...(trimmed ? [{ kind: 'missed' } as const] : []),
        ...records.map(readChange),
      ]);
    },
  };
}

export type CoinStream = ReturnType<typeof createCoinStream>;

function readChange({ record }: StreamRecord): CoinChange {
  const { Keys = {}, NewImage } = record.dynamodb ?? {};
  try {
    if (record.eventName === 'REMOVE') return { kind: 'removed', symbol: String(unmarshall(Keys).symbol) };
    return { kind: 'coin', coin: coinFromItem(unmarshall(NewImage ?? {})) };
  } catch (error) {
    return { kind: 'faulty', content: JSON.stringify(NewImage ?? Keys), fault: describeCoinError(error) };
  }
}
