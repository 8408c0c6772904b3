import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient, GetRecordsCommand } from '@aws-sdk/client-dynamodb-streams';
import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type CoinTable, createCoinTable } from '../../../../adapters/dynamodb/market/coin-table.ts';
import { createMarketTable, type MarketTable } from '../../../../adapters/dynamodb/market/market-table.ts';
import { createWriteAll, type WriteAll } from '../../../../adapters/dynamodb/write-transaction.ts';
import { createCoinStream } from '../../../../adapters/streams/coin-stream.ts';
import { announceCoinChanges } from '../../../../functions/api/coins/announce-coin-changes.ts';
import { systemClock } from '../../../../ingest-task/clock.ts';
import { QUIET_POLL_INTERVAL_MS, WantedCoins } from '../../../../ingest-task/watching/wanted-coins.ts';
import { CREDENTIALS, REGION } from '../../../../local/local-account.ts';
import { recordedLog } from '../../../support/recorded-log.ts';
import { type RunningEngines, runEngines } from '../../run-engines.ts';

/** Longer than the interval of the marker, with room for a busy machine. */
const SOON = { timeout: 2_500, interval: 20 };

let engines: RunningEngines;
let coinTable: CoinTable;
let marketTable: MarketTable;
let writeAll: WriteAll;
let streamArn: string;
const started: WantedCoins[] = [];

beforeAll(async () => {
  engines = await runEngines();
  const { documents } = engines.clients;
  streamArn = await createTables();
  coinTable = createCoinTable(documents, 'coins');
  marketTable = createMarketTable(documents, 'market');
  const deps = { coins: coinTable, market: marketTable, log: recordedLog(), now: Date.now };
  writeAll = announceCoinChanges({ ...deps, writeAll: createWriteAll(documents) });
});
afterEach(() => {
  for (const coins of started.splice(0)) coins.stop();
});
afterAll(() => engines?.stop());

test('of a task that watches and two that stand by, one reads the stream; after a take-over another one, which misses nothing', async () => {
  const [holder, second, third] = [await startTask(), await startTask(), await startTask()];
  holder.coins.follow();
  await writeAll([coinTable.following('BTCUSDT', 1)]);
  await vi.waitFor(() => expect(holder.known()).toEqual(['BTCUSDT']), SOON);
  expect([holder.reads() > 0, second.reads(), third.reads()]).toEqual([true, 0, 0]);

  // what comes between the last reading of a standby and its take-over, and during it
  await writeAll([coinTable.following('ETHUSDT', 1)]);
  holder.coins.unfollow();
  const reads = holder.reads();
  second.coins.follow();
  await writeAll([coinTable.following('SOLUSDT', 1)]);
  await vi.waitFor(() => expect(second.known()).toEqual(['BTCUSDT', 'ETHUSDT', 'SOLUSDT']), SOON);
  await writeAll([coinTable.unfollowing('BTCUSDT')]);
  await vi.waitFor(() => expect(second.known()).toEqual(['ETHUSDT', 'SOLUSDT']), SOON);
  expect([holder.reads(), third.reads()]).toEqual([reads, 0]);
});

test('a new version is known within a second or two of its announcement, also when others share the announcement', async () => {
  const { coins, versions } = await startTask();
  coins.follow();
  await writeAll([coinTable.following('XRPUSDT', 1)]);
  for (const version of [11, 12, 13]) {
    const change = { symbol: 'XRPUSDT', now: 1, series: ['price' as const], version, isFollowed: true };
    expect(await writeAll([coinTable.indexChange(change)])).toEqual({ written: true });
    await vi.waitFor(() => expect(versions.get('XRPUSDT')).toBe(version), SOON);
  }
});

test('a row that was changed by hand is known within the slow poll', async () => {
  const task = await startTask();
  task.coins.follow();
  await writeAll([coinTable.following('ADAUSDT', 1)]);
  await vi.waitFor(() => expect(task.known()).toContain('ADAUSDT'), SOON);
  await vi.waitFor(() => expect(task.quiet()).toBe(true), { timeout: 15_000, interval: 100 });
  const byHand = { UpdateExpression: 'SET wanted = :no', ExpressionAttributeValues: { ':no': false } };
  await engines.clients.documents.send(
    new UpdateCommand({ TableName: 'coins', Key: { symbol: 'ADAUSDT' }, ...byHand }),
  );
  await vi.waitFor(() => expect(task.known()).not.toContain('ADAUSDT'), {
    timeout: QUIET_POLL_INTERVAL_MS + SOON.timeout,
    interval: 50,
  });
}, 30_000);

/** The stream's ARN. */
async function createTables(): Promise<string> {
  const { dynamodb } = engines.clients;
  const key = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await dynamodb.send(
    new CreateTableCommand({
      TableName: 'market',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [key('kind'), key('name')],
      KeySchema: [
        { AttributeName: 'kind', KeyType: 'HASH' },
        { AttributeName: 'name', KeyType: 'RANGE' },
      ],
    }),
  );
  const { TableDescription } = await dynamodb.send(
    new CreateTableCommand({
      TableName: 'coins',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [key('symbol')],
      KeySchema: [{ AttributeName: 'symbol', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  );
  return TableDescription?.LatestStreamArn ?? '';
}

/** A task's view of the coins, over a client of its own that counts the reads of shards. */
async function startTask() {
  const client = new DynamoDBStreamsClient({
    endpoint: engines.endpoints.dynamodb,
    region: REGION,
    credentials: CREDENTIALS,
  });
  const readsAt: number[] = [];
  client.middlewareStack.add(
    (next, { commandName }) =>
      (args) => {
        if (commandName === GetRecordsCommand.name) readsAt.push(performance.now());
        return next(args);
      },
    { step: 'initialize' },
  );
  const versions = new Map<string, number>();
  const coins = new WantedCoins({
    coinTable,
    coinStream: createCoinStream(client, streamArn),
    marketTable,
    clock: systemClock,
    log: recordedLog(),
    onWanted: ({ symbol, book }) => void versions.set(symbol, book.version),
    onUnwanted: () => undefined,
  });
  await coins.start();
  const known = () =>
    coins
      .wanted()
      .map(({ symbol }) => symbol)
      .sort();
  /** the stream was not read for longer than after an announcement */
  const quiet = () => performance.now() - (readsAt.at(-1) ?? 0) > 2_000;
  started.push(coins);
  return { coins, known, versions, reads: () => readsAt.length, quiet };
}
