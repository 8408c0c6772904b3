import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { triggerViewSchema } from '../../../contract/trigger-view.ts';
import type { TapeRow } from '../../../local/simulator/market/merge-tapes.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { Person } from './person.ts';
import { untilBookIsPublished } from './published-ticks.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 30_000, interval: 100 };
const MINUTE_MS = 60_000;
const LEAD_IN = Math.ceil(Date.now() / MINUTE_MS) * MINUTE_MS;
/** The start of a minute, an hour after the trades that go before: whatever the clocks say, the alerts are made before it. */
const START = LEAD_IN + 60 * MINUTE_MS;

const row = (id: number, time: number, price: string): TapeRow => ({
  ...{ id, time, price: `${price}.00000000`, quantity: '0.50000000', buyerIsMaker: false },
});
const TAPE = [
  row(500, LEAD_IN, '100'),
  row(501, LEAD_IN + 100, '100'),
  row(502, START, '104'),
  row(503, START + 1_000, '110'),
  row(504, START + 2_000, '100'),
  row(505, START + 3_000, '110'),
  // the coin stops trading for a while
  row(506, START + 70_000, '100'),
  row(507, START + 71_000, '110'),
];

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: TAPE } }));
  ada = await stack.person('ada@example.com');
});
afterAll(() => stack?.end());

const order = async (body: object) => {
  const answer = await ada.call('POST', '/alerts', { symbol: 'BTCUSDT', ...body });
  expect(answer).toMatchObject({ status: 201 });
  return answer.body.id;
};
const price = (op: string, level: string) => ({ metric: 'price', op, level });
/** When each trigger of the alert fired, in ms since START, and by which trade; oldest first. */
const firesOf = async (id: string) =>
  [...(await ada.get(`/alerts/${id}/triggers`)).items]
    .reverse()
    .map((trigger) => [Number(trigger.id.slice(-14)) - START, trigger.trade.id]);

test('every option means what it says, on a coin that trades and on one that has stopped', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  stack.market.step(2);
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ lastTradeId: 501 }), WITHIN);

  const held = await order({ condition: price('above', '105'), holdSeconds: 30 });
  const every = await order({
    condition: price('crosses-above', '105'),
    repeat: { mode: 'every-time', cooldownSeconds: 60 },
  });
  const entered = await order({ condition: { metric: 'price', op: 'enters', from: '108', to: '112' } });
  const closed = await order({ condition: price('crosses-above', '105'), confirm: 'minute-close' });
  const retreat = await order({
    condition: price('above', '105'),
    repeat: { mode: 'every-time', cooldownSeconds: null },
    rearmPercent: 4,
  });
  const together = await order({ all: [price('crosses-above', '109'), price('above', '105')] });
  const expiring = await order({
    condition: price('above', '200'),
    expiresAt: new Date(START + 20_000).toISOString(),
  });
  const paused = await order({ condition: price('above', '105') });
  await ada.call('PATCH', `/alerts/${paused}`, { status: 'paused' });
  const moving = await order({
    condition: price('crosses-above', '+5%'),
    repeat: { mode: 'every-time', reanchor: true },
  });
  const snoozed = await order({ condition: price('above', '105') });
  const pausedUntil = new Date(START + 60_500).toISOString();
  const answer = await ada.call('PATCH', `/alerts/${snoozed}`, { status: 'paused', pausedUntil });
  expect(answer).toMatchObject({ status: 200, body: { status: 'paused', pausedUntil } });
  await untilBookIsPublished(stack, 'BTCUSDT');

  stack.market.step(4);
  await vi.waitFor(async () => expect(await firesOf(every)).toEqual([[1_000, 503]]), WITHIN);
  await vi.waitFor(async () => expect(await firesOf(entered)).toEqual([[1_000, 503]]), WITHIN);
  await vi.waitFor(async () => expect(await firesOf(together)).toEqual([[1_000, 503]]), WITHIN);
  // 100 is far enough from 105 to arm it again
  await vi.waitFor(
    async () =>
      expect(await firesOf(retreat)).toEqual([
        [1_000, 503],
        [3_000, 505],
      ]),
    WITHIN,
  );
  // the level was 105, and is 5 % above the price that fired; the trigger keeps the rule that fired
  await vi.waitFor(async () => expect(await firesOf(moving)).toEqual([[1_000, 503]]), WITHIN);
  const [moved] = (await ada.get(`/alerts/${moving}/triggers`)).items;
  expect(moved).toMatchObject({ level: '105', rule: { condition: { level: '105' } } });
  expect(await ada.get(`/alerts/${moving}`)).toMatchObject({
    status: 'active',
    condition: { level: '115.5' },
    repeat: { reanchor: true, step: '+5%' },
  });
  const explained = { explanation: expect.stringContaining('hold') };
  await vi.waitFor(async () => expect(await ada.get(`/alerts/${held}`)).toMatchObject(explained), WITHIN);

  // no trade, only time: what was broken at START + 2 s began again a second later
  stack.market.advance(40_000);
  await vi.waitFor(async () => expect(await firesOf(held)).toEqual([[33_000, 505]]), WITHIN);
  await vi.waitFor(
    async () => expect(await ada.get(`/alerts/${expiring}`)).toMatchObject({ status: 'expired' }),
    WITHIN,
  );
  stack.market.advance(20_000);
  await vi.waitFor(async () => expect(await firesOf(closed)).toEqual([[60_000, 505]]), WITHIN);

  stack.market.step(2);
  await vi.waitFor(
    async () =>
      expect(await firesOf(every)).toEqual([
        [1_000, 503],
        [71_000, 507],
      ]),
    WITHIN,
  );
  // at the end of its pause it arms on the last trade, since a second passes without one
  await vi.waitFor(async () => expect(await firesOf(snoozed)).toEqual([[61_500, 505]]), WITHIN);
  for (const id of [held, closed]) {
    const [trigger] = (await ada.get(`/alerts/${id}/triggers`)).items;
    expect(trigger).toMatchObject({ previousTrade: { id: 504 }, conditions: [{ deciding: true, value: '110' }] });
    const { hops, firedAt } = triggerViewSchema.parse(trigger);
    const { tradeAt, receivedAt, publishedAt, evaluatedAt, dispatchedAt } = hops;
    const instants = [tradeAt, firedAt, receivedAt, publishedAt, evaluatedAt, dispatchedAt];
    expect(instants).toEqual([...instants].sort());
  }
  expect(await firesOf(paused)).toEqual([]);
  expect(stack.problems).toEqual([]);
});
