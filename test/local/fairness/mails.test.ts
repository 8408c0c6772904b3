import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { Person } from '../end-to-end/person.ts';
import { untilBookIsPublished } from '../end-to-end/published-ticks.ts';
import { TestStack } from '../end-to-end/start-stack.ts';
import { whileCalling } from './call-times.ts';
import { addAlerts, expectQuick, inParallel, mailDelay, type Waits } from './flood-stack.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
/** The one who storms may do more than a stack allows by default, so that the storm is one. */
const SETTINGS = { writesPerMinute: '10000', maxFiresPerHour: '3600', maxArmedPerCoin: '1000' };

const START = Date.now();
const STORM_SECONDS = 15;
/** Requests of the one who storms that are under way at once. */
const LOOPS = 4;
const AT_ONCE = 300;
/** When SOLUSDT crosses 104; by then the tape has played for as long as the storm needs. */
const JUMP_SECOND = 120;
const END_SECOND = 180;

/** Ten trades a second of a coin. */
const tapeOf = (firstId: number, price: (second: number) => number) =>
  Array.from({ length: END_SECOND * 10 }, (_, index) => ({
    id: firstId + index,
    time: START + index * 100,
    price: price(index / 10).toFixed(8),
    quantity: '0.50000000',
    buyerIsMaker: false,
  }));

const market = new TapeMarket({
  tapes: {
    BTCUSDT: tapeOf(100, () => 100),
    ETHUSDT: tapeOf(100, () => 100),
    SOLUSDT: tapeOf(100, (second) => (second < JUMP_SECOND ? 100 : 105)),
  },
});
const above = (symbol: string, level: string) => ({ symbol, condition: { metric: 'price', op: 'above', level } });

let stack: TestStack;
let storm: Person;
let reader: Person;
let calm: Waits;

beforeAll(async () => {
  stack = await TestStack.start(market, { settings: SETTINGS });
  storm = await stack.person('storm@example.com');
  reader = await stack.person('reader@example.com');
  for (const symbol of ['BTCUSDT', 'ETHUSDT', 'SOLUSDT']) {
    await storm.call('PUT', `/coins/${symbol}`);
    await vi.waitFor(async () => expect(await reader.get(`/coins/${symbol}`)).toMatchObject({ state: 'live' }), WITHIN);
  }
  void market.play({ speed: 1 });
  const { result, callsP99Ms } = await whileCalling(reader, '/me', () => quietMailDelay('calm'));
  calm = { callsP99Ms, deliveryMs: result };
});
afterAll(async () => {
  market.stop();
  await stack?.end();
});

/** Somebody with one alert, which fires at once: how late its mail leaves. */
async function quietMailDelay(name: string): Promise<number> {
  const quiet = await stack.person(`${name}@example.com`);
  const [id = ''] = await addAlerts(quiet, 1, above('ETHUSDT', '1'));
  return mailDelay(stack, id);
}

test('100 alerts that one person re-arms in a loop delay neither the mails nor the calls of others', async () => {
  const ids = await addAlerts(storm, 100, above('BTCUSDT', '1'));
  const end = Date.now() + STORM_SECONDS * 1_000;
  let rearmed = 0;
  async function rearmAll(): Promise<void> {
    while (Date.now() < end) {
      await inParallel(ids, LOOPS, async (id) => {
        if (Date.now() > end) return;
        const { status } = await storm.call('PATCH', `/alerts/${id}`, { status: 'active' });
        if (status === 200) rearmed += 1;
      });
    }
  }
  async function askForMails(): Promise<number[]> {
    const delays: Promise<number>[] = [];
    for (const name of ['ada', 'ben', 'cai', 'dot']) {
      delays.push(quietMailDelay(name));
      await sleep((STORM_SECONDS * 1_000) / 4);
    }
    return Promise.all(delays);
  }
  const { result, callsP99Ms } = await whileCalling(reader, '/me', async () => {
    const [delays] = await Promise.all([askForMails(), rearmAll()]);
    return delays;
  });
  expect(rearmed).toBeGreaterThan(STORM_SECONDS);
  expectQuick(`${rearmed} times re-armed`, { callsP99Ms, deliveryMs: Math.max(...result) }, calm);
});

test('300 alerts of one person that fire at one trade delay neither the mails nor the calls of others', async () => {
  market.stop();
  while (market.now() < START + JUMP_SECOND * 1_000 - 1_000) market.step(3);
  await addAlerts(storm, AT_ONCE, above('SOLUSDT', '104'));
  await untilBookIsPublished(stack, 'SOLUSDT');
  void market.play({ speed: 1 });
  const { result, callsP99Ms } = await whileCalling(reader, '/me', async () => {
    await sleep(1_500);
    return Promise.all(['eve', 'fay', 'gus'].map(quietMailDelay));
  });
  expectQuick(`${AT_ONCE} at once`, { callsP99Ms, deliveryMs: Math.max(...result) }, calm);
});
