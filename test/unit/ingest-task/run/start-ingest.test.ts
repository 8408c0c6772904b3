import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TickStream } from '../../../../adapters/streams/tick-stream.ts';
import type { ObservedCoin, Prices } from '../../../../domain/market/coin.ts';
import { requireSameExchange } from '../../../../ingest-task/run/same-exchange.ts';
import { type Ingest, startIngest } from '../../../../ingest-task/run/start-ingest.ts';
import { memoryLease } from '../../../support/memory-lease.ts';
import { FAST, keepTrades, recordedRun, taskEnvironment } from '../../../support/recorded-run.ts';
import { type ScriptedExchange, startScriptedExchange } from '../../../support/scripted-exchange.ts';
import { buildWantedCoin } from '../../../support/wanted-coins.ts';

const PUBLISHED = { id: 4, time: 1_699_999_999_000, price: '99', quantity: '1' };

/** The time in which the exchange proves whether ids restarted. */
const PROVED_MS = 5_000;

/** In which a task that has an answer of the exchange would store it. */
const READ_MS = 200;

let exchange: ScriptedExchange;
let ingest: Ingest | null = null;

beforeEach(async () => {
  exchange = await startScriptedExchange();
  keepTrades(exchange, []);
});
afterEach(async () => {
  await ingest?.stop();
  await exchange.close();
});

test('a trade becomes a tick, and a wanted coin is live once its subscribe is acknowledged', async () => {
  const run = await start();
  exchange.trade('BTCUSDT', 7);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([7]));
  const tick = run.ticks.find(({ trades }) => trades.id.length > 0);
  expect(tick).toMatchObject({ symbol: 'BTCUSDT', feed: 'simulator', epoch: 3, source: 'live', previous: null });
  expect(tick?.trades).toEqual({ id: [7], time: [1_700_000_000_007], price: ['100.5'], quantity: ['0.1'] });
  await vi.waitFor(() => expect(run.prices()?.coins.BTCUSDT?.state).toBe('live'));
});

test('ready is logged exactly once, after catalogue and clock are stored and the coins are subscribed', async () => {
  const run = await start();
  expect(run.log.messages().filter((message) => message === 'ready')).toHaveLength(1);
  expect(run.marketTable.writeCatalogue).toHaveBeenCalledOnce();
  expect(run.marketTable.writeClockOffset).toHaveBeenCalledWith(expect.closeTo(0, -2), expect.any(Number));
  expect(exchange.messages.flatMap(({ params }) => params)).toEqual(['!miniTicker@arr', 'btcusdt@aggTrade']);
});

test('a coin that is followed later is subscribed on the same socket while the others go on', async () => {
  const run = await start();
  exchange.trade('BTCUSDT', 1);
  run.changes.push({ kind: 'coin', coin: buildWantedCoin('ETHUSDT') });
  await vi.waitFor(() => expect(exchange.messages.at(-1)?.params).toEqual(['ethusdt@aggTrade']), 3_000);
  exchange.trade('BTCUSDT', 2);
  exchange.trade('ETHUSDT', 90);
  await vi.waitFor(() => expect(run.tradeIds('ETHUSDT')).toEqual([90]));
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1, 2]));
  expect(exchange.attempts()).toBe(1);
});

test('an unknown coin is rejected, a halted one is halted, and neither is subscribed', async () => {
  const run = await start([buildWantedCoin(), buildWantedCoin('NOPEUSDT'), buildWantedCoin('LUNUSDT')]);
  await vi.waitFor(() =>
    expect(run.prices()?.coins).toMatchObject({
      BTCUSDT: { state: 'live' },
      NOPEUSDT: { state: 'rejected', price: null },
      LUNUSDT: { state: 'halted' },
    }),
  );
  expect(exchange.messages.flatMap(({ params }) => params)).not.toContain('nopeusdt@aggTrade');
});

test('a gap in the ids is filled by id before the trades after it are taken', async () => {
  keepTrades(exchange, [1, 2, 3, 4, 5, 6, 7]);
  const run = await start();
  for (const id of [1, 2, 6, 6, 7]) exchange.trade('BTCUSDT', id);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1, 2, 3, 4, 5, 6, 7]), 5_000);
  expect(run.unwatched).toEqual([]);
  await ingest?.stop();
  expect(run.log.lines.at(-1)).toMatchObject({ message: 'stopped', fields: { holes: 0, duplicates: 1 } });
});

