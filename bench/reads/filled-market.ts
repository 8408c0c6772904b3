import { BatchWriteItemCommand, CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import pMap from 'p-map';
import { type CoinTable, createCoinTable } from '../../adapters/dynamodb/market/coin-table.ts';
import { createMarketTable, type MarketTable } from '../../adapters/dynamodb/market/market-table.ts';
import type { Listing, NewestUnwatched, ObservedCoin, Unwatched } from '../../domain/market/coin.ts';
import { SPARK_HOURS } from '../../domain/market/spark.ts';
import { WINDOWED } from '../../domain/metrics/metric.ts';
import { withinRoom } from '../../ingest-task/publishing/snapshot-values.ts';

const ITEMS_PER_WRITE = 25;
const WRITES_AT_ONCE = 4;
const INTERVALS_A_COIN = 1;
const HOUR_MS = 3_600_000;

export interface FilledMarket {
  readonly coins: CoinTable;
  readonly market: MarketTable;
  /** requests to the database since the last call, repeated ones too */
  takeCalls(): number;
}

/** Tables `coins` and `market` with so many followed coins, each with its price, as many values of metrics as a snapshot has room for, and an unwatched interval. */
export async function fillMarket(client: DynamoDBClient, count: number, now: number): Promise<FilledMarket> {
  await makeTable(client, 'coins', ['symbol']);
  await makeTable(client, 'market', ['kind', 'name']);
  const symbols = Array.from({ length: count }, (_, number) => `COIN${number}USDT`);
  const documents = DynamoDBDocumentClient.from(client);
  const market = createMarketTable(documents, 'market');
  const coins = symbols.map((symbol) => ({ symbol, wanted: true, bookVersion: now, bookShards: 1 }));
  await write(client, 'coins', coins);
  await write(
    client,
    'market',
    symbols.flatMap((symbol, coin) => rowsOf(symbol, intervalsOf(coin, now))),
  );
  const newest: NewestUnwatched = Object.fromEntries(symbols.map((symbol, coin) => [symbol, intervalsOf(coin, now)]));
  await market.writeNewestUnwatched(newest, 1);
  const observed = withinRoom(Object.fromEntries(symbols.map((symbol, coin) => [symbol, observe(coin, now)])));
  const clock = { offsetMs: 3, measuredAt: now };
  await market.writePrices({ feed: 'simulator', updatedAt: now, clock, coins: observed }, 1);
  const sparks = Object.fromEntries(symbols.map((symbol, coin) => [symbol, closesOf(coin)]));
  await market.writeSparks({ feed: 'simulator', until: now - (now % HOUR_MS), coins: sparks }, 1);
  await market.writeClockOffset(3, now);
  await market.writeCatalogue(symbols.map(list));
  return { coins: createCoinTable(documents, 'coins'), market, takeCalls: countCalls(client) };
}

function countCalls(client: DynamoDBClient): () => number {
  let calls = 0;
  client.middlewareStack.add(
    (next) => (args) => {
      calls += 1;
      return next(args);
    },
    { step: 'finalizeRequest', name: 'countCalls' },
  );
  return () => {
    const counted = calls;
    calls = 0;
    return counted;
  };
}

async function makeTable(client: DynamoDBClient, TableName: string, keys: readonly string[]): Promise<void> {
  const kinds = ['HASH', 'RANGE'] as const;
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: kinds[index] })),
    }),
  );
}

async function write(client: DynamoDBClient, table: string, items: readonly Record<string, unknown>[]): Promise<void> {
  const batches = Array.from({ length: Math.ceil(items.length / ITEMS_PER_WRITE) }, (_, batch) =>
    items.slice(batch * ITEMS_PER_WRITE, (batch + 1) * ITEMS_PER_WRITE),
  );
  const put = async (batch: readonly Record<string, unknown>[]) => {
    const puts = batch.map((item) => ({ PutRequest: { Item: marshall(item) } }));
    const { UnprocessedItems = {} } = await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: puts } }));
    if (Object.keys(UnprocessedItems).length > 0) throw new Error(`${table}: not every item was written`);
  };
  await pMap(batches, put, { concurrency: WRITES_AT_ONCE });
}

function rowsOf(symbol: string, intervals: readonly Unwatched[]): Record<string, unknown>[] {
  const name = ({ firstTradeId }: Unwatched) => String(firstTradeId).padStart(16, '0');
  return intervals.map((interval) => ({ kind: `unwatched#${symbol}`, name: name(interval), ...interval }));
}

/** Newest first. */
function intervalsOf(coin: number, now: number): Unwatched[] {
  return Array.from({ length: INTERVALS_A_COIN }, (_, age) => {
    const from = now - (age + 1) * 7 * HOUR_MS - coin * 137;
    const firstTradeId = 1_000_000 - age * 1_000 + coin;
    return { from, to: from + 2_000 + coin, reason: 'purged', firstTradeId, lastTradeId: firstTradeId + 10 };
  });
}

function observe(coin: number, now: number): ObservedCoin {
  const price = (100 + coin * 1.37).toFixed(4);
  const values = WINDOWED.map(({ name }, index) => [name, 1 + coin * 0.731 + index * 3.17] as const);
  return {
    state: 'live',
    price,
    lastTradeId: 1_000_000 + coin,
    tradeAt: now - coin,
    minute: now - (now % 60_000),
    refs: Object.fromEntries(values.map(([name, value]) => [name, value.toFixed(4)])),
    measures: Object.fromEntries(values),
    open: {
      start: now - (now % 60_000),
      open: price,
      high: price,
      low: price,
      close: price,
      volume: 1 + coin * 0.731,
      quoteVolume: 100 + coin * 3.17,
      trades: coin,
    },
  };
}

function closesOf(coin: number): string[] {
  return Array.from({ length: SPARK_HOURS }, (_, hour) => (100 + coin * 1.37 + hour * 0.731).toFixed(4));
}

function list(symbol: string): Listing {
  return { symbol, status: 'TRADING', base: symbol.slice(0, -4), quote: 'USDT', tickSize: '0.0001' };
}
