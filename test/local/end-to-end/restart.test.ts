import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import { mailedLines } from './mailed-lines.ts';
import type { Person } from './person.ts';
import { untilBookIsPublished } from './published-ticks.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 20_000, interval: 50 };
const HOUR_MS = 3_600_000;
/** The functions behind the ticks stream look once and then not again: everything waits in the stream. */
const NEVER_AGAIN = { kinesisMs: HOUR_MS, dynamodbMs: 40 };
const PRICES = ['100', '101', '100', '102', '110', '99', '100', '101', '120', '100'];

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  const market = new TapeMarket({ tapes: { BTCUSDT: buildTape(PRICES) } });
  stack = await TestStack.start(market, { pollRate: NEVER_AGAIN });
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

const sees = async (lastTradeId: number) =>
  vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId }), WITHIN);

/** Not of the coin that was dark while the stack was stopped and the market's clock went on. */
async function mailedFires(): Promise<string[]> {
  return mailedLines(await stack.inbox()).filter((line) => line.includes('crossed'));
}

test('a restart keeps alerts and loses no trigger: what waited in the stream is judged after it', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(3);
  await sees(502);
  const before = await ada.addAlert('BTCUSDT', 'crosses-above', '105');
  const after = await ada.addAlert('BTCUSDT', 'crosses-above', '115');
  const paused = await ada.addAlert('BTCUSDT', 'above', '1');
  await ada.call('PATCH', `/alerts/${paused}`, { status: 'paused' });
  await untilBookIsPublished(stack, 'BTCUSDT');
  stack.market.step(4); // 110 among them
  await sees(506);
  expect((await ada.get('/triggers')).items).toEqual([]);

  await stack.stop();
  await stack.startAgain({ pollRate: { kinesisMs: 40, dynamodbMs: 40 } });

  await vi.waitFor(async () => {
    expect((await ada.get('/triggers')).items).toMatchObject([
      { alertId: before, trade: { id: 504, price: '110' }, deliveries: [{ channel: 'email', state: 'sent' }] },
    ]);
  }, WITHIN);
  expect(await mailedFires()).toEqual(['ada@example.com: BTCUSDT crossed above 105.00']);
  expect(await ada.get(`/alerts/${paused}`)).toMatchObject({ status: 'paused' });

  // the next trade goes on where the last one ended
  stack.market.step(3);
  await vi.waitFor(async () => {
    const { items } = await ada.get('/triggers');
    expect(items).toMatchObject([
      { alertId: after, trade: { id: 508, price: '120' }, deliveries: [{ channel: 'email', state: 'sent' }] },
      { alertId: before, trade: { id: 504 } },
    ]);
  }, WITHIN);
  expect((await ada.get('/coins/BTCUSDT')).unwatched).toEqual([]);
});

test('a second restart mails nothing twice', async () => {
  await stack.stop();
  await stack.startAgain();
  stack.market.advance(60_000);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  expect((await ada.get('/triggers')).items).toHaveLength(2);
  expect(await mailedFires()).toEqual([]);
  expect(stack.problems).toEqual([]);
});
