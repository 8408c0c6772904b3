import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Terminal } from '../../../cli/terminal/terminal.ts';
import { type Held, holdNothing } from '../../support/memory-tables.ts';
import { buildTrigger } from '../../support/triggers.ts';
import { NOW, startApi } from '../functions/api/call-api.ts';
import { runLine, type TestTerminal, testTerminal } from './run-line.ts';
import { type ServedApi, serveApi } from './served-api.ts';

let held: Held;
let api: ServedApi;
let polls: number;

beforeEach(async () => {
  held = holdNothing();
  api = await serveApi(startApi(held));
  polls = 0;
});
afterEach(() => api.close());

/** A terminal at which something happens in each pause between two looks; Ctrl-C comes after the last. */
function terminalWith(pauses: readonly (() => void)[]): TestTerminal {
  const stop = new AbortController();
  const sleep: Terminal['sleep'] = async () => {
    const next = pauses[polls];
    polls += 1;
    if (!next) stop.abort();
    stop.signal.throwIfAborted();
    next?.();
  };
  const env = { PRICEBELL_URL: api.origin, PRICEBELL_TOKEN: 'a.b.c' };
  return testTerminal({ env, sleep, signal: stop.signal });
}

const fire = (id: string, more: object = {}) => held.triggers.push(buildTrigger({ id, ...more }));
const priceIs = (price: string, updatedAt: number) => {
  const coin = { state: 'live' as const, price, lastTradeId: 1, tradeAt: updatedAt };
  held.prices = { feed: 'simulator', updatedAt, coins: { BTCUSDT: coin } };
};

it('shows each trigger that comes, once, and ends well with Ctrl-C', async () => {
  fire('old');
  const terminal = terminalWith([() => fire('one', { note: 'sell\u001b[2J' }), () => {}, () => fire('two')]);
  const { code, out, err } = await runLine(['watch'], terminal);
  expect([code, err]).toEqual([0, 'Watching; Ctrl-C ends it.']);
  const lines = out.split('\n');
  expect(lines).toHaveLength(2);
  expect(lines[0]).toMatch(/^\d{4}-.*Z {2}BTCUSDT .* by trade \d+: sell \[2J$/);
});

it('asks for what has changed alone', async () => {
  fire('old');
  await runLine(['watch'], terminalWith([() => {}, () => {}]));
  const looks = api.requests.filter(({ routeKey }) => routeKey === 'GET /api/triggers');
  expect(looks).toHaveLength(4);
  expect(looks.map(({ headers }) => headers['if-none-match'] !== undefined)).toEqual([false, true, true, true]);
});

it('finds all of more new triggers than a page has, the oldest first', async () => {
  fire('old');
  const many = () => {
    for (let i = 0; i < 250; i += 1) fire(`new-${i}`);
  };
  const { out } = await runLine(['watch', '--json'], terminalWith([many]));
  const ids = out.split('\n').map((line) => JSON.parse(line).trigger.id);
  expect(ids).toEqual(Array.from({ length: 250 }, (_, i) => `new-${i}`));
});

it('ends after as many triggers as it is asked for', async () => {
  const two = () => {
    fire('one');
    fire('two');
  };
  const { code, out } = await runLine(['watch', '--count', '1', '--json'], terminalWith([two, () => {}]));
  expect([code, JSON.parse(out).trigger.id]).toEqual([0, 'one']);
  expect(polls).toBe(1);
});

it('shows prices when they change', async () => {
  held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
  priceIs('100.5', NOW);
  const { out } = await runLine(['watch', '--prices', 'BTCUSDT'], terminalWith([() => {}]));
  expect(out).toBe(`${new Date(NOW).toISOString()}  BTCUSDT 100.5`);
  expect((await runLine(['watch', '--prices', 'ETHUSDT'], terminalWith([]))).out).toBe('');
});

it('goes on when the API does not answer for a while, and says so once', async () => {
  const down = () => {
    for (let i = 0; i < 2; i += 1) api.instead.push({ status: 500, body: '{"title":"Internal error"}' });
  };
  const { code, out, err } = await runLine(['watch'], terminalWith([down, () => {}, () => fire('late')]));
  expect(code).toBe(0);
  expect(out.split('\n')).toHaveLength(1);
  expect(err.split('\n')).toEqual([
    'Watching; Ctrl-C ends it.',
    'Internal error',
    'Trying again.',
    'It can be reached again.',
  ]);
});

it('ends when nobody is signed in any more', async () => {
  const refuse = () => void api.instead.push({ status: 401, body: '{"message":"Unauthorized"}' });
  expect(await runLine(['watch'], terminalWith([refuse, () => {}]))).toMatchObject({ code: 3 });
});
