import { effect } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { LiveCoin } from '../../../../contract/live-frames.ts';
import {
  applyPrices,
  coinOf,
  coinsLoad,
  followCoin,
  loadCoins,
  symbols,
  unfollowCoin,
} from '../../../../web/store/coins.ts';

const SEEN = Date.parse('2026-11-29T12:00:00Z');
let listed: { symbol: string; price: string; updatedAt: string }[];
let fails: boolean;

function view(symbol: string, price: string, secondsAgo = 0) {
  return { symbol, price, state: 'live', minute: null, updatedAt: new Date(SEEN - secondsAgo * 1_000).toISOString() };
}

const at = (secondsAfter: number) => new Date(SEEN + secondsAfter * 1_000).toISOString();
const live = (symbol: string, price: string | null, secondsAfter = 0): LiveCoin => ({
  ...{ symbol, price, state: 'live', at: at(secondsAfter), tradeAt: null, minute: null, closed: null },
});

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: SEEN });
  [listed, fails] = [[], false];
  vi.stubGlobal('fetch', async (path: string, { method }: RequestInit) => {
    if (fails) return Response.json({ detail: 'no', status: 503 }, { status: 503 });
    if (method === 'DELETE') return new Response(null, { status: 204 });
    return Response.json(
      method === 'PUT' ? view(path.split('/').at(-1) ?? '', '1') : { items: listed, nextCursor: null },
    );
  });
  // nothing is left of the test before
  await loadCoins();
  listed = [view('BTCUSDT', '100'), view('ETHUSDT', '10')];
  await loadCoins();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a frame changes the coins that it names, and nothing else is painted again', () => {
  const painted: string[] = [];
  const stop = symbols.value.map((symbol) =>
    effect(() => void painted.push(`${symbol} ${coinOf(symbol)?.value.price}`)),
  );
  const stopNames = effect(() => void painted.push(symbols.value.join()));
  painted.length = 0;
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', '101'), live('UNKNOWN', '5')] }, SEEN + 500);
  expect(painted).toEqual(['BTCUSDT 101']);
  for (const end of [...stop, stopNames]) end();
});

test('a frame without a price keeps the last one, and says that the coin was heard of', () => {
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', null, 3)] }, SEEN + 3_000);
  expect(coinOf('BTCUSDT')?.value).toMatchObject({ price: '100', seenAt: SEEN + 3_000 });
});

test('a list that was made before the last frame does not turn the price back, and a newer one counts', async () => {
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', '105', 10)] }, SEEN + 10_000);
  await loadCoins();
  expect(coinOf('BTCUSDT')?.value).toMatchObject({ price: '105', seenAt: SEEN + 10_000 });
  listed = [view('BTCUSDT', '107', -20)];
  await loadCoins();
  expect(coinOf('BTCUSDT')?.value.price).toBe('107');
  expect(symbols.value).toEqual(['BTCUSDT']);
});

test('the instant at which a state began is kept while it lasts', () => {
  expect(coinOf('BTCUSDT')?.value.stateSince).toBeNull();
  const dark = (secondsAfter: number) => ({ ...live('BTCUSDT', '100', secondsAfter), state: 'dark' as const });
  applyPrices({ type: 'prices', coins: [dark(2)] }, SEEN + 2_000);
  applyPrices({ type: 'prices', coins: [dark(5)] }, SEEN + 5_000);
  expect(coinOf('BTCUSDT')?.value).toMatchObject({ state: 'dark', stateSince: at(2) });
});

test('a frame that comes after a newer one changes nothing', () => {
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', '105', 10)] }, SEEN + 10_000);
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', '104', 9)] }, SEEN + 10_100);
  expect(coinOf('BTCUSDT')?.value).toMatchObject({ price: '105', seenAt: SEEN + 10_000 });
});

test('what was on its way for long is as old as it says, to what the clocks may differ', () => {
  applyPrices({ type: 'prices', coins: [live('BTCUSDT', '105', 20)] }, SEEN + 60_000);
  expect(coinOf('BTCUSDT')?.value.seenAt).toBe(SEEN + 23_000);
});

test('a list that can’t be read again leaves what is shown, and says why', async () => {
  fails = true;
  await loadCoins();
  expect(coinsLoad.value).toEqual({ state: 'ready', problem: 'no' });
  expect(symbols.value).toContain('BTCUSDT');
});

test('a coin that is followed is there at once, in its place', async () => {
  await followCoin('DOGEUSDT');
  expect(symbols.value).toEqual(['BTCUSDT', 'DOGEUSDT', 'ETHUSDT']);
});

test('a coin that can’t be unfollowed comes back', async () => {
  fails = true;
  const ended = unfollowCoin('ETHUSDT');
  expect(symbols.value).not.toContain('ETHUSDT');
  await expect(ended).rejects.toThrow('no');
  expect(symbols.value).toContain('ETHUSDT');
});
