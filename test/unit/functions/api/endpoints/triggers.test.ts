import { beforeEach, describe, expect, it } from 'vitest';
import { triggerListSchema } from '../../../../../contract/trigger-view.ts';
import { suppressedDelivery } from '../../../../../domain/messages/delivery.ts';
import { BOBS_CLAIMS } from '../../../../support/api-event.ts';
import { type Held, holdNothing } from '../../../../support/memory-tables.ts';
import { ALERT_ID, buildTrigger } from '../../../../support/triggers.ts';
import { startApi } from '../call-api.ts';

const LIST = 'GET /api/triggers';
const ONE = 'GET /api/triggers/{id}';
const MINUTE = 60_000;

/** The alert is gone: nothing but its triggers is there. */
const early = buildTrigger();
const late = buildTrigger({
  id: `${ALERT_ID}@0000000000000013-00000000000120`,
  hops: { ...early.hops, evaluatedAt: early.hops.evaluatedAt + MINUTE },
  deliveries: { email: suppressedDelivery('email', 1, 'muted') },
});

let held: Held;
let call: ReturnType<typeof startApi>;

beforeEach(() => {
  held = holdNothing();
  held.triggers.push(early, late);
  call = startApi(held);
});

const listed = async (query: Record<string, string>) =>
  triggerListSchema.parse((await call(LIST, { query })).body).items.map(({ id }) => id);

describe('GET /api/triggers', () => {
  it('lists by coin, state of a delivery, and the time of the judgement', async () => {
    const between = new Date(early.hops.evaluatedAt + 1).toISOString();
    expect(await listed({})).toEqual([late.id, early.id]);
    expect(await listed({ symbol: 'ETHUSDT' })).toEqual([]);
    expect(await listed({ symbol: 'BTCUSDT', state: 'suppressed' })).toEqual([late.id]);
    expect(await listed({ from: between })).toEqual([late.id]);
    expect(await listed({ to: between })).toEqual([early.id]);
  });

  it.each([
    [{ state: 'lost' }, 'state'],
    [{ symbol: 'btcusdt' }, 'symbol'],
    [{ from: 'yesterday' }, 'from'],
    [{ from: '2026-01-02', to: '2026-01-02' }, 'to'],
    [{ to: '0001-01-01' }, 'to'],
    [{ unknown: 'x' }, 'unknown'],
  ])('refuses %j', async (query, path) => {
    const answer = await call(LIST, { query });
    expect(answer).toMatchObject({ status: 422 });
    expect(JSON.stringify(answer.body)).toContain(path);
  });
});

describe('GET /api/triggers/{id}', () => {
  it('shows one as the list does, though its alert is gone', async () => {
    const { items } = triggerListSchema.parse((await call(LIST)).body);
    expect(await call(ONE, { path: { id: late.id } })).toMatchObject({ status: 200, body: items[0] });
  });

  it("is nobody else's", async () => {
    expect(await call(ONE, { path: { id: late.id }, claims: BOBS_CLAIMS })).toMatchObject({ status: 404 });
  });

  it.each([
    ALERT_ID,
    'nothing',
    `${ALERT_ID}@0000000000000099-00000000000120`,
    'history#x@0000000000000013-00000000000120',
  ])('is not there for %s', async (id) => expect(await call(ONE, { path: { id } })).toMatchObject({ status: 404 }));
});
