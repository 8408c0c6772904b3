import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_ATOMIC_ITEMS } from '../../../../../contract/bulk-request.ts';
import { bulkViewSchema } from '../../../../../contract/bulk-view.ts';
import { MAX_ITEMS } from '../../../../../domain/alerts/request-limits.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { type Held, holdNothing, listing, memoryTables } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const BULK = 'POST /api/alerts/bulk';
const PRICE = { metric: 'price', op: 'above', level: '65000' };
const ALERT = { symbol: 'BTCUSDT', condition: PRICE };
const BAD = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above' } };
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, i) => make(i));
const idOf = (index: number) => `BTCUSDT-0-${String(index).padStart(26, '0')}`;

let held: Held;
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  call = withLimits({});
});

function withLimits(limits: Partial<typeof LIMITS>): CallApi {
  return startApiOver(memoryTables(held), () => NOW, undefined, { ...LIMITS, ...limits });
}

async function bulk(operation: string, items: readonly unknown[], fields: Record<string, unknown> = {}) {
  const answer = await call(BULK, { body: { operation, items, ...fields } });
  return { ...answer, view: bulkViewSchema.safeParse(answer.body).data };
}

/** Alerts of Ada in these states, with the ids `idOf(0)` and so on. */
function hold(...statuses: readonly ('active' | 'paused' | 'triggered' | 'expired')[]): void {
  for (const [index, status] of statuses.entries()) {
    const state = status === 'active' ? buildStoredAlert().state : ({ status, asOf: null, watchedFrom: null } as const);
    held.alerts.set(idOf(index), buildStoredAlert({ id: idOf(index), state }));
  }
}

const statusOf = (index: number) => held.alerts.get(idOf(index))?.state.status;
const chosen = (count: number) => times(count, (index) => ({ id: idOf(index) }));

