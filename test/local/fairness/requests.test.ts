import { setTimeout as sleep } from 'node:timers/promises';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { Person } from '../end-to-end/person.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { whileCalling } from './call-times.ts';
import { addAlerts, expectQuick, inParallel, mailDelay, type Waits } from './flood-stack.ts';

const WITHIN = { timeout: 60_000, interval: 250 };
const FLOOD_MS = 8_000;
const REQUESTS_PER_SECOND = 200;
const MAX_COINS = 3;
const COINS = ['BTC', 'ETH', 'SOL', 'BNB', 'XRP', 'DOGE', 'ADA', 'LINK', 'AVAX', 'PEPE'].map((base) => `${base}USDT`);

let stack: TestStack;
let storm: Person;
let quiet: Person;
let calm: Waits;

beforeAll(async () => {
  // the market simulator, which has thirty days of minutes for the previews
  const none = new TapeMarket({ tapes: {} });
  stack = await TestStack.start(none, { feed: 'simulator', seed: 1, settings: { maxCoins: String(MAX_COINS) } });
  storm = await stack.person('storm@example.com');
  quiet = await stack.person('quiet@example.com');
  await quiet.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await quiet.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  const { result, callsP99Ms } = await whileCalling(quiet, '/me', () => mailDelayOf('calm'));
  calm = { callsP99Ms, deliveryMs: result };
});
afterAll(() => stack?.end());

/** Somebody adds an alert that fires at once: how late its mail leaves. */
async function mailDelayOf(name: string): Promise<number> {
  const person = await stack.person(`${name}@example.com`);
  const alert = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  const [id = ''] = await addAlerts(person, 1, alert);
  return mailDelay(stack, id);
}

/** How often each status was answered. */
type Statuses = Record<string, number>;

function count(statuses: Statuses, status: number): void {
  statuses[status] = (statuses[status] ?? 0) + 1;
}

test('a loop of a stranger on open routes, links and unknown paths delays neither calls nor mails', async () => {
  const { apiUrl } = stack.running.outputs;
  const paths = ['/coins', '/links/x', '/nothing', '/links/y'];
  const statuses: Statuses = {};
  async function ask(index: number): Promise<void> {
    const method = index % 10 === 0 ? 'POST' : 'GET';
    const response = await fetch(`${apiUrl}${paths[index % paths.length]}`, { method });
    await response.text();
    count(statuses, response.status);
  }
  async function flood(): Promise<void> {
    const asked: Promise<void>[] = [];
    for (let sent = 0; sent < (REQUESTS_PER_SECOND * FLOOD_MS) / 1_000; sent += 1) {
      asked.push(ask(sent));
      if (sent % 20 === 0) await sleep(20_000 / REQUESTS_PER_SECOND);
    }
    await Promise.all(asked);
  }
  const { result, callsP99Ms } = await whileCalling(quiet, '/me', async () => {
    const [delay] = await Promise.all([mailDelayOf('ada'), flood()]);
    return delay;
  });
  expectQuick(`a stranger's loop ${JSON.stringify(statuses)}`, { callsP99Ms, deliveryMs: result }, calm);
  expect(statuses[429]).toBeGreaterThan(0);
  expect(Object.keys(statuses).filter((status) => Number(status) >= 500)).toEqual([]);
});

test('twenty of the worst previews at once delay no call of others', async () => {
  const condition = { metric: 'volatility-30d', op: 'above' };
  const body = {
    symbol: 'BTCUSDT',
    all: ['1', '2', '3', '4', '5'].map((level) => ({ ...condition, level })),
    repeat: { mode: 'every-time', cooldownSeconds: 60 },
  };
  const statuses: Statuses = {};
  const { callsP99Ms } = await whileCalling(quiet, '/me', () =>
    inParallel(
      Array.from({ length: 20 }, (_, index) => index),
      20,
      async () => {
        const { status } = await storm.call('POST', '/alerts/preview', body);
        count(statuses, status);
      },
    ),
  );
  expectQuick(`worst previews ${JSON.stringify(statuses)}`, { callsP99Ms }, calm);
  expect(Object.keys(statuses).filter((status) => !['200', '422', '429'].includes(status))).toEqual([]);
});

test('a member who asks for every coin gets so many, and another person goes on following coins', async () => {
  const statuses: Statuses = {};
  const { callsP99Ms } = await whileCalling(quiet, '/me', () =>
    inParallel(COINS, 4, async (symbol) => {
      const { status } = await storm.call('PUT', `/coins/${symbol}`);
      count(statuses, status);
    }),
  );
  expectQuick(`every coin ${JSON.stringify(statuses)}`, { callsP99Ms }, calm);
  // BTCUSDT was followed already, and counts for nobody else
  expect(statuses).toEqual({ 202: MAX_COINS + 1, 422: COINS.length - MAX_COINS - 1 });
  expect(await quiet.call('PUT', '/coins/BIFIUSDT')).toMatchObject({ status: 202 });
});

test('twenty reads at once of a list of 1,000 coins delay no call of others', async () => {
  const { documents } = stack.running.engines.clients;
  const TableName = stack.running.plan.functions.get('Api')?.environment.COINS_TABLE;
  const names = Array.from({ length: 990 }, (_, index) => `COIN${index}USDT`);
  await inParallel(names, 20, (symbol) => {
    const Item = { symbol, wanted: true, bookVersion: Date.now(), bookShards: 1 };
    return documents.send(new PutCommand({ TableName, Item }));
  });
  const statuses: Statuses = {};
  const { result, callsP99Ms } = await whileCalling(quiet, '/me', async () => {
    const lists = Array.from({ length: 20 }, async () => {
      const response = await fetch(`${stack.running.outputs.apiUrl}/coins`);
      const { items = [] } = (await response.json()) as { items?: unknown[] };
      count(statuses, response.status);
      return items.length;
    });
    return Math.max(...(await Promise.all(lists)));
  });
  expectQuick(`lists of 1,000 coins ${JSON.stringify(statuses)}`, { callsP99Ms }, calm);
  expect(result).toBeGreaterThanOrEqual(names.length);
});
