import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CLOCK_STALE_AFTER_MS } from '../../../../../adapters/dynamodb/market/read-market-now.ts';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { parseAlertId } from '../../../../../domain/alerts/alert-id.ts';
import { type Held, holdNothing, listing } from '../../../../support/memory-tables.ts';
import { pricesOf } from '../../../../support/prices-of.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { NOW, startApi } from '../call-api.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '65000' } };
const POST = 'POST /api/alerts';

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

describe('POST /api/alerts', () => {
  it('answers 201 with location, version and the alert', async () => {
    const { status, headers, body } = await call(POST, { body: { ...ALERT, name: 'Exit', note: 'sell' } });
    const view = alertViewSchema.parse(body);
    expect(status).toBe(201);
    expect(headers).toMatchObject({ location: `/api/alerts/${view.id}`, etag: '"1"' });
    expect(view).toMatchObject({
      ...ALERT,
      name: 'Exit',
      note: 'sell',
      status: 'arming',
      channels: [{ type: 'email' }],
    });
    expect(parseAlertId(view.id)).toEqual({ symbol: 'BTCUSDT', shard: 0 });
  });

  it("arms after the present instant of the exchange's clock", async () => {
    held.clockOffset = -1_234.4;
    await call(POST, { body: ALERT });
    const [alert] = held.alerts.values();
    expect(alert?.state).toMatchObject({ status: 'arming', armFrom: { armAfter: NOW - 1_234 }, asOf: null });
  });

  it.each([
    ['was never measured', { clockOffset: null }],
    ['was measured by a task that is gone', { clockMeasuredAt: NOW - CLOCK_STALE_AFTER_MS - 1 }],
    ['was measured before the own clock was set back', { clockMeasuredAt: NOW + CLOCK_STALE_AFTER_MS + 1 }],
  ])('answers 503 while the clock of the exchange %s, rather than arm hours late', async (_why, fields) => {
    Object.assign(held, fields);
    expect(await call(POST, { body: ALERT })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
    expect(await call('POST /api/alerts/preview', { body: ALERT })).toMatchObject({ status: 503 });
    expect(held.alerts.size).toBe(0);
    Object.assign(held, { clockOffset: -7_200_000, clockMeasuredAt: NOW });
    expect(await call(POST, { body: ALERT })).toMatchObject({ status: 201 });
    const [alert] = held.alerts.values();
    expect(alert?.state).toMatchObject({ armFrom: { armAfter: NOW - 7_200_000 } });
  });

  it('arms by ticks that carry the index version with it, also when another change came first', async () => {
    const move = (version: number) =>
      held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version, shards: 1, metrics: ['price'] } });
    move(NOW + 5);
    let others = 3;
    held.beforeWrite = () => {
      if (others > 0) move(NOW + 10 - others--);
    };
    expect((await call(POST, { body: ALERT })).status).toBe(201);
    const [alert] = held.alerts.values();
    expect(alert?.state).toMatchObject({ armFrom: { bookVersion: NOW + 10 } });
    expect(held.coins.get('BTCUSDT')?.book.version).toBe(NOW + 10);
  });

  it('makes an alert with every option, and shows them as they were sent', async () => {
    const all = [
      { metric: 'change-1h', op: 'enters', from: '2', to: '3.5' },
      { metric: 'volume-24h', op: 'above', level: '1000000' },
    ];
    const repeat = { mode: 'every-time', cooldownSeconds: 300 };
    const options = { all, repeat, confirm: 'minute-close', expiresAt: '2027-01-01T00:00:00.000Z' };
    const { status, body } = await call(POST, { body: { symbol: 'BTCUSDT', ...options } });
    expect(status).toBe(201);
    expect(alertViewSchema.parse(body)).toMatchObject({ ...options, condition: null, rearmPercent: null });
    const [alert] = held.alerts.values();
    expect(alert).toMatchObject({
      rule: { all, repeat, confirm: 'minute-close', expiresAt: Date.UTC(2027, 0, 1) },
      state: { status: 'arming', watch: 0, quietly: false, asOf: null },
    });
    expect(held.coins.get('BTCUSDT')?.book.metrics).toEqual(['change-1h@close', 'volume-24h']);
  });

  it('stores the quote asset that the catalogue names', async () => {
    held.catalogue = [{ ...listing('BTCAEUR'), base: 'BTC', quote: 'AEUR' }];
    const condition = { metric: 'volume-5m', op: 'above', level: '1080000000' };
    const { body } = await call(POST, { body: { symbol: 'BTCAEUR', condition } });
    expect(body).toMatchObject({ quote: 'AEUR' });
    held.prices = volumeOf('BTCAEUR', 1_000);
    const [alert] = held.alerts.values();
    const { body: shown } = await call('GET /api/alerts/{id}', { path: { id: alert?.id ?? '' } });
    expect(alertViewSchema.parse(shown).explanation).toMatch(
      /rises to 1,080,000,000 AEUR or above; at \S+ volume-5m was 1,000 AEUR/,
    );
  });

  it('stores a list of one condition as that condition', async () => {
    const { body } = await call(POST, { body: { symbol: 'BTCUSDT', all: [ALERT.condition] } });
    expect(body).toMatchObject({ condition: ALERT.condition, all: null });
  });

  it.each([
    [{ condition: { ...ALERT.condition, level: '0' } }, 'condition.level', 'must be greater than 0'],
    [{ condition: undefined, all: [{ ...ALERT.condition, level: '0' }] }, 'all.0.level', 'must be greater than 0'],
    [{ rearmPercent: 1 }, 'rearmPercent', 'goes with repeat every-time, not with once'],
    [{ expiresAt: new Date(NOW - 2_000).toISOString() }, 'expiresAt', 'must be in the future'],
  ])('refuses what makes no sense and names the field: %j', async (fields, path, message) => {
    held.clockOffset = -1_500;
    const answer = await call(POST, { body: { ...ALERT, ...fields } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path, message }] } });
    expect(held.alerts.size).toBe(0);
  });

  it('compares the expiry with the clock of the exchange', async () => {
    const body = { ...ALERT, expiresAt: new Date(NOW - 1_000).toISOString() };
    expect(await call(POST, { body })).toMatchObject({ status: 422 });
    held.clockOffset = -1_500;
    expect(await call(POST, { body })).toMatchObject({ status: 201, body: { expiresAt: body.expiresAt } });
  });

  it("follows the coin, raises its index version, and stores the person's address", async () => {
    await call(POST, { body: ALERT });
    expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: true, book: { version: NOW, metrics: ['price'] } });
    expect(held.profiles.get(ADA)?.email).toBe('ada@example.com');
  });

  it("puts the alert into one of the coin's shards", async () => {
    held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 3, metrics: [] } });
    for (let i = 0; i < 20; i += 1) await call(POST, { body: ALERT });
    for (const id of held.alerts.keys()) expect(parseAlertId(id)?.shard).toBeLessThan(3);
  });

  it('escapes a symbol of another script in the location header', async () => {
    held.catalogue?.push({ symbol: '币USDT', status: 'TRADING', base: '币', quote: 'USDT', tickSize: '1' });
    const { status, headers } = await call(POST, { body: { ...ALERT, symbol: '币USDT' } });
    expect(status).toBe(201);
    const id = String(headers.location).replace('/api/alerts/', '');
    expect(id).toMatch(/^%E5%B8%81USDT-0-/);
    expect(await call('GET /api/alerts/{id}', { path: { id } })).toMatchObject({ status: 200 });
  });

  it.each([
    ['NOPEUSDT', 'is not listed by the exchange; a coin that was listed a moment ago is known within a minute'],
    ['btcusdt', 'is not listed by the exchange; did you mean BTCUSDT?'],
    ['BTC/USDT', 'is not listed by the exchange; did you mean BTCUSDT?'],
    ['btc', 'is not listed by the exchange; did you mean BTCUSDT?'],
    ['USD', 'is not listed by the exchange; did you mean BTCUSDT or ETHUSDT?'],
    ['OLDUSDT', 'is listed, but not traded at the moment'],
  ])('refuses the symbol %s', async (symbol, message) => {
    const answer = await call(POST, { body: { ...ALERT, symbol } });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'symbol', message }] } });
  });

  it('answers 503 while there is no catalogue', async () => {
    held.catalogue = null;
    expect(await call(POST, { body: ALERT })).toMatchObject({ status: 503, headers: { 'retry-after': '5' } });
  });

  it('names unknown fields, deep ones too', async () => {
    const body = { ...ALERT, colour: 1, condition: { ...ALERT.condition, level: 65000, unit: 'USD' } };
    const { status, headers, body: problem } = await call(POST, { body });
    expect(status).toBe(422);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(problem).toMatchObject({
      type: 'about:blank',
      title: 'Invalid request',
      status: 422,
      errors: [
        { path: 'condition.level', message: 'must be a decimal number written as a string, such as "65000.5"' },
        { path: 'condition.unit', message: 'is not a known field' },
        { path: 'colour', message: 'is not a known field' },
      ],
    });
  });

  it.each([
    ['{"symbol":', 400, /^The body is not JSON: .*end of JSON/],
    ['{"symbol": x}', 400, /Unexpected token 'x'/],
    ['', 400, /empty/],
    ['[]', 422, /^the body must be an object$/],
    [`{"note":"${'x'.repeat(17_000)}"}`, 413, /at most 16384 bytes/],
  ])('refuses a body that can not be read (%#)', async (body, status, detail) => {
    expect(await call(POST, { body })).toMatchObject({ status, body: { detail: expect.stringMatching(detail) } });
  });

  it('answers any JSON with an alert or with the fields that are wrong', async () => {
    const words = fc.constantFrom('BTCUSDT', 'price', 'above', '65000', 'once', 'email', 'trade', 'enters');
    const value = fc.oneof({ weight: 2, arbitrary: words }, fc.jsonValue({ maxDepth: 2 }));
    const condition = fc.record(
      { metric: value, op: value, level: value, from: value, to: value },
      { requiredKeys: [] },
    );
    const body = fc.record(
      {
        symbol: value,
        condition: fc.oneof(value, condition),
        all: fc.option(fc.oneof(value, fc.array(condition, { maxLength: 6 })), { freq: 2 }),
        repeat: fc.oneof(value, fc.record({ mode: value, cooldownSeconds: value })),
        rearmPercent: fc.oneof(value, fc.double()),
        holdSeconds: fc.oneof(value, fc.integer()),
        expiresAt: fc.oneof(
          value,
          fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
        ),
        channels: fc.oneof(value, fc.array(fc.record({ type: value }), { maxLength: 2 })),
        note: value,
        confirm: value,
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(fc.oneof(body, fc.jsonValue()), async (json) => {
        held.rates.clear(); // more than a person may send in a minute
        const { status, body: answer } = await call(POST, { body: JSON.stringify(json) });
        if (status === 201) return;
        expect(status).toBe(422);
        expect(answer).toMatchObject({
          errors: expect.arrayContaining([{ path: expect.any(String), message: expect.any(String) }]),
        });
      }),
      { numRuns: 200 },
    );
  });
});

