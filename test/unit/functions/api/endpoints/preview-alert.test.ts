import { beforeEach, describe, expect, it, vi } from 'vitest';
import { previewViewSchema } from '../../../../../contract/preview-view.ts';
import type { Candle } from '../../../../../domain/market/candle.ts';
import { foldCandles } from '../../../../../domain/market/fold-candles.ts';
import { PUBLIC_READ_LIFETIME_MS } from '../../../../../functions/api/coins/market-reads.ts';
import { type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const POST = 'POST /api/alerts/preview';
const MINUTE = 60_000;
const CROSSES = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '100' } };

let held: Held;
let call: CallApi;
/** own clock, ms */
let now: number;

beforeEach(() => {
  held = holdNothing();
  now = NOW;
  call = startApiOver(memoryTables(held), () => now);
});

/** Minutes that end now, each from the price before to its own. */
function hold(...closes: number[]): void {
  const start = NOW - closes.length * MINUTE;
  const candles = closes.map((close, index): Candle => {
    const open = closes[index - 1] ?? close;
    return {
      start: start + index * MINUTE,
      ...{ open: String(open), high: String(Math.max(open, close)), low: String(Math.min(open, close)) },
      ...{ close: String(close), volume: 1, quoteVolume: 100, trades: 2 },
    };
  });
  held.candles.set('BTCUSDT 1m', candles);
}

