import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { MarketSymbol } from '../../../local/simulator/market/market.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

/** What a person would call a moment. */
const MINUTE = { timeout: 60_000, interval: 1_000 };
/** By so much the own clock is ahead of the exchange's. */
const BEHIND_MS = 7_200_000;
const ALERT = { condition: { metric: 'price', op: 'above', level: '1000' } };

const listed: MarketSymbol[] = [pair('BTC')];
let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  const clock = { startMs: Date.now() - BEHIND_MS };
  const tapes = { BTCUSDT: buildTape(['100', '100', '100'], clock), NEWUSDT: buildTape(['5', '5'], clock) };
  stack = await TestStack.start(new TapeMarket({ tapes, symbols: listed }));
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

test('an alert is armed by the clock of the exchange right after the start, however far off the own clock is', async () => {
  const made = await ada.call('POST', '/alerts', { symbol: 'BTCUSDT', ...ALERT });
  expect(made).toMatchObject({ status: 201, body: { quote: 'USDT' } });
  expect(Math.abs(Date.now() - stack.market.now())).toBeGreaterThan(BEHIND_MS - 1_000);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), MINUTE);
  stack.market.step(2);
  // the tape's clock stood still since the start, the measured one went on
  stack.market.advance(60_000);
  const id = made.body.id;
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'active' }), MINUTE);
});

test('a coin that is listed from now on can be asked for within a minute', async () => {
  const ask = () => ada.call('POST', '/alerts', { symbol: 'NEWUSDT', ...ALERT });
  expect(await ask()).toMatchObject({ status: 422, body: { errors: [{ path: 'symbol' }] } });
  listed.push(pair('NEW'));
  await vi.waitFor(async () => expect(await ask()).toMatchObject({ status: 201 }), MINUTE);
  expect(stack.problems).toEqual([]);
});

function pair(baseAsset: string): MarketSymbol {
  const steps = { tickSize: '0.01000000', stepSize: '0.00001000' };
  return { symbol: `${baseAsset}USDT`, status: 'TRADING', baseAsset, quoteAsset: 'USDT', ...steps };
}
