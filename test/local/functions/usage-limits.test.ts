import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { MAX_WEBHOOKS } from '../../../domain/channels/webhook.ts';
import { MAX_FOLLOWED_COINS } from '../../../functions/api/limits/usage.ts';
import { FOLLOWED_KEY, usageKey } from '../../../functions/api/limits/usage-keys.ts';
import { ADAS_CLAIMS } from '../../support/api-event.ts';
import type { CallApi, CalledAnswer } from '../../unit/functions/api/call-api.ts';
import { ApiOnEngines } from './api-on-engines.ts';

const SYMBOLS = Array.from({ length: 40 }, (_, index) => `C${index}USDT`);
const PRICE = { metric: 'price', op: 'above', level: '1' };

let world: ApiOnEngines;
let persons = 0;
/** another person for each test */
let claims: Record<string, unknown>;
let person: string;

beforeAll(async () => {
  world = await ApiOnEngines.start([...SYMBOLS, 'BTCUSDT', 'ETHUSDT']);
});
afterAll(() => world?.stop());
beforeEach(() => {
  persons += 1;
  claims = { ...ADAS_CLAIMS, sub: `person-${persons}` };
  person = `${ADAS_CLAIMS.iss}#person-${persons}`;
});

function createAlert(call: CallApi, fields: Record<string, unknown> = {}, by = claims): Promise<CalledAnswer> {
  return call('POST /api/alerts', { claims: by, body: { symbol: 'BTCUSDT', condition: PRICE, ...fields } });
}

const idOf = ({ body }: CalledAnswer) => String(Object(body).id);
const statuses = (answers: readonly CalledAnswer[]) => answers.map(({ status }) => status).sort((a, b) => a - b);
const times = <Value>(count: number, make: (index: number) => Value) =>
  Array.from({ length: count }, (_, i) => make(i));
const stored = async () => (await world.tables.counts.read(usageKey(person)))?.counts;

describe('requests of one person at the same time', () => {
  test('make as many alerts as the limit allows, and never an error of our own', async () => {
    const environments = times(16, () => world.environment({ maxAlerts: 5 }));
    const answers = await Promise.all(environments.map((call) => createAlert(call)));
    expect(statuses(answers)).toEqual([...times(5, () => 201), ...times(11, () => 422)]);
    expect(await world.tables.alerts.count({ owner: person })).toBe(5);
    expect(await stored()).toMatchObject({ alerts: 5 });
  });

  test('are all answered when there is room: twelve on one coin', async () => {
    const answers = await Promise.all(times(12, () => createAlert(world.environment())));
    expect(statuses(answers)).toEqual(times(12, () => 201));
    expect(await stored()).toMatchObject({ alerts: 12 });
  });

  test('with one id of their own make one alert, and the others are answered with its id', async () => {
    const externalId = '\u{1F514}'.repeat(64);
    const answers = await Promise.all(times(16, () => createAlert(world.environment(), { externalId })));
    expect(statuses(answers)).toEqual([201, ...times(15, () => 409)]);
    const id = idOf(answers.find(({ status }) => status === 201) ?? answers[0] ?? { status: 0, headers: {}, body: {} });
    expect(new Set(answers.map(({ body }) => Object(body).alertId ?? Object(body).id))).toEqual(new Set([id]));
    expect(await stored()).toMatchObject({ alerts: 1 });
    const [call, path] = [world.environment(), { id }];
    expect(await call('DELETE /api/alerts/{id}', { claims, path })).toMatchObject({ status: 204 });
    expect(await createAlert(call, { externalId })).toMatchObject({ status: 201 });
  });

  test('leave another person all the room that is theirs', async () => {
    const others = { ...claims, sub: `other-of-${persons}` };
    const answers = await Promise.all(
      times(10, (i) => createAlert(world.environment({ maxAlerts: 3 }), {}, i % 2 === 0 ? claims : others)),
    );
    expect(statuses(answers)).toEqual([...times(6, () => 201), ...times(4, () => 422)]);
  });

  test('arm as many alerts of a coin as the limit allows; alerts of another coin do not count', async () => {
    const limits = { maxArmedPerCoin: 4 };
    const answers = await Promise.all(times(9, () => createAlert(world.environment(limits))));
    expect(statuses(answers)).toEqual([...times(4, () => 201), ...times(5, () => 429)]);
    expect(await createAlert(world.environment(limits), { symbol: 'ETHUSDT' })).toMatchObject({ status: 201 });
  });

  test('resume no more than the limit allows', async () => {
    const call = world.environment({ maxArmedPerCoin: 3 });
    const patch = (id: string, status: string) =>
      world.environment({ maxArmedPerCoin: 3 })('PATCH /api/alerts/{id}', { claims, path: { id }, body: { status } });
    const ids: string[] = [];
    for (const _ of times(6, () => 0)) {
      const made = await createAlert(call);
      ids.push(idOf(made));
      expect(await patch(idOf(made), 'paused')).toMatchObject({ status: 200 });
    }
    const answers = await Promise.all(ids.map((id) => patch(id, 'active')));
    expect(statuses(answers)).toEqual([200, 200, 200, 429, 429, 429]);
    expect(await world.tables.alerts.count({ owner: person, armedOn: 'BTCUSDT' })).toBe(3);
  });

  test('store no more webhooks than a person may have, and name the field of the one too many', async () => {
    const channels = (request: number) =>
      times(5, (i) => ({ type: 'webhook', url: `https://hooks.example.com/${request}/${i}` }));
    const answers = await Promise.all(times(8, (i) => createAlert(world.environment(), { channels: channels(i) })));
    expect(statuses(answers)).toEqual([...times(4, () => 201), ...times(4, () => 422)]);
    expect(await world.tables.webhooks.list(person)).toHaveLength(MAX_WEBHOOKS);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused?.body).toMatchObject({ errors: [{ path: 'channels.0.url' }] });
  });

  test('bring in as many coins as the limit allows; a followed coin costs nothing', async () => {
    const asked = SYMBOLS.slice(0, 8);
    const limits = { maxCoins: 3 };
    const put = (symbol: string) => world.environment(limits)('PUT /api/coins/{symbol}', { claims, path: { symbol } });
    const answers = await Promise.all([
      ...asked.slice(0, 4).map(put),
      ...asked.slice(4).map((symbol) => createAlert(world.environment(limits), { symbol })),
    ]);
    expect(answers.filter(({ status }) => status === 422)).toHaveLength(5);
    expect(answers.filter(({ status }) => status < 300)).toHaveLength(3);
    expect((await stored())?.coins).toHaveProperty('size', 3);
    const [followed = ''] = asked.filter((_, index) => (answers[index]?.status ?? 500) < 300);
    expect(await put(followed || asked[4] || '')).toMatchObject({ status: followed ? 202 : 422 });
  });

  test('change settings one after the other, and lose none', async () => {
    const put = (body: unknown) => world.environment()('PUT /api/me', { claims, body });
    const asked = [{ timeZone: 'Asia/Tokyo' }, { digest: { every: 'hour' } }, { mail: 'unsubscribed' }];
    const answers = await Promise.all(asked.map(put));
    expect(statuses(answers)).toEqual([200, 200, 200]);
    expect(await world.environment()('GET /api/me', { claims })).toMatchObject({
      body: { timeZone: 'Asia/Tokyo', digest: { every: 'hour' }, mail: { state: 'unsubscribed' } },
    });
  });
});

