import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Trade } from '../../../domain/market/trade.ts';
import { LEVEL_OPERATORS as OPERATORS } from '../../../domain/rules/operators/operators.ts';
import { readTape } from '../../../local/simulator/market/read-tape.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { firstFireFrom } from '../../oracle/first-fire.ts';
import type { Person } from './person.ts';
import { untilBookIsPublished } from './published-ticks.ts';
import { TestStack } from './start-stack.ts';

const DATA = join(import.meta.dirname, '../../../../shared/data');
const FILES = {
  BTCUSDT: join(DATA, 'btcusdt-spot-trades-2024-08-08.csv.gz'),
  ETHUSDT: join(DATA, 'ethusdt-spot-trades-2024-08-08.csv.gz'),
};
const isHere = Object.values(FILES).every((file) => existsSync(file));
if (!isHere) console.warn(`SKIPPED: the recorded trades are not in ${DATA}, so the tape test can't run`);

const WITHIN = { timeout: 60_000, interval: 100 };
/** Trades that pass before any alert is made, so that there is a price. */
const LEAD_IN = 200;

let stack: TestStack;
let ada: Person;
const tapes: Record<string, Trade[]> = {};

interface Wish {
  readonly id: string;
  readonly symbol: string;
  readonly op: (typeof OPERATORS)[number];
  readonly level: string;
}

beforeAll(async () => {
  if (!isHere) return;
  const rows = { BTCUSDT: await readTape(FILES.BTCUSDT), ETHUSDT: await readTape(FILES.ETHUSDT) };
  for (const [symbol, tape] of Object.entries(rows)) tapes[symbol] = tape;
  stack = await TestStack.start(new TapeMarket({ tapes: rows }));
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

test.skipIf(!isHere)('recorded trades give exactly the triggers of a plain reading of the file', async () => {
  for (const symbol of Object.keys(tapes)) {
    await ada.call('PUT', `/coins/${symbol}`);
    await vi.waitFor(async () => expect(await ada.get(`/coins/${symbol}`)).toMatchObject({ state: 'live' }), WITHIN);
  }
  stack.market.step(LEAD_IN);
  const wishes = (await Promise.all(Object.keys(tapes).map(makeWishes))).flat();
  for (const symbol of Object.keys(tapes)) await untilBookIsPublished(stack, symbol);
  await stack.market.play({ tradesPerSecond: 3_000 });
  for (const [symbol, trades] of Object.entries(tapes)) {
    const lastTradeId = trades.at(-1)?.id;
    await vi.waitFor(async () => expect(await ada.get(`/coins/${symbol}`)).toMatchObject({ lastTradeId }), WITHIN);
  }

  await vi.waitFor(async () => {
    const found = await Promise.all(wishes.map(describeFound));
    const expected = wishes.map((wish, index) => describeExpected(wish, found[index]?.watchedFrom ?? null));
    expect(found).toEqual(expected);
  }, WITHIN);
  const fired = await Promise.all(wishes.map(describeFound));
  const count = fired.filter(({ tradeId }) => tradeId !== null).length;
  console.log(`${count} of ${wishes.length} alerts fired over ${Object.values(tapes).flat().length} recorded trades`);
  expect(count).toBeGreaterThan(wishes.length / 3);
  expect(count).toBeLessThan(wishes.length);
  expect(stack.problems).toEqual([]);
});

/** For each operator a level under all prices, two that were traded, one between prices and one over all of them. */
async function makeWishes(symbol: string): Promise<Wish[]> {
  const prices = (tapes[symbol] ?? []).map(({ price }) => Number(price));
  const [low, high] = [Math.min(...prices), Math.max(...prices)];
  const traded = [0.3, 0.7].map((part) => prices[Math.floor(prices.length * part)] ?? low);
  const levels = [low - 1, ...traded, (low + high) / 2, high + 1].map((level) => level.toFixed(2));
  const wanted = OPERATORS.flatMap((op) => levels.map((level) => ({ symbol, op, level })));
  return Promise.all(wanted.map(async (wish) => ({ ...wish, id: await ada.addAlert(symbol, wish.op, wish.level) })));
}

async function describeFound({ id, symbol, op, level }: Wish) {
  const [alert, { items }] = await Promise.all([ada.get(`/alerts/${id}`), ada.get(`/alerts/${id}/triggers`)]);
  const [trigger = null] = items;
  return {
    ...{ symbol, op, level, triggers: items.length, watchedFrom: alert.watchedFrom?.tradeId ?? null },
    tradeId: trigger?.trade.id ?? null,
    price: trigger ? Number(trigger.trade.price) : null,
  };
}

function describeExpected({ symbol, op, level }: Wish, watchedFrom: number | null) {
  const trades = tapes[symbol] ?? [];
  const fire = watchedFrom === null ? null : firstFireFrom({ op, level: Number(level) }, trades, watchedFrom);
  return {
    ...{ symbol, op, level, triggers: fire ? 1 : 0, watchedFrom },
    tradeId: fire?.id ?? null,
    price: fire ? Number(fire.price) : null,
  };
}
