import { beforeEach, describe, expect, it } from 'vitest';
import { MAX_WRITE_ATTEMPTS } from '../../../../../functions/api/alerts/retry-lost-writes.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { NOW, startApi } from '../call-api.ts';

const PATCH = 'PATCH /api/alerts/{id}';
const DELETE = 'DELETE /api/alerts/{id}';
const path = { id: ALERT_ID };
/** said of an alert that expired 1 ms ago */
const HAS_PASSED = `would arm the alert, whose expiry, ${new Date(NOW - 1).toISOString()}, has passed: send expiresAt too, a later instant or null`;

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
});

describe('PATCH /api/alerts/{id}', () => {
  it('changes the level, re-arms and raises the index version', async () => {
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

  it('names an alert, and clears the name by null', async () => {
    expect(await call(PATCH, { path, body: { name: 'Exit' } })).toMatchObject({ body: { name: 'Exit', version: 2 } });
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ body: { name: 'Exit', note: 'sell' } });
    expect(await call(PATCH, { path, body: { name: null } })).toMatchObject({ body: { name: null, note: 'sell' } });
    expect(held.alerts.get(ALERT_ID)).toMatchObject({ name: null, note: 'sell', version: 4 });
  });

  it('changes a note and leaves the index version', async () => {
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

  it('pauses, and changes a note, while the clock of the exchange is not known; arming has to wait', async () => {
    held.clockOffset = null;
    expect(await call(PATCH, { path, body: { condition: { level: '66000' } } })).toMatchObject({ status: 503 });
    expect(await call(PATCH, { path, body: { note: 'sell', status: 'paused' } })).toMatchObject({ status: 200 });
    expect(await call(PATCH, { path, body: { status: 'active' } })).toMatchObject({ status: 503 });
    expect(held.alerts.get(ALERT_ID)).toMatchObject({ note: 'sell', state: { status: 'paused' } });
  });

  it('writes nothing when nothing changes', async () => {
    const answer = await call(PATCH, { path, body: { condition: { level: '65000.0' }, status: 'active' } });
    expect(answer).toMatchObject({ status: 200, body: { version: 1, status: 'active' } });
    expect(held.alerts.get(ALERT_ID)?.rev).toBe(2);
  });

  it('applies the change again when the evaluator writes first', async () => {
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

  it('gives up on an alert that changes all the time', async () => {
    let rev = 2;
    held.beforeWrite = () => {
      rev += 1;
      held.alerts.set(ALERT_ID, buildStoredAlert({ rev }));
    };
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ status: 503 });
    expect(rev).toBe(2 + MAX_WRITE_ATTEMPTS);
  });

  it.each([
    ['"1"', true],
    ['W/"1"', true],
    ['*', true],
    ['"0", "1"', true],
    ['"0",W/"1" , "2"', true],
    ['"2"', false],
    ['W/"2"', false],
    ['"0", "2"', false],
    ['1', false],
    ['', false],
  ])('compares If-Match %s with the version, for a change and for a deletion: %s', async (ifMatch, names) => {
    const headers = { 'if-match': ifMatch };
    const changed = await call(PATCH, { path, headers, body: { note: null } });
    expect(changed.status).toBe(names ? 200 : 412);
    const deleted = await call(DELETE, { path, headers });
    expect(deleted.status).toBe(names ? 204 : 412);
    expect(held.alerts.has(ALERT_ID)).toBe(!names);
    const refusal = {
      status: 412,
      title: 'Changed meanwhile',
      detail: 'If-Match does not name the present version, "1".',
    };
    if (!names) expect([changed.body, deleted.body]).toMatchObject([refusal, refusal]);
  });

  it('changes conditions and options together, and adds the series that they need', async () => {
    const all = [
      { metric: 'price', op: 'above', level: '65000' },
      { metric: 'change-1h', op: 'below', level: '-2' },
    ];
    const repeat = { mode: 'every-time', cooldownSeconds: 600 };
    const expiresAt = '2027-01-01T00:00:00.000Z';
    const answer = await call(PATCH, { path, body: { all, repeat, expiresAt } });
    expect(answer).toMatchObject({
      status: 200,
      body: { condition: null, all, repeat, expiresAt, status: 'arming', version: 2 },
    });
    expect(held.coins.get('BTCUSDT')?.book.metrics).toEqual(['change-1h', 'price']);
    const back = await call(PATCH, {
      path,
      body: { all: [all[0]], repeat: { mode: 'once' }, confirm: 'minute-close' },
    });
    expect(back).toMatchObject({ status: 200, body: { condition: all[0], all: null, confirm: 'minute-close' } });
    expect(held.alerts.get(ALERT_ID)?.state).toMatchObject({ status: 'arming', quietly: false });
    expect(held.coins.get('BTCUSDT')?.book.metrics).toContain('price@close');
  });

  it.each([
    [{ rearmPercent: 1 }, 'rearmPercent', 'goes with repeat every-time, not with once'],
    [{ condition: { level: '0' } }, 'condition.level', 'must be greater than 0'],
    [{ condition: { op: 'enters' } }, 'condition.from', 'is required with enters'],
    [{ condition: null }, 'condition', 'is required, or all instead'],
    [{ expiresAt: new Date(NOW).toISOString() }, 'expiresAt', 'must be in the future'],
  ])('checks the whole rule that results: %j', async (body, field, message) => {
    const answer = await call(PATCH, { path, body });
    expect(answer).toMatchObject({ status: 422 });
    expect(answer.body).toMatchObject({ errors: expect.arrayContaining([{ path: field, message }]) });
    expect(held.alerts.get(ALERT_ID)?.rev).toBe(2);
  });

  it('names the fields that would arm an expired alert, and says what to send', async () => {
    const rule = buildCrossingRule({ expiresAt: NOW - 1 });
    const state = { status: 'expired' as const, asOf: null, watchedFrom: null };
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule, state }));
    const body = { condition: { level: '66000' }, note: 'higher' };
    expect(await call(PATCH, { path, body })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level', message: HAS_PASSED }] },
    });
    expect(await call(PATCH, { path, body: { note: 'higher' } })).toMatchObject({ status: 200 });
    const later = { ...body, expiresAt: '2027-01-01T00:00:00Z' };
    expect(await call(PATCH, { path, body: later })).toMatchObject({ status: 200, body: { status: 'arming' } });
  });

  it.each([
    [{ condition: { metric: 'price', op: 'crosses-above', level: '66000' } }, ['condition.level']],
    [{ condition: { op: 'below', level: '65000.00' }, repeat: { mode: 'once' }, all: null }, ['condition.op']],
    [{ condition: { level: '65000' }, holdSeconds: null, status: 'active' }, ['status']],
    [{ condition: { level: '66000' }, holdSeconds: 5, status: 'active' }, ['condition.level', 'holdSeconds', 'status']],
    [{ all: [{ metric: 'price', op: 'above', level: '1' }], condition: null }, ['all']],
  ])('names only the fields that differ when the alert is expired: %j', async (body, paths) => {
    const rule = buildCrossingRule({ expiresAt: NOW - 1 });
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule, state: { status: 'expired', asOf: null, watchedFrom: null } }));
    expect(await call(PATCH, { path, body })).toMatchObject({
      body: { errors: paths.map((path) => ({ path, message: HAS_PASSED })) },
    });
  });

  it('names the hold when it outlasts the expiry', async () => {
    const expiresAt = NOW + 60_000;
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule: buildCrossingRule({ expiresAt }) }));
    const message = `would arm the alert, whose expiry, ${new Date(expiresAt).toISOString()}, leaves it no time to fire: send expiresAt too, a later instant or null`;
    expect(await call(PATCH, { path, body: { holdSeconds: 60 } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'holdSeconds', message }] },
    });
  });

  const triggered = { status: 'triggered' as const, asOf: { tradeId: 9, instant: 1_700 }, watchedFrom: null };

  it.each([{ condition: { level: '66000' } }, { holdSeconds: 60 }, { status: 'active' }])(
    'arms an alert that has fired by a new rule, or by status active: %j',
    async (body) => {
      held.alerts.set(ALERT_ID, buildStoredAlert({ state: triggered }));
      expect(await call(PATCH, { path, body })).toMatchObject({ status: 200, body: { status: 'arming', version: 2 } });
    },
  );

  it.each([
    [{ condition: { level: '65000.00' } }, 1],
    [{ condition: { metric: 'price', op: 'crosses-above', level: '65000' }, repeat: { mode: 'once' } }, 1],
    [{ condition: { level: '65000' }, note: 'sell' }, 2],
  ])('does not arm again when the rule stays the same: %j', async (body, version) => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ state: triggered }));
    expect(await call(PATCH, { path, body })).toMatchObject({ status: 200, body: { status: 'triggered', version } });
    expect(held.alerts.get(ALERT_ID)?.state).toEqual(triggered);
  });

  it('resumes an alert whose expiry has passed only with another one', async () => {
    const seen = { asOf: null, watchedFrom: null };
    const rule = buildCrossingRule({ expiresAt: NOW - 1 });
    for (const status of ['paused', 'expired'] as const) {
      held.alerts.set(ALERT_ID, buildStoredAlert({ rule, state: { status, ...seen } }));
      expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ status: 200 });
      expect(await call(PATCH, { path, body: { status: 'active' } })).toMatchObject({
        status: 422,
        body: { errors: [{ path: 'status', message: HAS_PASSED }] },
      });
      const body = { status: 'active', expiresAt: status === 'paused' ? null : '2027-01-01T00:00:00Z' };
      expect(await call(PATCH, { path, body })).toMatchObject({ status: 200, body: { status: 'arming' } });
    }
  });

  it('leaves an alert alone whose stored rule would be refused today, unless the rule changes', async () => {
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule: buildCrossingRule({ holdSeconds: 1_000_000 }) }));
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ status: 200 });
    expect(await call(PATCH, { path, body: { status: 'paused' } })).toMatchObject({ status: 200 });
    expect(await call(PATCH, { path, body: { condition: { level: '1' } } })).toMatchObject({ status: 422 });
  });

  it('refuses another coin and says what to do instead', async () => {
    expect(await call(PATCH, { path, body: { symbol: 'ETHUSDT' } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'symbol', message: expect.stringContaining('make another alert') }] },
    });
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
  it('deletes, raises the index version, and finds nothing the second time', async () => {
    expect(await call(DELETE, { path })).toEqual({ status: 204, headers: expect.anything(), body: undefined });
    expect(held.alerts.size).toBe(0);
    expect(held.coins.get('BTCUSDT')?.book.version).toBe(1);
    expect(await call(DELETE, { path })).toMatchObject({ status: 404 });
  });

  it('does not delete an alert of another version', async () => {
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