describe('requests for many alerts at the same time', () => {
  const bulk = (call: CallApi, fields: Record<string, unknown>) =>
    call('POST /api/alerts/bulk', { claims, body: fields });
  const item = (symbol = 'BTCUSDT') => ({ symbol, condition: PRICE });
  const changedBy = (answers: readonly CalledAnswer[]) =>
    answers.reduce((sum, { body }) => sum + Number(Object(body).changed ?? 0), 0);

  test('never make more than the limit allows, and use all of it', async () => {
    const environments = times(16, () => world.environment({ maxAlerts: 25 }));
    const items = times(5, () => item());
    const answers = await Promise.all(environments.map((call) => bulk(call, { operation: 'create', items })));
    expect(statuses(answers).filter((status) => status !== 200 && status !== 207)).toEqual([]);
    expect(changedBy(answers)).toBe(25);
    expect(await world.tables.alerts.count({ owner: person })).toBe(25);
    expect(await stored()).toMatchObject({ alerts: 25 });
  });

  test('are each written as a whole or not at all when they are atomic', async () => {
    const environments = times(8, () => world.environment({ maxAlerts: 10 }));
    const body = { operation: 'create', atomic: true, items: times(4, () => item()) };
    const answers = await Promise.all(environments.map((call) => bulk(call, body)));
    expect(statuses(answers)).toEqual([200, 200, ...times(6, () => 422)]);
    expect(await world.tables.alerts.count({ owner: person })).toBe(8);
  });

  test('pause and delete each alert once', async () => {
    const made = await bulk(world.environment(), { operation: 'create', items: times(20, () => item()) });
    const ids = Object(made.body).results.map(({ alert }: { alert: { id: string } }) => ({ id: alert.id }));
    const paused = await Promise.all(times(3, () => bulk(world.environment(), { operation: 'pause', items: ids })));
    expect(changedBy(paused)).toBe(20);
    const deleted = await Promise.all(times(3, () => bulk(world.environment(), { operation: 'delete', items: ids })));
    expect(changedBy(deleted)).toBe(20);
    expect(await stored()).toMatchObject({ alerts: 0 });
  });

  test('of more coins than one transaction can hold are refused when atomic, and made one by one when not', async () => {
    const items = SYMBOLS.slice(20, 40).map((symbol, i) => ({ ...item(symbol), externalId: `id ${i}` }));
    const call = world.environment();
    expect(await bulk(call, { operation: 'create', atomic: true, items })).toMatchObject({ status: 422 });
    expect(await world.tables.alerts.count({ owner: person })).toBe(0);
    expect(await bulk(call, { operation: 'create', items })).toMatchObject({ status: 200, body: { changed: 20 } });
  });
});

describe('the coins of all persons together', () => {
  test('are never more than the most, whoever asks', async () => {
    const { counts, coins, writeAll } = world.tables;
    const symbols = SYMBOLS.slice(10, 20);
    const before = (await coins.list()).filter(({ wanted }) => wanted).length;
    const counted = {
      counts: { followed: MAX_FOLLOWED_COINS - 3 },
      replaces: (await counts.read(FOLLOWED_KEY))?.at ?? null,
    };
    await writeAll([counts.replace(FOLLOWED_KEY, counted, {}, world.now)]);
    const answers = await Promise.all(
      symbols.map((symbol, index) =>
        world.environment()('PUT /api/coins/{symbol}', {
          claims: { ...claims, sub: `one-of-${index}` },
          path: { symbol },
        }),
      ),
    );
    expect(statuses(answers)).toEqual([202, 202, 202, ...times(7, () => 409)]);
    expect((await coins.list()).filter(({ wanted }) => wanted)).toHaveLength(before + 3);
  });
});
