import { generateKeyPair, SignJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { TapeMarket } from '../../../local/simulator/market/tape-market.ts';
import { mailedLines } from './mailed-lines.ts';
import { doTheMainJob, TAPES } from './main-job.ts';
import type { Person } from './person.ts';
import { publishedTicks } from './published-ticks.ts';
import { TestStack } from './start-stack.ts';

const WITHIN = { timeout: 15_000, interval: 50 };
/** What fires while mails are leaving waits for its turn. */
const MAILED = { timeout: 60_000, interval: 100 };

let stack: TestStack;
let ada: Person;
let bob: Person;

beforeAll(async () => {
  stack = await TestStack.start(new TapeMarket({ tapes: TAPES }));
  ada = await stack.person('ada@example.com');
  bob = await stack.person('bob@example.com');
});
afterAll(() => stack?.end());

test('from a token to a mail: the trades that meet an alert fire it, once, and no others do', async () => {
  const { market } = stack;
  const { wick } = await doTheMainJob({
    market,
    ada,
    bob,
    ticks: () => publishedTicks(stack),
    withinMs: WITHIN.timeout,
  });

  await vi.waitFor(async () => {
    const mails = await stack.inbox();
    expect(mailedLines(mails).sort()).toEqual([
      'ada@example.com: BTCUSDT crossed above 104.50',
      'ada@example.com: BTCUSDT crossed below 95.00',
      'ada@example.com: BTCUSDT is at or above 50.00',
      'bob@example.com: BTCUSDT crossed above 105.00',
    ]);
    expect(mails.map(({ text }) => text).join()).toMatch(/above 104\.50.*by trade 504.*the wick/s);
    const bobs = mails.find(({ to }) => to === 'bob@example.com');
    expect(bobs?.subject).toBe('BTCUSDT crossed above 105.00');
    expect(bobs?.text).toMatch(/Trade: 504.*Trade before: 503 at 100\.20/s);
  }, MAILED);

  await vi.waitFor(() => {
    const triggers = stack.lines.filter((line) => line.startsWith('trigger'));
    expect(triggers).toHaveLength(4);
    expect(triggers.join()).toMatch(/BTCUSDT 105 crossed up \(price crosses above 104.5\) by trade 504 .*the wick/);
  }, WITHIN);

  const [trigger] = (await ada.get(`/alerts/${wick}/triggers`)).items;
  expect(trigger).toMatchObject({
    alertId: wick,
    symbol: 'BTCUSDT',
    sequence: 1,
    trade: { id: 504, price: '105', quantity: '0.5' },
    previousTrade: { id: 503, price: '100.2' },
    metric: 'price',
    value: '105',
    level: '104.5',
    reason: 'crossed-up',
    recovered: false,
    feed: 'binance',
  });
  await vi.waitFor(async () => {
    const [trigger] = (await ada.get(`/alerts/${wick}/triggers`)).items;
    expect(trigger?.deliveries).toMatchObject([{ channel: 'email', state: 'sent' }]);
  }, WITHIN);
  expect((await ada.get('/triggers')).items).toHaveLength(3);
  expect((await bob.get('/triggers')).items).toHaveLength(1);
});

describe('who may see what', () => {
  test("another person's alert is not there", async () => {
    const { items } = await ada.get('/alerts?status=active');
    const path = `/alerts/${items[0]?.id}`;
    for (const method of ['GET', 'DELETE']) expect((await bob.call(method, path)).status).toBe(404);
    expect((await bob.call('PATCH', path, { note: 'mine' })).status).toBe(404);
    expect((await bob.get('/alerts')).items).toHaveLength(1);
  });

  test('no token, a forged one and a changed one are refused, by the gateway', async () => {
    const claims = JSON.parse(Buffer.from(ada.token.split('.')[1] ?? '', 'base64url').toString());
    const [head = '', payload = ''] = ada.token.split('.');
    const forger = await generateKeyPair('RS256');
    const kid = JSON.parse(Buffer.from(head, 'base64url').toString()).kid;
    const forged = await new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid }).sign(forger.privateKey);
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const authorization of ['', 'Bearer', `Bearer ${forged}`, `Bearer ${unsigned}`, `Bearer ${ada.token}x`]) {
      const { status, headers, body } = await ada.call('GET', '/alerts', undefined, { authorization });
      expect([authorization.slice(0, 20), status, body]).toEqual([
        authorization.slice(0, 20),
        401,
        { message: 'Unauthorized' },
      ]);
      expect(headers.get('www-authenticate')).toMatch('Bearer');
    }
  });

  test('only the admin group lets a coin go', async () => {
    expect((await bob.call('DELETE', '/coins/ETHUSDT')).status).toBe(403);
    const admin = await stack.person('root@example.com', true);
    expect((await admin.call('DELETE', '/coins/ETHUSDT')).status).toBe(204);
    // another environment of the API may have read the followed coins a moment before
    await vi.waitFor(async () => expect((await bob.call('GET', '/coins/ETHUSDT')).status).toBe(404), WITHIN);
  });
});

const TWO_CONDITIONS = [
  { metric: 'price', op: 'above', level: '1' },
  { metric: 'volume-5m', op: 'above', level: '1' },
];

describe('bad input is refused with the field', () => {
  const good = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  test.each([
    ['an unknown symbol', { ...good, symbol: 'NOPEUSDT' }, 'symbol'],
    ['a level that is no price', { ...good, condition: { ...good.condition, level: '0' } }, 'condition.level'],
    [
      'a level with too many digits',
      { ...good, condition: { ...good.condition, level: '1.2345678901234567' } },
      'condition.level',
    ],
    ['a level of the wrong type', { ...good, condition: { ...good.condition, level: 1 } }, 'condition.level'],
    ['an unknown field', { ...good, colour: 'red' }, 'colour'],
    [
      'a metric that there is not',
      { ...good, condition: { ...good.condition, metric: 'change-2h' } },
      'condition.metric',
    ],
    [
      'a range turned round',
      { ...good, condition: { metric: 'price', op: 'enters', from: '2', to: '1' } },
      'condition.to',
    ],
    ['several conditions held', { symbol: 'BTCUSDT', all: TWO_CONDITIONS, holdSeconds: 60 }, 'holdSeconds'],
    ['every time without a cooldown', { ...good, repeat: { mode: 'every-time' } }, 'repeat.cooldownSeconds'],
  ])('%s', async (_, body, path) => {
    const { status, headers, body: problem } = await ada.call('POST', '/alerts', body);
    expect(status).toBe(422);
    expect(headers.get('content-type')).toMatch('application/problem+json');
    expect(problem.errors.map(({ path }) => path)).toContain(path);
  });

  test('malformed JSON', async () => {
    const { status, body } = await ada.call('POST', '/alerts', '{"symbol":');
    expect([status, body.status]).toEqual([400, 400]);
  });
});

test('nothing went wrong on the way', () => {
  expect(stack.problems).toEqual([]);
});
