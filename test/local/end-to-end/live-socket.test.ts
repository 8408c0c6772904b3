import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Kind, makeTokens } from '../authorisation/tokens.ts';
import { inParallel } from '../fairness/flood-stack.ts';
import type { LiveClient } from './live-client.ts';
import { tradeOf } from './live-market.ts';
import { LiveStack } from './live-stack.ts';

const COINS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT'];
const WITHIN = { timeout: 30_000, interval: 50 };
const OPENED_AT_ONCE = 10;

let live: LiveStack;
let tokens: readonly Kind[];

beforeAll(async () => {
  live = await LiveStack.start(COINS, 300_000);
  tokens = await makeTokens(live.stack.folder);
});
afterEach(() => live.closeAll());
afterAll(() => live?.end());

const tokenOf = ({ credentials }: Kind) => /^Bearer (.+)$/.exec(credentials.headers.authorization ?? '')?.[1];

test('only a true ID token with a verified address signs in', async () => {
  const client = await live.open();
  for (const kind of tokens) {
    const token = tokenOf(kind);
    if (token === undefined) continue;
    const isTrue = kind.standing !== 'refused' && kind.standing !== 'wrong-kind';
    const answer = isTrue ? { type: 'signed-in' } : { type: 'error', code: 'bad-token' };
    expect([kind.name, await client.signIn(token)]).toMatchObject([kind.name, answer]);
  }
});

test('whoever is cut off by the gateway goes on at a new socket with what is traded now', async () => {
  const first = await live.open();
  await first.subscribe('BTCUSDT');
  const [id = ''] = await live.connections();
  await live.cutOff(id);
  await first.client.closed;
  const second = await live.open();
  const [coin] = await second.subscribe('BTCUSDT');
  expect(tradeOf(coin?.price ?? null)).toBeGreaterThanOrEqual(0);
  await vi.waitFor(async () => expect(await live.connections()).toHaveLength(1), WITHIN);
  expect(await live.connections()).not.toContain(id);
});

test('a hundred sockets that open and end at once, each in its own way, are counted as they are', async () => {
  const clients: LiveClient[] = [];
  await inParallel([...Array(100).keys()], OPENED_AT_ONCE, async () => {
    const client = await live.open();
    clients.push(client);
    await client.subscribe(...COINS);
  });
  expect([await live.counted(), (await live.connections()).length]).toEqual([100, 100]);
  const [closed, lost, cut] = [clients.slice(0, 30), clients.slice(30, 60), (await live.connections()).slice(0, 30)];
  for (const { client } of closed) client.socket.close();
  for (const { client } of lost) client.socket.terminate();
  await Promise.allSettled(cut.map((id) => live.cutOff(id))); // some of them are closed already
  const open = () => clients.filter(({ client }) => client.socket.readyState === client.socket.OPEN).length;
  await vi.waitFor(async () => {
    expect([await live.counted(), (await live.connections()).length]).toEqual([open(), open()]);
  }, WITHIN);
  await live.closeAll();
  expect(await live.counted()).toBe(0);
});
