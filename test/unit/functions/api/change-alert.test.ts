import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_WRITE_ATTEMPTS } from '../../../../functions/api/max-write-attempts.ts';
import { BOBS_CLAIMS } from '../../build/api-event.ts';
import { type Held, holdNothing } from '../../build/memory-tables.ts';
import { buildStoredAlert } from '../../build/stored-alert.ts';
import { ALERT_ID } from '../../build/triggers.ts';
import { NOW, startApi } from './call-api.ts';

const PATCH = 'PATCH /api/alerts/{id}';
const DELETE = 'DELETE /api/alerts/{id}';
const path = { id: ALERT_ID };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
});

describe('PATCH /api/alerts/{id}', () => {
  it('changes the level, re-arms and tells the book', async () => {
    const answer = await call(PATCH, { path, body: { condition: { level: '66000' } } });
    expect(answer).toMatchObject({
      status: 200,
      headers: { etag: '"2"' },
      body: { condition: { level: '66000', op: 'crosses-above' }, status: 'arming', watchedFrom: null, version: 2 },
    });
    expect(held.alerts.get(ALERT_ID)).toMatchObject({
      rev: 3,
      state: { armFrom: { armAfter: NOW, bookVersion: NOW }, asOf: { tradeId: 7, instant: 1_500 } },
    });
    expect(held.coins.get('BTCUSDT')?.book.version).toBe(NOW);
  });

  it('changes a note without a word to the book', async () => {
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ body: { note: 'sell', version: 2 } });
    expect(held.coins.size).toBe(0);
  });

  it('follows the coin again for a re-armed alert, not for a paused one', async () => {
    held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: false, book: { version: 1, shards: 1, metrics: [] } });
    await call(PATCH, { path, body: { status: 'paused' } });
    expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: false, book: { version: NOW } });
    await call(PATCH, { path, body: { status: 'active' } });
    expect(held.coins.get('BTCUSDT')).toMatchObject({ wanted: true, book: { version: NOW + 1 } });
  });

  it('writes nothing when nothing changes', async () => {
    const answer = await call(PATCH, { path, body: { condition: { level: '65000.0' }, status: 'active' } });
    expect(answer).toMatchObject({ status: 200, body: { version: 1, status: 'active' } });
    expect(held.alerts.get(ALERT_ID)?.rev).toBe(2);
  });

  it('applies the change anew when the evaluator writes first', async () => {
    held.beforeWrite = () => {
      held.beforeWrite = () => {};
      const state = { status: 'triggered' as const, asOf: { tradeId: 9, instant: 1_700 }, watchedFrom: null };
      held.alerts.set(ALERT_ID, buildStoredAlert({ rev: 3, state, fires: 1 }));
    };
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({
      status: 200,
      body: { status: 'triggered', note: 'sell', version: 2 },
    });
    expect(held.alerts.get(ALERT_ID)).toMatchObject({ rev: 4, fires: 1 });
  });

  it('gives up on an alert that never stands still', async () => {
    let rev = 2;
    held.beforeWrite = () => {
      rev += 1;
      held.alerts.set(ALERT_ID, buildStoredAlert({ rev }));
    };
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ status: 503 });
    expect(rev).toBe(2 + MAX_WRITE_ATTEMPTS);
  });

  it.each([
    ['"1"', 200],
    ['W/"1"', 200],
    ['*', 200],
    ['"0", "1"', 200],
    ['"2"', 412],
    ['1', 412],
  ])('holds If-Match %s against the version: %i', async (ifMatch, status) => {
    const headers = { 'if-match': ifMatch };
    expect(await call(PATCH, { path, headers, body: { note: 'sell' } })).toMatchObject({ status });
  });

  it.each([{}, { symbol: 'ETHUSDT' }, { condition: { level: '-1' } }, { status: null }])(
    'refuses %j and leaves the alert alone',
    async (body) => {
      expect(await call(PATCH, { path, body })).toMatchObject({ status: 422 });
      expect(held.alerts.get(ALERT_ID)?.rev).toBe(2);
    },
  );
});

describe('DELETE /api/alerts/{id}', () => {
  it('deletes, tells the book, and finds nothing the second time', async () => {
    expect(await call(DELETE, { path })).toEqual({ status: 204, headers: expect.anything(), body: undefined });
    expect(held.alerts.size).toBe(0);
    expect(held.coins.get('BTCUSDT')?.book.version).toBe(1);
    expect(await call(DELETE, { path })).toMatchObject({ status: 404 });
  });

  it('keeps an alert of another version', async () => {
    expect(await call(DELETE, { path, headers: { 'if-match': '"9"' } })).toMatchObject({ status: 412 });
    expect(held.alerts.size).toBe(1);
  });
});

describe("another person's alert", () => {
  const claims = BOBS_CLAIMS;
  it.each(['GET /api/alerts/{id}', PATCH, DELETE, 'GET /api/alerts/{id}/triggers'])(
    'is as absent as any other: %s',
    async (route) => {
      const body = route === PATCH ? { note: 'mine' } : undefined;
      const theirs = await call(route, { claims, path, body });
      const absent = await call(route, { claims, path: { id: ALERT_ID.replace('9', '8') }, body });
      const odd = await call(route, { claims, path: { id: '%E0%A4' }, body });
      expect(theirs.status).toBe(404);
      expect(theirs.body).toEqual(absent.body);
      expect(odd.status).toBe(404);
      expect(held.alerts.get(ALERT_ID)).toEqual(buildStoredAlert());
    },
  );
});