test('ids that the exchange no longer has are reported as unwatched and skipped', async () => {
  keepTrades(exchange, [6, 7]);
  const run = await start();
  for (const id of [1, 2, 6, 7]) exchange.trade('BTCUSDT', id);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1, 2, 6, 7]), 5_000);
  const interval = { firstTradeId: 3, lastTradeId: 5, from: 1_700_000_000_002, to: 1_700_000_000_006 };
  expect(run.unwatched).toEqual([['BTCUSDT', { ...interval, reason: 'purged' }]]);
});

test('trades that were not published between two runs are filled by id, also when no frame comes', async () => {
  keepTrades(exchange, [3, 4, 5, 6, 7, 8, 9]);
  const earlier = { state: 'live' as const, price: '99', lastTradeId: 6, tradeAt: 1_699_999_999_500 };
  const run = await start([buildWantedCoin()], leftBy({ ...earlier, published: PUBLISHED }));
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([5, 6, 7, 8, 9]), 5_000);
  const first = run.ticks.find(({ trades }) => trades.id.length > 0);
  expect(first).toMatchObject({ source: 'backfill', epoch: 3, previous: PUBLISHED });
  expect(run.unwatched).toEqual([]);
});

test('a run that continues where the last one ended names the trade before its first one', async () => {
  const earlier = { state: 'live' as const, price: '99', lastTradeId: 4, tradeAt: PUBLISHED.time };
  const run = await start([buildWantedCoin()], leftBy({ ...earlier, published: PUBLISHED }));
  exchange.trade('BTCUSDT', 5);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([5]));
  expect(run.ticks.find(({ trades }) => trades.id.length > 0)?.previous).toEqual(PUBLISHED);
  expect(run.unwatched).toEqual([]);
});

test('trades that a stop could not publish are left to the next run, which fetches them by id', async () => {
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  let refusing = false;
  const put: TickStream['put'] = async (records) =>
    refusing ? records.map(() => 'InternalFailure') : dependencies.tickStream.put(records);
  ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, clock: FAST, tickStream: { put } }, 'first');
  await ingest.ready;
  exchange.trade('BTCUSDT', 7);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([7]));
  refusing = true;
  for (const id of [8, 9]) exchange.trade('BTCUSDT', id);
  await vi.waitFor(() => expect(run.prices()?.coins.BTCUSDT?.lastTradeId).toBe(9), 3_000);
  await ingest.stop();
  expect(run.unwatched).toEqual([]);
  expect(run.publishedId('BTCUSDT')).toBe(7);
  expect(run.leaseTable.record.released).toBe(true);
});

test('ids that restarted since the last run are taken from the first on, and the coin’s alerts re-armed', async () => {
  const published = { ...PUBLISHED, id: 400 };
  const earlier = { state: 'live' as const, price: '99', lastTradeId: 400, tradeAt: PUBLISHED.time, published };
  const coin = { ...buildWantedCoin(), book: { ...buildWantedCoin().book, shards: 2 } };
  const run = await start([coin], leftBy(earlier));
  for (const id of [5, 6]) exchange.trade('BTCUSDT', id);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([5, 6]), PROVED_MS);
  expect(run.unwatched).toEqual([]);
  expect(run.resetAfterIdRestart).toHaveBeenCalledExactlyOnceWith(
    { symbol: 'BTCUSDT', shards: 2 },
    { armAfter: expect.any(Number), bookVersion: coin.book.version + 1 },
  );
  await vi.waitFor(() => expect(run.raiseIndexVersion).toHaveBeenCalledExactlyOnceWith('BTCUSDT', expect.any(Number)));
});

test('ids that restart within a run re-arm the coin’s alerts, and no other coin’s', async () => {
  const run = await start([buildWantedCoin(), buildWantedCoin('ETHUSDT')]);
  exchange.trade('BTCUSDT', 500);
  exchange.trade('ETHUSDT', 500);
  exchange.trade('BTCUSDT', 3, { T: 1_700_000_002_000 });
  exchange.trade('BTCUSDT', 4, { T: 1_700_000_002_001 });
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([500, 3, 4]), PROVED_MS);
  expect(run.resetAfterIdRestart.mock.calls.map(([{ symbol }]) => symbol)).toEqual(['BTCUSDT']);
  expect(run.raiseIndexVersion.mock.calls.map(([symbol]) => symbol)).toEqual(['BTCUSDT']);
});

test('alerts that were not re-armed before a stop are re-armed by the next run', async () => {
  const run = await start();
  run.resetAfterIdRestart.mockRejectedValue(new Error('table down'));
  exchange.trade('BTCUSDT', 500);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([500]));
  exchange.trade('BTCUSDT', 3, { T: 1_700_000_002_000 });
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([500, 3]), PROVED_MS);
  await ingest?.stop();
  expect([run.prices()?.coins.BTCUSDT?.lastTradeId, run.publishedId('BTCUSDT')]).toEqual([3, 500]);
  const next = await start([buildWantedCoin()], run.prices(), 20, run.leaseTable);
  exchange.trade('BTCUSDT', 4, { T: 1_700_000_003_000 });
  await vi.waitFor(() => expect(next.raiseIndexVersion).toHaveBeenCalledOnce(), PROVED_MS);
});

