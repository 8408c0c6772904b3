import { CreateTableCommand, type CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import {
  CreateStreamCommand,
  DescribeStreamSummaryCommand,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListShardsCommand,
} from '@aws-sdk/client-kinesis';
import { createCoinTable } from '../../../../adapters/dynamodb/market/coin-table.ts';
import { createLeaseTable, type LeaseTable } from '../../../../adapters/dynamodb/market/lease-table.ts';
import { createMarketTable } from '../../../../adapters/dynamodb/market/market-table.ts';
import type { Prices } from '../../../../domain/market/coin.ts';
import { decodeTick, type Tick } from '../../../../domain/market/tick.ts';
import { sdkEnvironment } from '../../../../local/local-account.ts';
import type { ExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { waitUntil } from '../../../../local/wait-until.ts';
import { writePart } from '../../../support/write-part.ts';
import { type RunningEngines, runEngines } from '../../run-engines.ts';
import { TaskProcess } from './task-process.ts';

const STREAM = 'ticks';

/** The tables and the stream of an ingest task on the real engines, without anything that reads the ticks. */
export class TaskWorld {
  readonly engines: RunningEngines;
  readonly lease: LeaseTable;
  readonly #exchange: ExchangeServer;
  readonly #coinsStreamArn: string;
  readonly #tasks: TaskProcess[] = [];

  private constructor(engines: RunningEngines, exchange: ExchangeServer, coinsStreamArn: string) {
    this.engines = engines;
    this.#exchange = exchange;
    this.#coinsStreamArn = coinsStreamArn;
    this.lease = createLeaseTable(engines.clients.documents, 'market');
  }

  static async start(exchange: ExchangeServer): Promise<TaskWorld> {
    const engines = await runEngines();
    const { dynamodb, kinesis } = engines.clients;
    const make = async (input: CreateTableCommandInput) => {
      const { TableDescription } = await dynamodb.send(new CreateTableCommand(input));
      return TableDescription?.LatestStreamArn ?? '';
    };
    const stream = { StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } } as const;
    const coinsStreamArn = await make({ ...keyed('coins', 'symbol'), ...stream });
    await make(keyed('market', 'kind', 'name'));
    await make(keyed('alerts', 'book', 'id'));
    await make(keyed('candles', 'symbol', 'piece'));
    await kinesis.send(new CreateStreamCommand({ StreamName: STREAM, ShardCount: 1 }));
    await waitUntil('the stream', 5_000, async () => {
      const { StreamDescriptionSummary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName: STREAM }));
      return StreamDescriptionSummary?.StreamStatus === 'ACTIVE' || undefined;
    });
    return new TaskWorld(engines, exchange, coinsStreamArn);
  }

  follow(symbol: string): Promise<boolean> {
    const { documents } = this.engines.clients;
    return writePart(documents, createCoinTable(documents, 'coins').following(symbol, Date.now()));
  }

  startTask(name: string): TaskProcess {
    const { wsUrl, restUrl } = this.#exchange;
    const task = new TaskProcess(name, {
      ...sdkEnvironment(this.engines.endpoints),
      ALERTS_TABLE: 'alerts',
      COINS_TABLE: 'coins',
      COINS_STREAM_ARN: this.#coinsStreamArn,
      MARKET_TABLE: 'market',
      CANDLES_TABLE: 'candles',
      TICKS_STREAM: STREAM,
      BINANCE_WS_URL: wsUrl,
      BINANCE_REST_URL: restUrl,
      FEED: 'simulator',
      FLUSH_INTERVAL_MS: '50',
      OUTAGE_AFTER_MS: '300000',
      MARKET_CAPACITY: 'on-demand',
    });
    this.#tasks.push(task);
    return task;
  }

  /** By shard, when the stream accepted ticks, as the newest snapshot of prices says. */
  async publishedTimes(): Promise<Prices['published']> {
    return (await createMarketTable(this.engines.clients.documents, 'market').readPrices())?.published;
  }

  /** Every tick in the stream, in the order in which it took them. */
  async ticks(): Promise<Tick[]> {
    const { kinesis } = this.engines.clients;
    const { Shards = [] } = await kinesis.send(new ListShardsCommand({ StreamName: STREAM }));
    const ShardId = Shards[0]?.ShardId;
    const from = { StreamName: STREAM, ShardId, ShardIteratorType: 'TRIM_HORIZON' } as const;
    let { ShardIterator } = await kinesis.send(new GetShardIteratorCommand(from));
    const ticks: Tick[] = [];
    for (;;) {
      const { Records = [], NextShardIterator } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
      if (Records.length === 0) return ticks;
      ticks.push(...Records.map(({ Data }) => decodeTick(Buffer.from(Data ?? []).toString())));
      ShardIterator = NextShardIterator;
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#tasks.map((task) => task.kill()));
    await this.engines.stop();
  }
}

function keyed(TableName: string, hash: string, range?: string): CreateTableCommandInput {
  const names = [hash, ...(range ? [range] : [])];
  return {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: names.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
  };
}
