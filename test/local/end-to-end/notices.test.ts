import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createCoinAlerts } from '../../../adapters/dynamodb/alerts/coin-alerts.ts';
import { createOutageTable } from '../../../adapters/dynamodb/market/outage-table.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { buildTape } from './build-tape.ts';
import { mailedLines } from './mailed-lines.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

/** What comes while mails are leaving waits for its turn. */
const WITHIN = { timeout: 45_000, interval: 100 };
const MINUTE_MS = 60_000;

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: buildTape(['100', '100', '100', '100']) } }));
  ada = await stack.person('ada@example.com');
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(2);
});
afterAll(() => stack?.end());

test('the owner of an armed alert gets one notice that the coin is dark, one that it is back, and one that the alert has expired', async () => {
  const expiresAt = new Date(stack.market.now() + 3 * MINUTE_MS).toISOString();
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', '1000', { expiresAt });
  stack.market.advance(MINUTE_MS);
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'active' }), WITHIN);

  const { documents } = stack.running.engines.clients;
  const { MARKET_TABLE = '' } = stack.running.plan.task?.environment ?? {};
  const outages = createOutageTable(documents, MARKET_TABLE);
  const since = Date.parse('2026-01-05T12:00:00Z');
  const before = { tradeId: 501, time: since - 1_000 };
  const outage = {
    symbol: 'BTCUSDT',
    since,
    cause: 'unseen' as const,
    toldAt: since + 300_000,
    before,
    endedAt: null,
    rechecked: null,
  };
  expect(await outages.begin(outage)).toBe(true);
  const ended = { ...outage, endedAt: since + 400_000, rechecked: { tradeId: 502, time: since + 390_000 } };
  expect(await outages.end(ended)).toBe(true);
  stack.market.advance(3 * MINUTE_MS);
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${id}`)).toMatchObject({ status: 'expired' }), WITHIN);

  await vi.waitFor(async () => {
    expect(mailedLines(await stack.inbox()).sort()).toEqual([
      'ada@example.com: BTCUSDT has not been seen since 12:00:00 UTC',
      'ada@example.com: BTCUSDT is seen again',
      'ada@example.com: Your alert on BTCUSDT has expired',
    ]);
  }, WITHIN);
  expect(await ada.get('/triggers')).toMatchObject({ items: [] });
  expect(stack.problems).toEqual([]);
});

test('the owner of an alert that is paused because its coin may be another one gets the reason, and may resume it', async () => {
  const id = await ada.addAlert('BTCUSDT', 'crosses-above', '2000');
  const { documents } = stack.running.engines.clients;
  const { ALERTS_TABLE = '' } = stack.running.plan.task?.environment ?? {};
  const [before, first] = [100, 9_000].map((price) => ({ price: String(price), time: stack.market.now() }));
  if (!before || !first) throw new Error('no prices');
  const because = { kind: 'another-coin' as const, before, first };
  expect(await createCoinAlerts(documents, ALERTS_TABLE).pause({ symbol: 'BTCUSDT', shards: 1 }, because)).toBe(1);
  expect(await ada.get(`/alerts/${id}`)).toMatchObject({
    status: 'paused',
    explanation: expect.stringContaining('came back at 9,000'),
  });
  await vi.waitFor(async () => {
    const mailed = mailedLines(await stack.inbox()).filter((mail) => mail.includes('paused'));
    expect(mailed).toEqual(['ada@example.com: Your alert on BTCUSDT was paused: the coin may be another one']);
  }, WITHIN);
  await ada.call('PATCH', `/alerts/${id}`, { status: 'active' });
  expect(await ada.get(`/alerts/${id}`)).toMatchObject({ explanation: expect.not.stringContaining('came back') });
  expect(stack.problems).toEqual([]);
});
