import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ADAS_CLAIMS } from '../../support/api-event.ts';
import { type CallApi, type CalledAnswer, startApiOver } from '../../unit/functions/api/call-api.ts';
import { ApiOnEngines } from './api-on-engines.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };

let world: ApiOnEngines;
let persons = 0;
/** another person for each test */
let claims: Record<string, unknown>;

beforeAll(async () => {
  world = await ApiOnEngines.start(['BTCUSDT']);
});
afterAll(() => world?.stop());
beforeEach(() => {
  persons += 1;
  claims = { ...ADAS_CLAIMS, sub: `person-${persons}` };
});

const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, index) => make(index));
const countOf = (answers: readonly CalledAnswer[], status: number) =>
  answers.filter((answer) => answer.status === status).length;
const leftIn = ({ headers }: CalledAnswer) => Number(/;r=(\d+)/.exec(String(headers.ratelimit))?.[1]);

/** All that is stored under the person's key, or that of their previews. */
async function items(prefix = '') {
  const query = new QueryCommand({
    TableName: 'DatabasePeople',
    KeyConditionExpression: 'person = :person',
    ExpressionAttributeValues: { ':person': `${prefix}${claims.iss}#${claims.sub}` },
  });
  return (await world.engines.clients.documents.send(query)).Items ?? [];
}

test('of many changes at once, in several environments, exactly as many are let in as may be', async () => {
  const environments = times(8, () => world.environment({ writesPerMinute: 10 }));
  const remove = (call: CallApi) => call('DELETE /api/alerts/{id}', { claims, path: { id: 'BTCUSDT-0-none' } });
  const answers = await Promise.all(times(5, () => environments.map(remove)).flat());
  expect([countOf(answers, 404), countOf(answers, 429)]).toEqual([10, 30]);
  // each that was let in was given another number, so no two took the same place
  const left = answers.filter(({ status }) => status === 404).map(leftIn);
  expect(left.toSorted((a, b) => a - b)).toEqual(times(10, (index) => index));
});

test('a refused change writes nothing at all', async () => {
  const call = world.environment({ writesPerMinute: 3 });
  await Promise.all(times(3, () => call('DELETE /api/coins/{symbol}', { claims, path: { symbol: 'BTCUSDT' } })));
  const before = await items();
  expect(before).toMatchObject([{ item: 'rates#2026-11-22T09:00', writes: 3 }]);
  const channels = [{ type: 'webhook', url: 'https://hooks.example/x' }];
  expect(await call('POST /api/alerts', { claims, body: { ...ALERT, channels } })).toMatchObject({ status: 429 });
  expect(await call('PUT /api/me', { claims, body: { webhookSecret: 'new' } })).toMatchObject({ status: 429 });
  expect(await items()).toEqual(before);
});

test('of many previews at once exactly as many run as there is time for, and what they do not use is given back', async () => {
  let letGo = () => {};
  const until = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  const candles = { ...world.tables.candles, read: () => until.then(() => []) };
  const environments = times(5, () => startApiOver({ ...world.tables, candles }, () => world.now));
  const preview = (call: CallApi) => call('POST /api/alerts/preview', { claims, body: ALERT });
  let refused = 0;
  const all = times(4, () => environments.map(preview)).flat();
  for (const answer of all) void answer.then(({ status }) => (refused += status === 429 ? 1 : 0));
  await vi.waitFor(() => expect(refused).toBe(16), { timeout: 30_000 });
  expect(await items('previews#')).toMatchObject([{ item: 'rates#2026-11-22T09:00', previewMs: 10_000 }]);
  letGo();
  expect(countOf(await Promise.all(all), 200)).toBe(4);
  // the clock of the test stands still: they took no time
  expect(await items('previews#')).toMatchObject([{ item: 'rates#2026-11-22T09:00', previewMs: 0 }]);
});
