import { beforeEach, describe, expect, it } from 'vitest';
import { buildCrossingRule } from '../../../../support/crossing-rule.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { pricesOf } from '../../../../support/prices-of.ts';
import { buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { NOW, startApi } from '../call-api.ts';

const PATCH = 'PATCH /api/alerts/{id}';
const path = { id: ALERT_ID };

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.alerts.set(ALERT_ID, buildStoredAlert());
  call = startApi(held);
});

describe('a change with a level relative to the price', () => {
  beforeEach(() => {
    held.prices = pricesOf('64812.40000000');
  });

  it('resolves it against the price now, and says from what', async () => {
    const answer = await call(PATCH, { path, body: { condition: { level: '-2.5%' } } });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        condition: { metric: 'price', op: 'crosses-above', level: '63192.09' },
        resolvedFrom: [
          {
            ...{ path: 'condition.level', relative: '-2.5%', level: '63192.09', price: '64812.4' },
            at: new Date(NOW - 500).toISOString(),
          },
        ],
      },
    });
    expect((await call('GET /api/alerts/{id}', { path })).body).not.toHaveProperty('resolvedFrom');
  });

  it('refuses it while the price is not current', async () => {
    const dark = pricesOf('64812.4');
    held.prices = { ...dark, updatedAt: NOW - 60_000 };
    const message = 'is relative to the price, which is not known at the moment: try again, or give the level itself';
    expect(await call(PATCH, { path, body: { condition: { level: '+5%' } } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'condition.level', message }] },
    });
  });

  it.each([
    ['condition.level', { condition: { level: '+65000' } }],
    ['all', { all: [{ metric: 'price', op: 'crosses-above', level: '+65000' }] }],
  ])('refuses to arm an expired alert by an amount that reads as its level: %s', async (field, body) => {
    const rule = buildCrossingRule({ expiresAt: NOW - 1 });
    const state = { status: 'expired', asOf: null, watchedFrom: null } as const;
    held.alerts.set(ALERT_ID, buildStoredAlert({ rule, state }));
    expect(await call(PATCH, { path, body })).toMatchObject({ status: 422, body: { errors: [{ path: field }] } });
  });

  it('sets a new anchor of a level that fires move, keeps the step for an absolute level, and ends it with another repeat', async () => {
    const repeat = { mode: 'every-time', reanchor: true };
    expect(await call(PATCH, { path, body: { condition: { level: '+5%' }, repeat } })).toMatchObject({
      body: {
        condition: { level: '68053.02' },
        repeat: { mode: 'every-time', cooldownSeconds: null, reanchor: true, step: '+5%' },
      },
    });
    expect(held.alerts.get(ALERT_ID)?.rule?.repeat).toMatchObject({ reanchor: { step: '+5%', tickSize: '0.01' } });
    expect(await call(PATCH, { path, body: { condition: { level: '+1%' } } })).toMatchObject({
      body: { condition: { level: '65460.52' }, repeat: { step: '+1%' } },
    });
    held.prices = null;
    expect(await call(PATCH, { path, body: { condition: { level: '70000' } } })).toMatchObject({
      body: { condition: { level: '70000' }, repeat: { reanchor: true, step: '+1%' } },
    });
    expect(await call(PATCH, { path, body: { note: 'sell' } })).toMatchObject({ body: { version: 5 } });
    expect(await call(PATCH, { path, body: { condition: { op: 'crosses-below' } } })).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'repeat.step' }] },
    });
    const { body } = await call(PATCH, { path, body: { repeat: { mode: 'every-time', cooldownSeconds: 60 } } });
    expect(body).toMatchObject({ repeat: { mode: 'every-time', cooldownSeconds: 60 } });
    expect(JSON.stringify(body)).not.toContain('reanchor');
  });

  it('refuses a level that is to move, of which no step follows', async () => {
    const body = { repeat: { mode: 'every-time', reanchor: true } };
    expect(await call(PATCH, { path, body })).toMatchObject({
      status: 422,
      body: {
        errors: [
          {
            path: 'repeat.reanchor',
            message: 'needs a level in percent of the price, such as "+5%", or a step',
          },
        ],
      },
    });
    expect(await call(PATCH, { path, body: { repeat: { ...body.repeat, step: '+2%' } } })).toMatchObject({
      body: { condition: { level: '65000' }, repeat: { step: '+2%' } },
    });
  });
});
