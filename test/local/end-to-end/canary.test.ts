import { GetCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { alertKey } from '../../../adapters/dynamodb/alerts/alert-item.ts';
import { canaryId } from '../../../domain/canary/canary-rule.ts';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import type { Person } from './person.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 100_000, interval: 200 };
const MINUTE_MS = 60_000;
const startMs = Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS;

/** Minute of the exchange, and the price then. The canary's levels are 0.2 % away: no history is there yet. */
const trades: readonly (readonly [minute: number, price: number])[] = [
  ...([0, 0, 0] as const).map((minute) => [minute, 100] as const),
  // within the levels, and beyond one of them
  ...[[5, 100.1] as const, [5, 105] as const],
  // around 105, while nothing judges ticks: beyond, back, and the minutes after
  ...[[10, 105.1] as const, [11, 120] as const, [11, 105] as const, [12, 105] as const],
];
const tape = trades.map(([minute, price], index) => ({
  ...{ id: 500 + index, time: startMs + minute * MINUTE_MS + index * 100, price: price.toFixed(8) },
  ...{ quantity: '0.50000000', buyerIsMaker: false },
}));

let stack: TestStack;
let ada: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: { BTCUSDT: tape } }));
  ada = await stack.person('ada@example.com', true);
});
afterAll(() => stack?.end());

/** As its schedule does it. */
function run(): Promise<unknown> {
  const pool = stack.running.functions.get('RunCanary');
  if (!pool) throw new Error('there is no canary');
  return pool.invoke({});
}

async function canary(): Promise<Record<string, unknown> | undefined> {
  const { documents } = stack.running.engines.clients;
  const Key = alertKey(canaryId('BTCUSDT'));
  return (await documents.send(new GetCommand({ TableName: 'DatabaseAlerts', Key, ConsistentRead: true }))).Item;
}

const watching = { state: { status: 'active', phase: 'watching', zone: 'within' } };

test('the canary fires by a trade beyond its levels, notifies nobody, is late while ticks are not judged, and fires after all', async () => {
  await ada.call('PUT', '/coins/BTCUSDT');
  await vi.waitFor(async () => expect(await ada.get('/coins/BTCUSDT')).toMatchObject({ state: 'live' }), WITHIN);
  expect(await ada.get('/health')).toMatchObject({ canary: null });
  stack.market.step(3);
  await vi.waitFor(async () => {
    await run();
    expect(await canary()).toMatchObject({ owner: 'pricebell', rule: { condition: { from: '99.8', to: '100.2' } } });
  }, WITHIN);
  stack.market.advance(MINUTE_MS);
  await vi.waitFor(async () => expect(await canary()).toMatchObject(watching), WITHIN);

  stack.market.step(2);
  const fired = await vi.waitFor(async () => {
    const { canary: fire } = await ada.get('/health');
    expect(fire).toMatchObject({ symbol: 'BTCUSDT', firedAt: new Date(tape[4]?.time ?? 0).toISOString() });
    return fire;
  }, WITHIN);
  expect(await canary()).toMatchObject({ fires: 1, state: { status: 'triggered' } });
  expect(await ada.get('/alerts')).toMatchObject({ items: [] });
  expect(await ada.get('/triggers')).toMatchObject({ items: [] });
  const { documents } = stack.running.engines.clients;
  expect(await documents.send(new ScanCommand({ TableName: 'DatabaseTriggers' }))).toMatchObject({ Count: 0 });

  await vi.waitFor(async () => {
    await run();
    expect(await canary()).toMatchObject({ rule: { condition: { from: '104.79', to: '105.21' } } });
  }, WITHIN);
  stack.market.advance(MINUTE_MS);
  await vi.waitFor(async () => expect(await canary()).toMatchObject(watching), WITHIN);
  expect(stack.problems).toEqual([]);

  await stack.running.functions.get('EvaluateTicks')?.stop();
  stack.market.step(4);
  stack.market.advance(5 * MINUTE_MS);
  const late = expect.objectContaining({ message: expect.stringContaining('not-fired since') });
  await vi.waitFor(
    async () =>
      expect(
        await run().then(
          () => 'in time',
          (error: unknown) => error,
        ),
      ).toEqual(late),
    WITHIN,
  );
  expect(stack.problems.join()).toContain('canary is late');
  expect(await canary()).toMatchObject(watching);
  expect((await ada.call('GET', '/health')).body).toMatchObject({ canary: fired });

  // what was not judged is judged after all
  await stack.stop();
  await stack.startAgain();
  const firedAt = new Date(tape[6]?.time ?? 0).toISOString();
  const health = async () => (await ada.call('GET', '/health')).body;
  await vi.waitFor(async () => expect(await health()).toMatchObject({ canary: { firedAt } }), WITHIN);
  await vi.waitFor(async () => expect(await run().then(() => 'in time', String)).toBe('in time'), WITHIN);
});
