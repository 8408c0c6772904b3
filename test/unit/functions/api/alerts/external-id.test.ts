import { beforeEach, describe, expect, it } from 'vitest';
import { alertViewSchema } from '../../../../../contract/alert-view.ts';
import { ADAS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { ADA } from '../../../../support/stored-alert.ts';
import { type CallApi, startApi } from '../call-api.ts';

const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '65000' } };
const EXTERNAL_ID = 'breakout – BTC 65k';

let held: Held;
let call: CallApi;
beforeEach(() => {
  held = holdNothing();
  call = startApi(held);
});

const create = async (externalId: unknown = EXTERNAL_ID, fields = {}) =>
  call('POST /api/alerts', { body: { ...ALERT, externalId }, ...fields });
const idOf = (body: unknown) => alertViewSchema.parse(body).id;

describe('an id of the client for an alert', () => {
  it('is shown, and is null where none was given', async () => {
    const { body } = await create();
    expect(body).toMatchObject({ externalId: EXTERNAL_ID });
    expect(await call('GET /api/alerts/{id}', { path: { id: idOf(body) } })).toMatchObject({ body });
    expect(await create(null)).toMatchObject({ status: 201, body: { externalId: null } });
    expect(await call('POST /api/alerts', { body: ALERT })).toMatchObject({ body: { externalId: null } });
  });

  it('is that of one alert of a person: another one is refused with the id of the first', async () => {
    const alertId = idOf((await create()).body);
    expect(await create()).toMatchObject({
      status: 409,
      body: { alertId, errors: [{ path: 'externalId', message: 'is that of another alert of yours' }] },
    });
    expect(held.alerts.size).toBe(1);
    expect(await create(EXTERNAL_ID, { claims: { ...ADAS_CLAIMS, sub: 'grace' } })).toMatchObject({ status: 201 });
  });

  it('is refused also when another request has just taken it', async () => {
    let isFirst = true;
    held.beforeWrite = () => {
      if (isFirst) held.externalIds.set(`${ADA} ${EXTERNAL_ID}`, 'the first');
      isFirst = false;
    };
    expect(await create()).toMatchObject({ status: 409, body: { alertId: 'the first' } });
    expect(held.alerts.size).toBe(0);
  });

  it('is free again once its alert is deleted', async () => {
    const id = idOf((await create()).body);
    expect(await call('DELETE /api/alerts/{id}', { path: { id } })).toMatchObject({ status: 204 });
    expect(await create()).toMatchObject({ status: 201 });
  });

  it('stays as it is when the alert changes, and can not be changed', async () => {
    const id = idOf((await create()).body);
    const patch = async (body: unknown) => call('PATCH /api/alerts/{id}', { path: { id }, body });
    expect(await patch({ condition: { level: '70000' } })).toMatchObject({ body: { externalId: EXTERNAL_ID } });
    expect(await patch({ externalId: 'another' })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'externalId', message: expect.stringContaining('can not be changed') }] },
    });
  });

  it.each([[''], ['x'.repeat(129)], ['two\nlines'], ['half a pair \ud800'], [7]])(
    'can not be %j',
    async (externalId) => {
      expect(await create(externalId)).toMatchObject({ status: 422, body: { errors: [{ path: 'externalId' }] } });
      expect(held.alerts.size).toBe(0);
    },
  );

  it('does not keep a repeated request with an idempotency key from its answer', async () => {
    const headers = { 'idempotency-key': 'once' };
    const first = await create(EXTERNAL_ID, { headers });
    expect(await create(EXTERNAL_ID, { headers })).toMatchObject({ status: 201, body: first.body });
  });
});
