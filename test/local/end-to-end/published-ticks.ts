import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  type KinesisClient,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { decodeTick, type Tick } from '../../../domain/market/tick.ts';
import { waitUntil } from '../../../local/wait-until.ts';
import type { TestStack } from './start-stack.ts';

const WITHIN_MS = 15_000;

/** Every tick in the stack's stream, oldest first. */
export function publishedTicks({ running }: TestStack): Promise<Tick[]> {
  const [stream = ''] = running.plan.streams;
  return readTicks(running.engines.clients.kinesis, stream);
}

/** Every tick in the stream, oldest first. */
export async function readTicks(kinesis: KinesisClient, StreamName: string): Promise<Tick[]> {
  const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName }));
  const ticks: Tick[] = [];
  for (const { ShardId } of Shards) {
    const type = { ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand({ StreamName, ShardId, ...type }));
    for (let more = true; more; ) {
      const { Records = [], NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
      ticks.push(...Records.map(({ Data }) => decodeTick(Buffer.from(Data ?? []).toString())));
      ShardIterator = NextShardIterator;
      more = Records.length > 0;
    }
  }
  return ticks;
}

/** Resolves when the ingest task knows of every alert made so far: its ticks carry the book's present version. */
export async function untilBookIsPublished(stack: TestStack, symbol: string): Promise<void> {
  const { documents } = stack.running.engines.clients;
  const TableName = stack.running.plan.functions.get('Api')?.environment.COINS_TABLE;
  const { Item } = await documents.send(new GetCommand({ TableName, Key: { symbol }, ConsistentRead: true }));
  await waitUntil(`a tick with book version ${Item?.bookVersion}`, WITHIN_MS, async () => {
    const ticks = await publishedTicks(stack);
    return ticks.some((tick) => tick.symbol === symbol && tick.book.version >= Item?.bookVersion) || undefined;
  });
}
