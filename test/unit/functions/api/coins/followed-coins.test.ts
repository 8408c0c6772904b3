import { beforeEach, expect, test } from 'vitest';
import { MAX_FOLLOWED_COINS, RECOUNT_AFTER_MS } from '../../../../../functions/api/limits/usage.ts';
import { BINANCE_SOCKET } from '../../../../../ingest-task/exchanges/binance/binance-socket.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { NOW, startApiOver } from '../call-api.ts';

const PUT = 'PUT /api/coins/{symbol}';
const btc = { path: { symbol: 'BTCUSDT' } };
const admin = { ...ADAS_CLAIMS, 'cognito:groups': '[admin]' };

let held: Held;
let call: ReturnType<typeof startApiOver>;
let now: number;
beforeEach(() => {
  held = holdNothing();
  now = NOW;
  call = startApiOver(memoryTables(held), () => now);
  for (let number = 1; number < MAX_FOLLOWED_COINS; number += 1) follow(`A${number}USDT`);
});

function follow(symbol: string, wanted = true): void {
  held.coins.set(symbol, { symbol, wanted, book: { version: 1, shards: 1, metrics: [] } });
}

test('the last free place can be taken; one more coin is refused with the reason', async () => {
  follow('OLDUSDT', false);
  expect(await call(PUT, { path: { symbol: 'ETHUSDT' } })).toMatchObject({ status: 202 });
  const detail =
    '1,000 coins are followed, which is the most; BTCUSDT can be followed once an admin lets another one go.';
  expect(await call(PUT, btc)).toMatchObject({ status: 409, body: { title: 'Too many coins', detail } });
  expect(held.coins.has('BTCUSDT')).toBe(false);
});

test('a followed coin can be asked for again; another one only after a coin was unfollowed', async () => {
  const eth = { path: { symbol: 'ETHUSDT' } };
  await call(PUT, eth);
  expect(await call(PUT, eth)).toMatchObject({ status: 202 });
  expect(await call(PUT, btc)).toMatchObject({ status: 409 });
  await call('DELETE /api/coins/{symbol}', { ...eth, claims: admin });
  expect(await call(PUT, btc)).toMatchObject({ status: 202 });
});

test('a place that another request has just taken is not taken twice', async () => {
  await call(PUT, { path: { symbol: 'A1USDT' } });
  held.beforeWrite = () => {
    held.beforeWrite = () => {};
    follow('OLDUSDT');
    held.counts.set('pricebell followed-coins', { counts: { followed: MAX_FOLLOWED_COINS }, at: NOW });
  };
  expect(await call(PUT, btc)).toMatchObject({ status: 409 });
  expect(held.coins.has('BTCUSDT')).toBe(false);
});

test('at the most, the coins are counted again, but not those that were followed a moment ago', async () => {
  held.counts.set('pricebell followed-coins', { counts: { followed: MAX_FOLLOWED_COINS }, at: NOW });
  expect(await call(PUT, btc)).toMatchObject({ status: 409 });
  now += RECOUNT_AFTER_MS;
  expect(await call(PUT, btc)).toMatchObject({ status: 202 });
  expect(held.counts.get('pricebell followed-coins')?.counts).toEqual({ followed: MAX_FOLLOWED_COINS });
  expect(await call(PUT, { path: { symbol: 'ETHUSDT' } })).toMatchObject({ status: 409 });
});

test('the most coins fit into the streams of one connection, with room for its heartbeat', () => {
  expect(MAX_FOLLOWED_COINS).toBeLessThan(BINANCE_SOCKET.limits.maxStreams);
});