describe('one request for many alerts', () => {
  it('makes a hundred on two coins, and answers with each in its order', async () => {
    const items = times(MAX_ITEMS, (i) => ({ ...ALERT, symbol: i % 2 === 0 ? 'BTCUSDT' : 'ETHUSDT', name: `n${i}` }));
    const { status, view } = await bulk('create', items);
    expect(status).toBe(200);
    expect(view).toMatchObject({ changed: MAX_ITEMS, failed: 0 });
    expect(view?.results.map(({ alert }) => alert?.name)).toEqual(items.map(({ name }) => name));
    expect(held.alerts.size).toBe(MAX_ITEMS);
    expect(held.counts.get(`${ADA} usage`)?.counts).toMatchObject({ alerts: MAX_ITEMS });
    expect(held.counts.get(`${ADA} usage#ETHUSDT`)?.counts).toMatchObject({ armed: MAX_ITEMS / 2 });
  });

  it('gives a refused item the problem of the single call, and makes the others: 207', async () => {
    const { status, view } = await bulk('create', [ALERT, BAD, { ...ALERT, symbol: 'NOUSDT' }, ALERT]);
    const single = await call('POST /api/alerts', { body: BAD });
    expect(status).toBe(207);
    expect(view?.results.map((result) => result.status)).toEqual([201, 422, 422, 201]);
    expect(view?.results[1]?.problem).toEqual(single.body);
    expect(view).toMatchObject({ changed: 2, failed: 2 });
    expect(held.alerts.size).toBe(2);
  });

  it.each([
    ['pause', ['paused', 'paused', 'triggered', 'expired'], [true, false, false, false]],
    ['resume', ['active', 'arming', 'triggered', 'expired'], [false, true, false, false]],
    ['rearm', ['active', 'paused', 'arming', 'arming'], [false, false, true, true]],
  ])('%s changes only the alerts that it is for, and says which', async (operation, after, changed) => {
    hold('active', 'paused', 'triggered', 'expired');
    const { status, view } = await bulk(operation, chosen(4));
    expect(status).toBe(200);
    expect(view?.results.map((result) => result.changed)).toEqual(changed);
    expect(times(4, statusOf)).toEqual(after);
    expect(view?.results.map(({ alert }) => alert?.status)).toEqual(after);
  });

  it('snoozes what waits or is paused, until the instant of the request', async () => {
    hold('active', 'paused', 'triggered');
    const pausedUntil = new Date(NOW + 3_600_000).toISOString();
    const { view } = await bulk('snooze', chosen(3), { pausedUntil });
    expect(view?.results.map(({ changed, alert }) => [changed, alert?.pausedUntil])).toEqual([
      [true, pausedUntil],
      [true, pausedUntil],
      [false, null],
    ]);
  });

  it('resumes exactly what it paused: the results say which alerts those are', async () => {
    hold('active', 'paused', 'triggered', 'active');
    const { view } = await bulk('pause', chosen(4));
    const paused = view?.results.flatMap(({ changed, alert }) => (changed && alert ? [{ id: alert.id }] : [])) ?? [];
    await bulk('resume', paused);
    expect(times(4, statusOf)).toEqual(['arming', 'paused', 'triggered', 'arming']);
  });

  it('deletes, and frees the ids of the client', async () => {
    await bulk('create', [{ ...ALERT, externalId: 'a' }, ALERT]);
    const ids = [...held.alerts.keys()].map((id) => ({ id }));
    const { view } = await bulk('delete', [...ids, { id: idOf(7) }]);
    expect(view?.results.map(({ status, alert }) => [status, alert])).toEqual([
      [204, null],
      [204, null],
      [404, null],
    ]);
    expect([held.alerts.size, held.externalIds.size]).toEqual([0, 0]);
    expect(held.counts.get(`${ADA} usage`)?.counts).toMatchObject({ alerts: 0 });
  });

  it("finds another person's alert as little as one that does not exist", async () => {
    hold('active');
    const { body } = await call(BULK, { claims: BOBS_CLAIMS, body: { operation: 'delete', items: chosen(1) } });
    expect(body).toMatchObject({ failed: 1, results: [{ status: 404 }] });
    expect(held.alerts.size).toBe(1);
  });

  it('changes an alert only in the version that the item names', async () => {
    hold('active', 'active');
    const { view } = await bulk('pause', [
      { id: idOf(0), version: 1 },
      { id: idOf(1), version: 2 },
    ]);
    expect(view?.results.map(({ status }) => status)).toEqual([200, 412]);
    expect(times(2, statusOf)).toEqual(['paused', 'active']);
  });

  it('makes as many as a limit has room for, in their order', async () => {
    call = withLimits({ maxAlerts: 3 });
    const { view } = await bulk(
      'create',
      times(5, () => ALERT),
    );
    expect(view?.results.map(({ status }) => status)).toEqual([201, 201, 201, 422, 422]);
    expect(view?.results[4]?.problem).toMatchObject({ title: 'Limit reached', errors: [{ path: '' }] });
    expect(held.alerts.size).toBe(3);
  });

  it('writes nothing again after an error that leaves open whether it was written', async () => {
    const tables = memoryTables(held);
    const writeAll: typeof tables.writeAll = async (items) => {
      await tables.writeAll(items);
      throw Object.assign(new Error('no answer'), { name: 'TimeoutError' });
    };
    call = startApiOver({ ...tables, writeAll }, () => NOW, undefined, LIMITS);
    const { view } = await bulk('create', [ALERT, ALERT]);
    expect(view?.results.map(({ status }) => status)).toEqual([503, 503]);
    expect(held.alerts.size).toBe(2);
  });

  it('writes many together on coins of their own, as far as a transaction holds them', async () => {
    const tables = memoryTables(held);
    const sizes: number[] = [];
    const writeAll: typeof tables.writeAll = (items) => {
      sizes.push(items.length);
      return tables.writeAll(items);
    };
    call = startApiOver({ ...tables, writeAll }, () => NOW, undefined, LIMITS);
    const symbols = times(MAX_ATOMIC_ITEMS, (i) => `A${i}USDT`);
    held.catalogue = symbols.map((symbol) => listing(symbol));
    const items = symbols.map((symbol) => ({ ...ALERT, symbol, externalId: symbol }));
    expect((await bulk('create', items)).view).toMatchObject({ changed: MAX_ATOMIC_ITEMS, failed: 0 });
    expect(sizes).toHaveLength(2);
  });

  it.each([
    ['create', { ...ALERT, externalId: 'same' }, 'externalId', 201],
    ['pause', { id: idOf(0) }, 'id', 200],
  ])('refuses an item of %s that names what an earlier one does', async (operation, item, path, first) => {
    hold('active');
    const { view } = await bulk(operation, [item, item]);
    expect(view?.results.map(({ status }) => status)).toEqual([first, 422]);
    expect(view?.results[1]?.problem).toMatchObject({ errors: [{ path, message: 'is named by item 0 already' }] });
  });

  it('writes all when another writer comes first once', async () => {
    hold('active', 'active');
    let isFirst = true;
    held.beforeWrite = () => {
      const alert = held.alerts.get(idOf(1));
      if (isFirst && alert) held.alerts.set(idOf(1), { ...alert, rev: alert.rev + 1 });
      isFirst = false;
    };
    expect((await bulk('pause', chosen(2))).view).toMatchObject({ changed: 2, failed: 0 });
  });

  it('counts as one change for each ten items begun, also when it is refused as a whole', async () => {
    const left = ({ headers }: { headers: Record<string, unknown> }) => headers.ratelimit;
    expect(
      left(
        await bulk(
          'create',
          times(11, () => ALERT),
        ),
      ),
    ).toContain(`r=${LIMITS.writesPerMinute - 2};`);
    expect(
      left(
        await bulk(
          'fly',
          times(30, () => ALERT),
        ),
      ),
    ).toContain(`r=${LIMITS.writesPerMinute - 5};`);
    expect(left(await bulk('fly', []))).toContain(`r=${LIMITS.writesPerMinute - 6};`);
  });

  it.each([
    ['items', { operation: 'pause', items: [] }],
    ['items', { operation: 'pause', items: times(MAX_ITEMS + 1, () => ({ id: 'x' })) }],
    ['operation', { operation: 'fly', items: [{ id: 'x' }] }],
    ['pausedUntil', { operation: 'snooze', items: [{ id: 'x' }] }],
    ['pausedUntil', { operation: 'pause', items: [{ id: 'x' }], pausedUntil: '2027-01-01T00:00:00Z' }],
    ['items', { operation: 'pause', atomic: true, items: chosen(MAX_ATOMIC_ITEMS + 1) }],
  ])('refuses a request as a whole for its %s', async (path, body) => {
    expect(await call(BULK, { body })).toMatchObject({ status: 422, body: { errors: [{ path }] } });
  });

  it('takes a body of a hundred full alerts, and refuses one that is larger than any of those', async () => {
    const full = { ...ALERT, note: 'x'.repeat(200), name: 'y'.repeat(80), channels: [{ type: 'email' }] };
    expect(
      await bulk(
        'create',
        times(MAX_ITEMS, () => full),
      ),
    ).toMatchObject({ status: 200 });
    expect(await bulk('create', [{ ...ALERT, note: 'x'.repeat(262_144) }])).toMatchObject({ status: 413 });
  });
});