test('a version that the task has raised itself is read at once', async () => {
  const run = await start();
  exchange.trade('BTCUSDT', 500);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([500]));
  const reads: number[] = [];
  run.raiseIndexVersion.mockImplementation(async () => void reads.push(run.streamReads));
  exchange.trade('BTCUSDT', 3, { T: 1_700_000_002_000 });
  await vi.waitFor(() => expect(reads).toHaveLength(1), PROVED_MS);
  await vi.waitFor(() => expect(run.streamReads).toBeGreaterThan(reads[0] ?? 0), { timeout: 500, interval: 10 });
});

test('a stop waits for alerts that are being re-armed', async () => {
  const run = await start();
  let finish = () => {};
  run.resetAfterIdRestart.mockImplementation(() => new Promise((resolve) => (finish = () => resolve(1))));
  exchange.trade('BTCUSDT', 500);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([500]));
  exchange.trade('BTCUSDT', 3, { T: 1_700_000_002_000 });
  await vi.waitFor(() => expect(run.resetAfterIdRestart).toHaveBeenCalledOnce(), PROVED_MS);
  const stopped = ingest?.stop();
  await vi.waitFor(() => expect(run.prices()?.coins.BTCUSDT?.state).toBe('dark'));
  expect(run.raiseIndexVersion).not.toHaveBeenCalled();
  expect(run.leaseTable.record.released).toBe(false);
  finish();
  await stopped;
  expect(run.raiseIndexVersion).toHaveBeenCalledOnce();
  expect(run.publishedId('BTCUSDT')).toBe(3);
});

test('a malformed frame is quarantined with its content and the others are taken', async () => {
  const run = await start();
  exchange.send('{"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","s":"BTCUSDT","a":"x"}}');
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1]));
  const line = run.log.lines.find(({ message }) => message === 'malformed frame');
  expect(line?.fields).toMatchObject({ error: 'data.a: is not a trade id' });
  expect(String(line?.fields.frame)).toContain('"a":"x"');
});

test('after a cut the coin is dark, then all coins are subscribed again', async () => {
  const run = await start([buildWantedCoin(), buildWantedCoin('ETHUSDT')]);
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1]));
  exchange.messages.length = 0;
  exchange.upgradeStatus = 503; // until the dark state was written: the next socket could be faster than the snapshot
  exchange.sockets[0]?.terminate();
  await vi.waitFor(() => expect(run.states('BTCUSDT')).toContain('dark'), 3_000);
  exchange.upgradeStatus = 101;
  await vi.waitFor(() => expect(run.states('BTCUSDT').at(-1)).toBe('live'), 8_000);
  expect(exchange.messages.flatMap(({ params }) => params)).toEqual([
    '!miniTicker@arr',
    'btcusdt@aggTrade',
    'ethusdt@aggTrade',
  ]);
}, 15_000);

test('a changed index version sends a tick without trades, and an idle coin gets a watermark of its own', async () => {
  const run = await start();
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.tradeIds('BTCUSDT')).toEqual([1]));
  run.changes.push({ kind: 'coin', coin: buildWantedCoin('BTCUSDT', 2) });
  await vi.waitFor(() => expect(run.ticks.at(-1)?.book.version).toBe(2), 3_000);
  expect(run.ticks.at(-1)).toMatchObject({ watermark: null, previous: { id: 1 }, trades: { id: [] } });
  exchange.heartbeat(1_700_000_050_000);
  await vi.waitFor(() => expect(run.ticks.at(-1)).toMatchObject({ watermark: 1_700_000_049_000, trades: { id: [] } }));
});

test('a stop publishes what is pending and writes the last prices', async () => {
  const run = await start([buildWantedCoin()], null, 5_000);
  exchange.trade('BTCUSDT', 1);
  await vi.waitFor(() => expect(run.prices()?.coins.BTCUSDT?.lastTradeId).toBe(1), 5_000);
  expect(run.tradeIds('BTCUSDT')).toEqual([]);
  await ingest?.stop();
  expect(run.tradeIds('BTCUSDT')).toEqual([1]);
  expect(run.prices()?.coins.BTCUSDT).toMatchObject({
    state: 'dark',
    price: '100.5',
    lastTradeId: 1,
    tradeAt: 1_700_000_000_001,
  });
  const published = { id: 1, time: 1_700_000_000_001, price: '100.5', quantity: '0.1' };
  expect(run.leaseTable.record).toMatchObject({ released: true, checkpoint: { coins: { BTCUSDT: published } } });
});