describe(POST, () => {
  it('says when the alert would have fired, and makes none', async () => {
    hold(99, 101, 99, 102);
    const { status, body } = await call(POST, { body: CROSSES });
    expect(status).toBe(200);
    expect(previewViewSchema.parse(body)).toMatchObject({
      fires: 1,
      triggers: [{ price: '101', reason: 'crossed-up', level: '100' }],
      unknownMinutes: 0,
      approximate: true,
    });
    expect(held.alerts.size).toBe(0);
    expect(held.coins.size).toBe(0);
  });

  it('covers as many days as are asked for', async () => {
    const day = 1_440;
    hold(...Array.from({ length: 3 * day }, (_, index) => (index < day ? 99 : 101)));
    const firesIn = async (days: string) =>
      previewViewSchema.parse((await call(POST, { body: CROSSES, query: { days } })).body).fires;
    expect(await firesIn('3')).toBe(1);
    expect(await firesIn('1')).toBe(0);
  });

  it.each([
    ['sma-20-15m', '-50'],
    ['sma-20-1h', '-50'],
    ['sma-20-4h', '-50'], // the preview begins within a candle of four hours
    ['rsi-14-1h', '1'],
    ['below-high-7d', '0'],
  ])('reads the longer candles that %s is computed from before its first minute', async (metric, level) => {
    const day = 1_440;
    hold(...Array.from({ length: 9 * day }, (_, index) => 100 + (index % 7)));
    const all = held.candles.get('BTCUSDT 1m') ?? [];
    for (const [interval, minutes] of Object.entries({ '15m': 15, '1h': 60 }))
      held.candles.set(`BTCUSDT ${interval}`, foldCandles(all, minutes * MINUTE));
    // minutes are stored for the last days alone
    held.candles.set('BTCUSDT 1m', all.slice(-3 * day));
    const asked = { ...CROSSES, condition: { metric, op: 'above', level } };
    const { body } = await call(POST, { body: asked, query: { days: '1' } });
    const from = new Date(NOW - day * MINUTE).toISOString();
    expect(body).toMatchObject({ from, fires: 1, triggers: [{ time: from }] });
  });

  it('covers only the days that are asked for, and knows the windows of the first minute', async () => {
    const day = 1_440;
    hold(...Array.from({ length: 10 * day }, (_, index) => 100 + (index % 7)));
    held.candles.set('BTCUSDT 1h', foldCandles(held.candles.get('BTCUSDT 1m') ?? [], 60 * MINUTE));
    const volatile = { ...CROSSES, condition: { metric: 'volatility-7d', op: 'above', level: '0' } };
    const { body } = await call(POST, { body: volatile, query: { days: '1' } });
    const from = new Date(NOW - day * MINUTE).toISOString();
    expect(body).toMatchObject({ from, fires: 1, triggers: [{ time: from }] });
    expect(body).toMatchObject({ explanation: expect.stringContaining('would have fired once in the last day, in') });
  });

  it('leaves out candles of another coin that had the name before', async () => {
    hold(9, 9.1, 8.9);
    const own = held.candles.get('BTCUSDT 1m') ?? [];
    const flat = { open: '0.00005', high: '0.00005', low: '0.00005', close: '0.00005' };
    const others = own.slice(0, 2).map((candle) => ({ ...candle, ...flat, start: candle.start - 2 * MINUTE }));
    held.candles.set('BTCUSDT 1m', [...others, ...own]);
    const coin = { state: 'live', price: '8.9', lastTradeId: 9, tradeAt: NOW } as const;
    const preview = async (fields: object, condition: object) => {
      now += PUBLIC_READ_LIFETIME_MS;
      held.prices = { feed: 'binance', updatedAt: NOW, coins: { BTCUSDT: { ...coin, ...fields } } };
      return previewViewSchema.parse((await call(POST, { body: { symbol: 'BTCUSDT', condition } })).body);
    };
    const crosses = { metric: 'price', op: 'crosses-above', level: '0.0001' };
    const listedFrom = NOW - 3 * MINUTE + 20_000;
    expect(await preview({}, crosses)).toMatchObject({ fires: 1 });
    const from = new Date(NOW - 3 * MINUTE).toISOString();
    expect(await preview({ listedFrom }, crosses)).toMatchObject({ fires: 0, from });
    const volume = { metric: 'volume-5m', op: 'above', level: '299' };
    expect(await preview({}, volume)).toMatchObject({ fires: 0 }); // unknown: less than five minutes are there
    expect(await preview({ listedFrom: NOW - 5 * MINUTE }, volume)).toMatchObject({ fires: 1 });
  });

  it('says that a coin has no history', async () => {
    const { body } = await call(POST, { body: CROSSES });
    expect(body).toMatchObject({ from: null, fires: 0, explanation: expect.stringContaining('no price history') });
  });

  it('reads the market once for all previews of a coin at the same moment', async () => {
    hold(99, 101);
    const tables = memoryTables(held);
    const read = vi.spyOn(tables.candles, 'read');
    const readPrices = vi.spyOn(tables.market, 'readPrices');
    call = startApiOver(tables, () => now);
    const answers = await Promise.all(
      ['99', '100', '101'].map((level) => {
        return call(POST, { body: { ...CROSSES, condition: { ...CROSSES.condition, level } } });
      }),
    );
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect([read.mock.calls.length, readPrices.mock.calls.length]).toEqual([1, 1]);
    now += PUBLIC_READ_LIFETIME_MS;
    await call(POST, { body: CROSSES });
    expect([read.mock.calls.length, readPrices.mock.calls.length]).toEqual([2, 2]);
  });

  it.each([['0'], ['31'], ['two'], ['1.5']])('refuses %s days', async (days) => {
    const { status, body } = await call(POST, { body: CROSSES, query: { days } });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: 'days', message: 'must be a whole number from 1 to 30' }] });
  });

  it('refuses what would be refused as an alert', async () => {
    const { status, body } = await call(POST, { body: { ...CROSSES, repeat: { mode: 'every-time' } } });
    expect(status).toBe(422);
    expect(body).toMatchObject({ errors: [{ path: expect.stringMatching(/^repeat/) }] });
    expect((await call(POST, { body: { ...CROSSES, symbol: 'NOSUCHUSDT' } })).status).toBe(422);
  });

  it('ends when its time is over, and says what makes it expensive and how many days it has time for', async () => {
    hold(...Array.from({ length: 10 * 1_440 }, (_, index) => 100 + (index % 7)));
    const metrics = ['volatility-24h', 'price', 'volume-1h', 'volume-24h'];
    const all = metrics.map((metric) => ({ metric, op: 'above', level: '0.01' }));
    const body = { symbol: 'BTCUSDT', all, repeat: { mode: 'every-time', cooldownSeconds: 60 } };
    call = startApiOver(memoryTables(held), () => {
      now += 100; // so that it is out of time after some questions whether it may go on
      return now;
    });
    const { status, body: answer } = await call(POST, { body, query: { days: '10' } });
    expect([status, answer]).toMatchObject([422, { title: 'Preview takes too long' }]);
    expect(answer).toMatchObject({
      errors: [
        { path: 'days', message: expect.stringMatching(/^takes longer than 2\.5 s with this rule; try days=[1-4]$/) },
        { path: 'all.0.metric', message: 'takes long: it is computed from 1,440 numbers for each minute' },
        { path: 'all.3.metric', message: 'takes long: it is computed from 1,440 numbers for each minute' },
        { path: 'repeat', message: 'takes long: the alert is judged on after each fire' },
      ],
    });
    const single = { ...CROSSES, condition: { metric: 'volume-24h', op: 'above', level: '1' } };
    const { body: other } = await call(POST, { body: single, query: { days: '10' } });
    expect(other).toMatchObject({ errors: [{ path: 'days' }, { path: 'condition.metric' }] });
  });

  it('needs a token', async () => {
    expect((await call(POST, { body: CROSSES, claims: null })).status).toBe(401);
  });
});