describe('an atomic request for many alerts', () => {
  it('writes all of them', async () => {
    expect(
      await bulk(
        'create',
        times(MAX_ATOMIC_ITEMS, () => ALERT),
        { atomic: true },
      ),
    ).toMatchObject({ status: 200 });
    expect(held.alerts.size).toBe(MAX_ATOMIC_ITEMS);
  });

  it('writes nothing when one item is refused, and answers as the single call, with the item', async () => {
    const answer = await bulk('create', [ALERT, ALERT, ALERT, BAD], { atomic: true });
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: 'items.3.condition.level' }] } });
    expect(held.alerts.size).toBe(0);
    hold('active');
    const missing = await bulk('pause', [{ id: idOf(0) }, { id: idOf(9) }], { atomic: true });
    expect(missing).toMatchObject({ status: 404, body: { errors: [{ path: 'items.1' }] } });
    expect(statusOf(0)).toBe('active');
    const stale = await bulk('delete', [{ id: idOf(0), version: 7 }], { atomic: true });
    expect(stale).toMatchObject({ status: 412, body: { errors: [{ path: 'items.0' }] } });
    expect(held.alerts.size).toBe(1);
  });

  it('names the items for which a limit has no room', async () => {
    call = withLimits({ maxArmedPerCoin: 2 });
    const eth = { ...ALERT, symbol: 'ETHUSDT' };
    const answer = await bulk('create', [eth, ALERT, ALERT, ALERT], { atomic: true });
    expect(answer.status).toBe(422);
    expect(Object(answer.body).errors.map(({ path }: { path: string }) => path)).toEqual(
      [1, 2, 3].map((index) => `items.${index}.symbol`),
    );
    expect([held.alerts.size, held.coins.size]).toEqual([0, 0]);
  });
});
