import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CoinStream } from '../../../../../adapters/streams/coin-stream.ts';
import type { Prices } from '../../../../../domain/market/coin.ts';
import { type Ingest, startIngest } from '../../../../../ingest-task/run/start-ingest.ts';
import { memoryLease } from '../../../../support/memory-lease.ts';
import { FAST, keepTrades, recordedRun, taskEnvironment } from '../../../../support/recorded-run.ts';
import { type ScriptedExchange, startScriptedExchange } from '../../../../support/scripted-exchange.ts';
import { buildWantedCoin } from '../../../../support/wanted-coins.ts';

const PUBLISHED = { id: 4, time: 1_699_999_999_000, price: '99', quantity: '1' };

let exchange: ScriptedExchange;
let ingest: Ingest | null = null;

beforeEach(async () => {
  exchange = await startScriptedExchange();
});
afterEach(async () => {
  await ingest?.stop();
  await exchange.close();
});

test('a standby knows all that it needs, opens no socket, and continues where a stopped task ended', async () => {
  keepTrades(exchange, [1, 2, 3, 4]);
  const leaseTable = memoryLease({ token: 2 });
  const first = recordedRun([buildWantedCoin()], null, leaseTable);
  const holder = startIngest(taskEnvironment(exchange, 20), first.dependencies, 'first');
  await holder.ready;
  const second = recordedRun([buildWantedCoin()], null, leaseTable);
  ingest = startIngest(taskEnvironment(exchange, 20), second.dependencies, 'second');
  await vi.waitFor(() => expect(second.run.log.messages()).toContain('standing by: another task watches'));
  exchange.trade('BTCUSDT', 1);
  exchange.trade('BTCUSDT', 2);
  await vi.waitFor(() => expect(first.run.tradeIds('BTCUSDT')).toEqual([1, 2]));
  expect([
    exchange.attempts(),
    second.run.ticks.length,
    second.run.marketTable.writeCatalogue.mock.calls.length,
  ]).toEqual([1, 0, 0]);
  await holder.stop();
  const stoppedAt = performance.now();
  await vi.waitFor(() => expect(second.run.tradeIds('BTCUSDT')).toEqual([3, 4]), 3_000);
  expect(performance.now() - stoppedAt).toBeLessThan(3_000);
  expect(second.run.ticks.find(({ trades }) => trades.id.length > 0)).toMatchObject({
    epoch: 4,
    source: 'backfill',
    previous: { id: 2 },
  });
  await ingest.ready;
  expect(second.run.unwatched).toEqual([]);
});

test('a task that has lost its lease sends nothing more, and watches again under a new epoch when it may', async () => {
  keepTrades(exchange, [1, 2, 3, 4, 5, 6]);
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, clock: FAST }, 'first');
  await ingest.ready;
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1]));
  await vi.waitFor(() => expect(run.publishedId('BTCUSDT')).toBe(1));
  const { leaseTable } = run;
  const taken = { token: leaseTable.record.token + 1, beat: 0, owner: 'other', released: false };
  leaseTable.record = { ...leaseTable.record, ...taken };
  await vi.waitFor(() => expect(run.log.messages()).toContain('lease lost: another task watches'), 3_000);
  await vi.waitFor(() => expect(exchange.sockets).toEqual([]));
  const sent = run.ticks.length;
  const written = run.marketTable.writePrices.mock.calls.length;
  const seenAt = leaseTable.reads;
  await vi.waitFor(() => expect(leaseTable.reads).toBeGreaterThan(seenAt + 2));
  expect([run.ticks.length, run.marketTable.writePrices.mock.calls.length]).toEqual([sent, written]);
  const checkpoint = {
    feed: 'simulator' as const,
    coins: { BTCUSDT: { ...PUBLISHED, id: 3, time: 1_700_000_000_003 } },
  };
  leaseTable.record = { ...leaseTable.record, beat: 1, released: true, checkpoint };
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1, 4, 5, 6]), 3_000);
  expect(run.ticks.at(-1)?.epoch).toBe(5);
});

test('a task whose later run can not start reports it, instead of holding the lease without watching', async () => {
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, clock: FAST }, 'first');
  await ingest.ready;
  const unreadable: Prices = { feed: 'simulator', updatedAt: 1, coins: JSON.parse('null') };
  run.marketTable.readPrices.mockResolvedValue(unreadable);
  const { leaseTable } = run;
  const taken = { token: leaseTable.record.token + 1, beat: 0, owner: 'other', released: true };
  leaseTable.record = { ...leaseTable.record, ...taken };
  await expect(ingest.failure).rejects.toThrow(TypeError);
});

test('of three tasks only the one that watches reads the coins stream, and the one that takes over opens it anew', async () => {
  const leaseTable = memoryLease({ token: 2 });
  const worlds = ['first', 'second', 'third'].map((name) => ({
    name,
    ...recordedRun([buildWantedCoin()], null, leaseTable),
  }));
  const tasks: Ingest[] = [];
  for (const { name, dependencies } of worlds) {
    tasks.push(startIngest(taskEnvironment(exchange, 20), { ...dependencies, clock: FAST }, name));
    if (name === 'first') await tasks[0]?.ready;
  }
  const reads = () => worlds.map(({ run }) => run.streamReads);
  const standing = () => worlds.filter(({ run }) => run.log.messages().join().includes('standing by'));
  await vi.waitFor(() => expect(standing()).toHaveLength(2));
  const before = reads();
  await vi.waitFor(() => expect(reads()[0]).toBeGreaterThan((before[0] ?? 0) + 3), 3_000);
  expect([reads()[1], reads()[2]]).toEqual([0, 0]);
  await tasks[0]?.stop();
  const stoppedAt = reads()[0];
  await vi.waitFor(() => expect(Math.max(...reads().slice(1))).toBeGreaterThan(3), 3_000);
  expect(worlds.map(({ run }) => run.streamOpens).sort()).toEqual([0, 1, 1]);
  expect(reads()[0]).toBe(stoppedAt);
  await Promise.all(tasks.map((task) => task.stop()));
});

test('a coins stream that can not be opened holds up nothing: the run watches the coins that it knows', async () => {
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  let isDown = true;
  const coinStream: CoinStream = {
    open: () => (isDown ? Promise.reject(new Error('throttled')) : dependencies.coinStream.open()),
  };
  ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, coinStream, clock: FAST }, 'first');
  await ingest.ready;
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1]));
  isDown = false;
  run.changes.push({ kind: 'coin', coin: buildWantedCoin('ETHUSDT') });
  await vi.waitFor(() => expect(exchange.messages.at(-1)?.params).toEqual(['ethusdt@aggTrade']), 3_000);
});
