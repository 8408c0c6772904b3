import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Tick } from '../../../../domain/market/tick.ts';
import { type ExchangeServer, startExchangeServer } from '../../../../local/simulator/exchange-server.ts';
import { TapeMarket } from '../../../../local/simulator/market/tape-market.ts';
import type { TaskProcess } from './task-process.ts';
import { TaskWorld } from './task-world.ts';

const TRADES = 60_000;
const PER_SECOND = 400;
const WITHIN = { timeout: 20_000, interval: 50 };
/** What a take-over may take, from the end of the last holder to the lease. */
const AFTER_STOP_MS = 3_000;
const AFTER_KILL_MS = 12_000;

let market: TapeMarket;
let exchange: ExchangeServer;
let world: TaskWorld;
/** the first task; it stands by for the others where a test has ended them */
let holder: TaskProcess;
let standby: TaskProcess;

beforeAll(async () => {
  const startMs = Date.now();
  market = new TapeMarket({ tapes: { BTCUSDT: rows(startMs), ETHUSDT: rows(startMs) } });
  exchange = await startExchangeServer({ market });
  world = await TaskWorld.start(exchange);
  await world.follow('BTCUSDT');
  await world.follow('ETHUSDT');
  holder = world.startTask('first');
  await holder.untilSaid('ready');
  standby = world.startTask('second');
  await standby.untilSaid('standing by: another task watches');
  market.step(20);
  void market.play({ tradesPerSecond: PER_SECOND });
  await untilPublished(100);
});
afterEach(async () => expectContiguous(await world.ticks()));
afterAll(async () => {
  market?.stop();
  await world?.end();
  await exchange?.close();
});

test('a standby has no socket', () => {
  expect([exchange.connectionCount(), standby.messages.includes('started')]).toEqual([1, false]);
});

test('SIGTERM in the middle of a burst: the standby watches within three seconds, and no trade is missed', async () => {
  market.step(2_000);
  const stoppedAt = performance.now();
  const stopped = holder.stop();
  await standby.untilSaid('lease taken', AFTER_STOP_MS);
  expect(performance.now() - stoppedAt).toBeLessThan(AFTER_STOP_MS);
  await stopped;
  expect(holder.messages).toContain('lease released');
  const [times] = Object.values((await world.publishedTimes()) ?? {});
  await untilPublished(market.released / 2);
  // what health counts the lag of judging from is not lost with the task
  const since = () => world.publishedTimes().then((published) => Object.values(published ?? {})[0]);
  await vi.waitFor(async () => expect((await since())?.last).toBeGreaterThan(times?.last ?? 0), WITHIN);
  expect((await since())?.since).toBe(times?.since);
  holder = standby;
});

test('kill -9 in the middle of a burst: the standby watches within twelve seconds, and no trade is missed', async () => {
  standby = world.startTask('third');
  await standby.untilSaid('standing by: another task watches');
  market.step(2_000);
  const killedAt = performance.now();
  await holder.kill();
  await standby.untilSaid('lease taken', AFTER_KILL_MS);
  expect(performance.now() - killedAt).toBeLessThan(AFTER_KILL_MS);
  await untilPublished(market.released / 2);
  holder = standby;
});

test('a suspended task that resumes after its lease sends nothing, and stands by', async () => {
  standby = world.startTask('fourth');
  await standby.untilSaid('standing by: another task watches');
  const { token: frozenEpoch } = await world.lease.read();
  market.step(2_000);
  holder.signal('SIGSTOP');
  await standby.untilSaid('lease taken', AFTER_KILL_MS);
  await untilPublished(market.released / 2);
  const before = await world.ticks();
  holder.signal('SIGCONT');
  await holder.untilSaid('lease lost: another task watches', 5_000);
  market.step(2_000);
  await untilPublished(market.released / 2);
  await sleep(1_000); // whatever it had at hand, it would have sent by now
  const woken = (await world.ticks()).slice(before.length);
  expect(woken.length).toBeGreaterThan(0);
  // what was under way when it froze may arrive; nothing was cut after that
  const late = woken.filter(
    ({ epoch, publishedAt }) => epoch === frozenEpoch && publishedAt > lastOf(before, frozenEpoch),
  );
  expect(late.map(({ seq, publishedAt }) => [seq, publishedAt])).toEqual([]);
  const { token } = await world.lease.read();
  expect([token, holder.messages.at(-1)]).toEqual([frozenEpoch + 1, 'standing by: another task watches']);
});

test('the task that stood by twice takes over again, as a new epoch', async () => {
  await standby.stop();
  await holder.untilSaid('lease taken', AFTER_STOP_MS, 2);
  // the stopped task may have published every trade
  expect(market.step(100)).toBeGreaterThan(0);
  await untilPublished(market.released / 2);
  const epochs = [...new Set((await world.ticks()).map(({ epoch }) => epoch))];
  expect(epochs).toEqual([1, 2, 3, 4, 5]);
});

/** As fast as they are played. */
function rows(startMs: number) {
  return Array.from({ length: TRADES }, (_, i) => ({
    id: 1 + i,
    time: startMs + Math.floor((i * 2_000) / PER_SECOND),
    price: `${100 + (i % 50)}.00000000`,
    quantity: '0.50000000',
    buyerIsMaker: false,
  }));
}

/** So many trades of each coin are in the stream. */
async function untilPublished(count: number): Promise<void> {
  await vi.waitFor(async () => {
    const ticks = await world.ticks();
    for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
      const last = Math.max(
        ...ticks.filter((tick) => tick.symbol === symbol).map(({ trades }) => trades.id.at(-1) ?? 0),
      );
      expect(last).toBeGreaterThanOrEqual(Math.floor(count));
    }
  }, WITHIN);
}

/** Every id at least once, none before a lower one that comes for the first time later. */
function expectContiguous(ticks: readonly Tick[]): void {
  for (const symbol of ['BTCUSDT', 'ETHUSDT']) {
    let next: number | null = null;
    for (const id of ticks.filter((tick) => tick.symbol === symbol).flatMap(({ trades }) => trades.id)) {
      next ??= id;
      expect(id, `${symbol}: ids up to ${next - 1} are published`).toBeLessThanOrEqual(next);
      if (id === next) next += 1;
    }
    expect(next).toBeGreaterThan(100);
  }
}

function lastOf(ticks: readonly Tick[], epoch: number): number {
  return Math.max(...ticks.filter((tick) => tick.epoch === epoch).map(({ publishedAt }) => publishedAt));
}
