import { beforeEach, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { triggerViewSchema } from '../../../../../contract/trigger-view.ts';
import { formatAlertId } from '../../../../../domain/alerts/alert-id.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { startApi } from '../call-api.ts';

const LIST = 'GET /api/alerts';
const listSchema = z.strictObject({ items: z.array(alertViewSchema), nextCursor: z.string().nullable() });

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

function holdAlerts(count: number, owner = ADA): void {
  for (let i = 0; i < count; i += 1) {
    const id = formatAlertId({ symbol: 'BTCUSDT', shard: 0 }, `01J9ZX${String(i).padStart(20, '0')}`);
    held.alerts.set(id, buildStoredAlert({ id, owner, createdAt: 1_000 + i }));
  }
}

async function readAll(limit: string): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | null = null;
  do {
    const { body } = await call(LIST, { query: { limit, ...(cursor !== null && { cursor }) } });
    const page = listSchema.parse(body);
    ids.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  return ids;
}

describe('GET /api/alerts', () => {
  it('shows every alert once, newest first, whatever the size of a page', async () => {
    holdAlerts(7);
    const newestFirst = [...held.alerts.keys()].reverse();
    for (const limit of ['1', '2', '7', '100']) expect(await readAll(limit)).toEqual(newestFirst);
  });

  it('filters by symbol and status', async () => {
    holdAlerts(2);
    const id = formatAlertId({ symbol: 'ETHUSDT', shard: 0 }, '01J9ZX0000000000000000000Z');
    held.alerts.set(id, buildStoredAlert({ id, symbol: 'ETHUSDT' }));
    const { body } = await call(LIST, { query: { symbol: 'ETHUSDT', status: 'active' } });
    expect(listSchema.parse(body).items.map((alert) => alert.id)).toEqual([id]);
    expect(await call(LIST, { query: { status: 'paused' } })).toMatchObject({ body: { items: [], nextCursor: null } });
  });

  it('answers 304 until something changes', async () => {
    holdAlerts(1);
    const first = await call(LIST);
    const headers = { 'if-none-match': String(first.headers.etag) };
    expect(await call(LIST, { headers })).toMatchObject({ status: 304, body: undefined });
    holdAlerts(2);
    expect(await call(LIST, { headers })).toMatchObject({ status: 200 });
  });

  it("shows nothing of Ada's to Bob, not even by her cursor", async () => {
    holdAlerts(3);
    const { body } = await call(LIST, { query: { limit: '1' } });
    const cursor = listSchema.parse(body).nextCursor ?? '';
    expect(await call(LIST, { claims: BOBS_CLAIMS, query: { cursor } })).toMatchObject({ status: 422 });
    expect(await call(LIST, { claims: BOBS_CLAIMS })).toMatchObject({ status: 200, body: { items: [] } });
  });

  it.each([
    [{ limit: '0' }, 'limit'],
    [{ limit: '101' }, 'limit'],
    [{ limit: 'ten' }, 'limit'],
    [{ status: 'gone' }, 'status'],
    [{ symbol: 'btc' }, 'symbol'],
    [{ cursor: 'x' }, 'cursor'],
    [{ cursor: Buffer.from('{"createdAt":1,"id":"no id"}').toString('base64url') }, 'cursor'],
    [{ sort: 'asc' }, 'sort'],
    [{ metric: 'rsi' }, 'metric'],
    [{ text: '' }, 'text'],
    [{ text: 'x'.repeat(101) }, 'text'],
  ])('refuses %j', async (query, field) => {
    expect(await call(LIST, { query })).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  });
});

describe('other orders of GET /api/alerts', () => {
  it('take a cursor of their own order and filter alone', async () => {
    holdAlerts(3);
    const { body } = await call(LIST, { query: { sort: 'fired', limit: '1' } });
    const cursor = listSchema.parse(body).nextCursor ?? '';
    expect(await call(LIST, { query: { sort: 'fired', limit: '3', cursor } })).toMatchObject({ status: 200 });
    const others: Record<string, string>[] = [{ sort: 'distance' }, {}, { sort: 'fired', status: 'active' }];
    for (const query of others) {
      expect(await call(LIST, { query: { ...query, cursor } })).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'cursor', message: 'is not a cursor of this list' }] },
      });
    }
  });

  it('are refused for more alerts than a cursor can name, and say what to do', async () => {
    holdAlerts(2_001);
    expect(await call(LIST, { query: { sort: 'distance' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'sort', message: expect.stringContaining('filter them by symbol or status') }] },
    });
    expect(await call(LIST, { query: { sort: 'distance', symbol: 'ETHUSDT' } })).toMatchObject({ status: 200 });
    expect(await call(LIST)).toMatchObject({ status: 200 });
  });

  it('have cursors of 6,000 characters at most', async () => {
    holdAlerts(2_000);
    const { body } = await call(LIST, { query: { sort: 'distance', limit: '1' } });
    expect(listSchema.parse(body).nextCursor?.length).toBeLessThan(6_000);
  });
});

describe('GET /api/alerts/{id}', () => {
  it('says how far away the price is', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    held.prices = {
      feed: 'binance',
      updatedAt: Date.UTC(2026, 10, 22, 9),
      coins: { BTCUSDT: { state: 'live', price: '64812.4', lastTradeId: 9, tradeAt: Date.UTC(2026, 10, 22, 8, 59) } },
    };
    const explanation =
      'fires when the price rises to 65,000 or above; at 2026-11-22T08:59:00.000Z the price was 64,812.4, 0.29 % away';
    const answer = await call('GET /api/alerts/{id}', { path: { id: ALERT_ID }, headers: { 'if-none-match': '"1"' } });
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    const distance = { metric: 'price', value: '64812.4', level: '65000', percent: '0.289451' };
    expect(answer.body).toMatchObject({ explanation, distance });
  });
});

describe('triggers', () => {
  it("are listed by alert and by person, a deleted alert's in the person's list alone", async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    held.triggers.push(buildTrigger({ name: 'Strategy 7', note: 'sell' }));
    const items = [triggerViewSchema.parse((await itemsOf('GET /api/triggers'))[0])];
    expect(await itemsOf('GET /api/alerts/{id}/triggers')).toEqual(items);
    held.alerts.clear();
    expect(await call('GET /api/alerts/{id}/triggers', { path: { id: ALERT_ID } })).toMatchObject({ status: 404 });
    expect(await itemsOf('GET /api/triggers')).toEqual(items);
    expect(items).toMatchObject([{ name: 'Strategy 7', note: 'sell' }]);
  });

  it('refuse a cursor of another list', async () => {
    const cursor = Buffer.from('{"createdAt":1}').toString('base64url');
    expect(await call('GET /api/triggers', { query: { cursor } })).toMatchObject({ status: 422 });
  });

  async function itemsOf(route: string): Promise<unknown[]> {
    const { body } = await call(route, { path: { id: ALERT_ID } });
    return z.object({ items: z.array(z.unknown()) }).parse(body).items;
  }
});