describe('levels relative to the price', () => {
  const RISE = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'crosses-above', level: '+5%' } };

  beforeEach(() => {
    held.prices = pricesOf('64812.4');
  });

  it('are resolved when the alert is made, and stay where they are', async () => {
    const { status, body } = await call(POST, { body: RISE });
    const at = new Date(NOW - 500).toISOString();
    expect([status, body]).toMatchObject([
      201,
      {
        condition: { level: '68053.02' },
        resolvedFrom: [{ path: 'condition.level', relative: '+5%', level: '68053.02', price: '64812.4', at }],
      },
    ]);
    held.prices = pricesOf('70000');
    expect([...held.alerts.values()]).toMatchObject([{ rule: { condition: { level: '68053.02' } } }]);
  });

  it('may be both bounds of a range, and stand among conditions on other metrics, whose signs mean what they did', async () => {
    const all = [
      { metric: 'price', op: 'leaves', from: '-1500', to: '+1500' },
      { metric: 'change-1h', op: 'below', level: '-5' },
    ];
    const { body } = await call(POST, { body: { symbol: 'BTCUSDT', all } });
    expect(body).toMatchObject({
      all: [{ from: '63312.4', to: '66312.4' }, { level: '-5' }],
      resolvedFrom: [{ path: 'all.0.from' }, { path: 'all.0.to' }],
    });
  });

  it.each([
    ['-100%', 'leads to 0, from 64812.4: it must be greater than 0'],
    ['-70000', 'leads to -5187.6, from 64812.4: it must be greater than 0'],
    ['+0.000001%', 'is too small: rounded it leads to 64812.4, the price itself'],
    ['+1000001%', 'must be at most 1000000 %'],
  ])('refuse %s', async (level, message) => {
    expect(await call(POST, { body: { ...RISE, condition: { ...RISE.condition, level } } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level', message }] },
    });
    expect(held.alerts.size).toBe(0);
  });

  it.each(['+5', '+5%', '-5%'])('are refused of another metric: %s', async (level) => {
    const body = { symbol: 'BTCUSDT', condition: { metric: 'change-1h', op: 'above', level } };
    expect(await call(POST, { body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level', message: 'can not be relative: only a level of price can' }] },
    });
  });

  it('are refused of a coin whose price is not known yet, and of one that does not exist', async () => {
    expect(await call(POST, { body: { ...RISE, symbol: 'ETHUSDT' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level', message: expect.stringContaining('not known at the moment') }] },
    });
    expect(await call(POST, { body: { ...RISE, symbol: 'NOPEUSDT' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'symbol' }] },
    });
  });

  it('sent twice with one Idempotency-Key are one alert, whatever the price did between', async () => {
    const headers = { 'idempotency-key': 'k' };
    const first = await call(POST, { body: RISE, headers });
    held.prices = null;
    const second = await call(POST, { body: RISE, headers });
    expect(second).toMatchObject({ status: 201, body: { condition: { level: '68053.02' } } });
    expect(second.headers.location).toBe(first.headers.location);
    expect(held.alerts.size).toBe(1);
  });

  it('set the step of a level that each fire moves; what is shown makes the same alert again', async () => {
    const repeat = { mode: 'every-time', reanchor: true };
    const { body } = await call(POST, { body: { ...RISE, repeat } });
    const made = alertViewSchema.parse(body);
    expect(made.repeat).toEqual({ mode: 'every-time', cooldownSeconds: null, reanchor: true, step: '+5%' });
    expect(made.explanation).toContain('each fire moves the level to +5 % from the price that fired');
    held.prices = null;
    await call(POST, { body: { symbol: made.symbol, condition: made.condition, repeat: made.repeat } });
    const [first, again] = [...held.alerts.values()].map(({ rule }) => rule);
    expect(again).toEqual(first);
  });

  it('are resolved in a preview, whose fires move the level as live ones do', async () => {
    held.prices = pricesOf('100');
    const closes = [100, 106, 106, 112, 118];
    const start = NOW - closes.length * 60_000;
    held.candles.set(
      'BTCUSDT 1m',
      closes.map((close, index) => {
        const open = closes[index - 1] ?? close;
        const prices = { open: `${open}`, high: `${Math.max(open, close)}`, low: `${Math.min(open, close)}` };
        return { start: start + index * 60_000, ...prices, close: `${close}`, volume: 1, quoteVolume: 1, trades: 2 };
      }),
    );
    const repeat = { mode: 'every-time', reanchor: true };
    const { body } = await call('POST /api/alerts/preview', { body: { ...RISE, repeat } });
    expect(body).toMatchObject({
      fires: 3,
      triggers: [
        { price: '106', level: '105' },
        { price: '112', level: '111.3' },
        { price: '118', level: '117.6' },
      ],
      resolvedFrom: [{ level: '105', price: '100' }],
    });
    expect(held.alerts.size).toBe(0);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (body: unknown, key = 'key-1') => call(POST, { body, headers: { 'idempotency-key': key } });

  it('makes one alert of a repeated request', async () => {
    const first = await keyed(ALERT);
    const again = await keyed({ condition: ALERT.condition, symbol: 'BTCUSDT' });
    expect(again).toMatchObject({ status: 201, headers: { location: first.headers.location }, body: first.body });
    expect(held.alerts.size).toBe(1);
  });

  it('makes one alert of two requests at once', async () => {
    const [a, b] = await Promise.all([keyed(ALERT), keyed(ALERT)]);
    expect(a.headers.location).toBe(b.headers.location);
    expect(held.alerts.size).toBe(1);
  });

  it('refuses another body under the same key', async () => {
    await keyed(ALERT);
    expect(await keyed({ ...ALERT, note: 'other' })).toMatchObject({
      status: 422,
      body: { title: 'Idempotency key used already' },
    });
  });

  it('does not bring back an alert that was deleted since', async () => {
    await keyed(ALERT);
    held.alerts.clear();
    expect(await keyed(ALERT)).toMatchObject({ status: 409 });
  });

  it.each(['', 'x'.repeat(129), 'a\tb'])('is refused when it is empty, too long or not printable (%#)', async (key) => {
    expect(await keyed(ALERT, key)).toMatchObject({ status: 422, body: { errors: [{ path: 'Idempotency-Key' }] } });
  });
});

/** The coin is live and its volume over 5 minutes known. */
function volumeOf(symbol: string, volume: number): Held['prices'] {
  const coin = { state: 'live' as const, price: '60000', lastTradeId: 7, tradeAt: NOW - 500 };
  const measures = { 'volume-5m': volume };
  return { feed: 'binance', updatedAt: NOW, coins: { [symbol]: { ...coin, measures } } };
}