test('a run lists the unwatched intervals of its coins soon, and those of its last seconds when it ends', async () => {
  keepTrades(exchange, [6, 7]);
  const run = await start();
  const list = run.marketTable.writeNewestUnwatched;
  await vi.waitFor(() => expect(list).toHaveBeenLastCalledWith({ BTCUSDT: [] }, 3), 5_000);
  for (const id of [1, 2, 6, 7]) exchange.trade('BTCUSDT', id);
  await vi.waitFor(() => expect(run.unwatched).toHaveLength(1), 5_000);
  await ingest?.stop();
  expect(list).toHaveBeenLastCalledWith({ BTCUSDT: [run.unwatched[0]?.[1]] }, 3);
});

test('a start that fails rejects ready', async () => {
  const { dependencies } = recordedRun([], null);
  const coinTable = { ...dependencies.coinTable, list: () => Promise.reject(new Error('no such table')) };
  ingest = startIngest(taskEnvironment(exchange, 20), { ...dependencies, coinTable }, 'first');
  await expect(ingest.ready).rejects.toThrow('no such table');
  await expect(ingest.failure).rejects.toThrow('no such table');
});

test('a task does not watch one exchange with what was stored of another: it writes nothing and says what to do', async () => {
  const earlier: Prices = { feed: 'binance', updatedAt: 1, coins: {} };
  const checkpoint = { feed: 'binance', coins: { BTCUSDT: PUBLISHED } } as const;
  for (const [prices, stored] of [
    [earlier, null],
    [null, checkpoint],
  ] as const) {
    const leaseTable = memoryLease({ token: 2, checkpoint: stored });
    const { dependencies, run } = recordedRun([buildWantedCoin()], prices, leaseTable);
    ingest = startIngest({ ...taskEnvironment(exchange, 20), FEED: 'binance-us' }, dependencies, 'first');
    const message = 'the alerts and candles here are of Binance: to watch Binance.US, deploy a stack of its own';
    await expect(ingest.ready).rejects.toThrow(message);
    await ingest.stop();
    expect(run.ticks).toEqual([]);
    expect(run.marketTable.writePrices).not.toHaveBeenCalled();
    expect(leaseTable.record.checkpoint ?? null).toEqual(stored);
  }
  expect(exchange.attempts()).toBe(0);
});

test('as long as it is not known of which exchange the stored prices are, neither catalogue nor clock is stored', async () => {
  const { dependencies, run } = recordedRun([buildWantedCoin()], null);
  const stored = Promise.withResolvers<Prices>();
  run.marketTable.readPrices.mockReturnValueOnce(stored.promise);
  const answered: string[] = [];
  const { rest } = exchange;
  exchange.rest = (request, response) => {
    response.on('finish', () => answered.push(request.url ?? ''));
    rest(request, response);
  };
  ingest = startIngest({ ...taskEnvironment(exchange, 20), FEED: 'binance-us' }, dependencies, 'first');
  await vi.waitFor(() => expect(answered).toEqual(expect.arrayContaining(['/api/v3/exchangeInfo', '/api/v3/time'])));
  await new Promise((resolve) => setTimeout(resolve, READ_MS));
  stored.resolve({ feed: 'binance', updatedAt: 1, coins: {} });
  await expect(ingest.ready).rejects.toThrow('deploy a stack of its own');
  expect(run.marketTable.writeCatalogue).not.toHaveBeenCalled();
  expect(run.marketTable.writeClockOffset).not.toHaveBeenCalled();
});

test('simulated prices before, or now, keep no exchange from being watched', async () => {
  expect(() => requireSameExchange('binance-us', ['simulator', 'binance-us'])).not.toThrow();
  expect(() => requireSameExchange('simulator', ['binance'])).not.toThrow();
});

/** The prices that a run of an earlier version left, with its published positions. */
function leftBy(coin: ObservedCoin): Prices {
  return { feed: 'simulator', updatedAt: 1, coins: { BTCUSDT: coin } };
}

async function start(
  coins = [buildWantedCoin()],
  earlier: Prices | null = null,
  flushIntervalMs = 20,
  leaseTable = memoryLease({ token: 2 }),
) {
  const { dependencies, run } = recordedRun(coins, earlier, leaseTable);
  ingest = startIngest(taskEnvironment(exchange, flushIntervalMs), dependencies, 'first');
  await ingest.ready;
  return run;
}
