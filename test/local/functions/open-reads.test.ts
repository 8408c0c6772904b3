import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FilledMarket, fillMarket } from '../../../bench/reads/filled-market.ts';
import { listDeps } from '../../../bench/reads/list-calls.ts';
import { listByQueries } from '../../../bench/reads/query-per-coin.ts';
import { holdNothing, memoryTables } from '../../support/memory-tables.ts';
import { NOW, startApiOver } from '../../unit/functions/api/call-api.ts';
import { type RunningEngines, runEngines } from '../run-engines.ts';

const COINS = 1_000;
const CALLERS = 20;
/** Coins, prices with the clock, catalogue, unwatched intervals, hourly closes. */
const READS = 5;
const open = { claims: null };

let engines: RunningEngines;
let filled: FilledMarket;
beforeAll(async () => {
  engines = await runEngines();
  filled = await fillMarket(engines.clients.dynamodb, COINS, NOW);
}, 300_000);
afterAll(() => engines?.stop());

function startApi(now: () => number) {
  filled.takeCalls();
  return startApiOver({ ...memoryTables(holdNothing()), coins: filled.coins, market: filled.market }, now);
}

test('twenty calls at once for the list of 1,000 coins make five reads, and the calls right after them none', async () => {
  const call = startApi(() => NOW);
  const twenty = () => Promise.all(Array.from({ length: CALLERS }, () => call('GET /api/coins', open)));
  const answers = await twenty();
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(answers[0]?.body).toHaveProperty('items.length', COINS);
  expect(filled.takeCalls()).toBe(READS);
  await twenty();
  expect(filled.takeCalls()).toBe(0);
});

test('the list says of each coin what its own partition says', async () => {
  const { body } = await startApi(() => NOW)('GET /api/coins', open);
  expect(body).toEqual(JSON.parse((await listByQueries(listDeps(filled, NOW))).body));
});

test('names that nobody follows cost no read each, however many are asked for', async () => {
  const call = startApi(() => NOW);
  const routes = ['GET /api/coins/{symbol}', 'GET /api/coins/{symbol}/candles', 'GET /api/coins/{symbol}/metrics'];
  for (let made = 0; made < 60; made += 1) {
    const path = { symbol: `NOBODY${made}USDT` };
    expect(await call(routes[made % routes.length] ?? '', { ...open, path })).toMatchObject({ status: 404 });
  }
  // the followed coins and the exchange's list, once
  expect(filled.takeCalls()).toBe(2);
});
