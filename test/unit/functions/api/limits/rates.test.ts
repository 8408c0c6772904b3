import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Candle } from '../../../../../domain/market/candle.ts';
import type { Link } from '../../../../../domain/people/link.ts';
import { BATCH_ENDPOINTS } from '../../../../../functions/api/batch-endpoints.ts';
import { PUBLIC_READ_LIFETIME_MS } from '../../../../../functions/api/coins/market-reads.ts';
import { API_ENDPOINTS } from '../../../../../functions/api/endpoints.ts';
import { MARKET_ENDPOINTS } from '../../../../../functions/api/market-endpoints.ts';
import { OPERATOR_ENDPOINTS } from '../../../../../functions/api/operator-endpoints.ts';
import { PREVIEW_ENDPOINTS } from '../../../../../functions/api/preview-endpoints.ts';
import { BOBS_CLAIMS, type EventFields } from '../../../../support/api-event.ts';
import { buildCandle } from '../../../../support/candles.ts';
import { LIMITS } from '../../../../support/limits.ts';
import { buildProfile, type Held, holdNothing, memoryTables } from '../../../../support/memory-tables.ts';
import { ADA, buildStoredAlert } from '../../../../support/stored-alert.ts';
import { ALERT_ID } from '../../../../support/triggers.ts';
import { type CallApi, NOW, startApiOver } from '../call-api.ts';

const MINUTE = 60_000;
const PREVIEW = 'POST /api/alerts/preview';
const LINK = 'POST /api/links/{token}';
const FOLLOW = 'PUT /api/coins/{symbol}';
const ALERT = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
const BTC: EventFields = { path: { symbol: 'BTCUSDT' } };

let held: Held;
/** own clock, ms: 29 s before the minute ends */
let now: number;
let call: CallApi;

beforeEach(() => {
  held = holdNothing();
  now = NOW + 31_000;
  call = startApiOver(memoryTables(held), () => now);
});

/** From now on each read of candles takes so long, and a preview makes one. */
function previewsTake(ms: number): void {
  const tables = memoryTables(held);
  const read = async (): Promise<Candle[]> => {
    now += ms;
    return [buildCandle(NOW - MINUTE, '2')];
  };
  call = startApiOver({ ...tables, candles: { ...tables.candles, read } }, () => now);
}

const governed = Object.values({
  ...API_ENDPOINTS,
  ...BATCH_ENDPOINTS,
  ...MARKET_ENDPOINTS,
  ...OPERATOR_ENDPOINTS,
  ...PREVIEW_ENDPOINTS,
}).filter(({ rate }) => rate !== undefined);

describe('the fields of a rate', () => {
  it('are documented of every operation that changes something, and of previews', () => {
    const rates = Object.fromEntries(governed.map(({ route, rate }) => [route, rate]));
    const all = Object.keys({ ...API_ENDPOINTS, ...BATCH_ENDPOINTS, ...MARKET_ENDPOINTS, ...PREVIEW_ENDPOINTS });
    const writes = all.filter((route) => !route.startsWith('GET ') && !(route in PREVIEW_ENDPOINTS));
    const ofWrites = Object.fromEntries(writes.map((route) => [route, 'writes']));
    const ofPreviews = Object.fromEntries(Object.keys(PREVIEW_ENDPOINTS).map((route) => [route, 'previewMs']));
    expect(rates).toEqual({ ...ofWrites, [LINK]: 'linkWrites', ...ofPreviews });
  });

  it.each(governed.map(({ route }) => route).filter((route) => route !== LINK))(
    'are on each answer of %s',
    async (route) => {
      held.alerts.set(ALERT_ID, buildStoredAlert());
      held.profiles.set(ADA, buildProfile());
      const path = { id: ALERT_ID, symbol: 'BTCUSDT' };
      const policy = route in PREVIEW_ENDPOINTS ? '"preview-ms";q=10000;qu="milliseconds";w=60' : '"writes";q=120;w=60';
      const bodies = ['not JSON', { nonsense: 1 }, ALERT, { status: 'paused' }, { timeZone: 'Asia/Tokyo' }];
      for (const body of bodies) {
        const { status, headers } = await call(route, { path, body });
        expect(status).toBeLessThan(500);
        expect(headers).toMatchObject({
          'ratelimit-policy': policy,
          ratelimit: expect.stringMatching(/^"[a-z-]+";r=\d+;t=29$/),
        });
      }
    },
  );

  it('are on no other answer', async () => {
    for (const route of ['GET /api/me', 'GET /api/coins', 'GET /api/alerts']) {
      expect(Object.keys((await call(route)).headers)).not.toContain('ratelimit');
    }
    const unknown = await call('POST /api/links/{token}', { claims: null, path: { token: 'none' } });
    expect(unknown).toMatchObject({ status: 404 });
    expect(Object.keys(unknown.headers)).not.toContain('ratelimit');
  });
});

describe('writes', () => {
  const follow = (fields: EventFields = {}) => call(FOLLOW, { ...BTC, ...fields });
  const writeAll = async () => {
    for (let i = 0; i < LIMITS.writesPerMinute; i += 1) expect((await follow()).status).toBe(202);
  };

  it('are counted down, and refused past the last one with the time that is left', async () => {
    expect((await follow()).headers).toMatchObject({ ratelimit: '"writes";r=119;t=29' });
    held.rates.clear();
    await writeAll();
    now += 8_500;
    const { status, headers, body } = await follow();
    expect(status).toBe(429);
    expect(headers).toMatchObject({ 'retry-after': '21', ratelimit: '"writes";r=0;t=21' });
    expect(body).toMatchObject({
      title: 'Too many changes',
      detail: 'At most 120 requests of yours a minute may change something. Try again in 21 s.',
    });
  });

  it('of one person are not those of another, and begin again with each minute', async () => {
    await writeAll();
    expect(await follow({ claims: BOBS_CLAIMS })).toMatchObject({ status: 202 });
    now = NOW + MINUTE - 1;
    expect(await follow()).toMatchObject({ status: 429, headers: { 'retry-after': '1' } });
    now = NOW + MINUTE;
    expect(await follow()).toMatchObject({ status: 202, headers: { ratelimit: '"writes";r=119;t=60' } });
  });

  it('that are refused write nothing', async () => {
    await writeAll();
    const { profiles, coins, alerts } = structuredClone({
      profiles: held.profiles,
      coins: held.coins,
      alerts: held.alerts,
    });
    const claims = { ...BOBS_CLAIMS, sub: 'ada', email: 'new@example.com' };
    expect(await call('POST /api/alerts', { body: { ...ALERT, symbol: 'ETHUSDT' }, claims })).toMatchObject({
      status: 429,
    });
    expect(await call('PUT /api/me', { body: { timeZone: 'Asia/Tokyo' }, claims })).toMatchObject({ status: 429 });
    expect({ profiles: held.profiles, coins: held.coins, alerts: held.alerts }).toEqual({ profiles, coins, alerts });
    expect(held.rates).toEqual(new Map([[`${ADA} ${NOW} writes`, LIMITS.writesPerMinute]]));
  });
});

describe('writes by links in mails', () => {
  const oneClick = 'List-Unsubscribe=One-Click';
  const post = async (link: Link, body: string) =>
    call(LINK, { claims: null, path: { token: await held.links.makeLink(link, NOW) }, body });
  const toAlert: Link = { do: 'alert', person: ADA, alertId: ALERT_ID };
  const toStop: Link = { do: 'unsubscribe', person: ADA };
  beforeEach(() => {
    held.alerts.set(ALERT_ID, buildStoredAlert());
    held.profiles.set(ADA, buildProfile());
    call = startApiOver(memoryTables(held), () => now, undefined, { ...LIMITS, writesPerMinute: 2 });
  });

  it('have a rate of their own: past it they are refused with a page, and their owner signed in is not', async () => {
    expect(await post(toAlert, 'action=pause')).toMatchObject({
      ...{ status: 303, headers: { ratelimit: '"link-writes";r=1;t=29' } },
    });
    expect(await post(toAlert, 'action=resume')).toMatchObject({ status: 303 });
    const { status, headers, body } = await post(toAlert, 'action=pause');
    expect([status, headers['retry-after'], headers.ratelimit]).toEqual([429, '29', '"link-writes";r=0;t=29']);
    expect(String(body)).toContain('Too many changes');
    expect(await call('PUT /api/me', { body: { timeZone: 'UTC' } })).toMatchObject({ status: 200 });
  });

  it('are not counted when they change nothing', async () => {
    for (const action of ['nothing', 'unsubscribe', 'resume', 'unmute', 'rearm']) {
      const answer = await post(toAlert, `action=${action}`);
      expect([303, 409, 422]).toContain(answer.status);
      expect(Object.keys(answer.headers)).not.toContain('ratelimit');
    }
    for (const action of ['nothing', 'subscribe', 'pause']) await post(toStop, `action=${action}`);
    expect(held.rates).toEqual(new Map());
  });

  it('never keep a person or a mail program from stopping the mails, which is written once', async () => {
    const tables = memoryTables(held);
    const switchMailOff = vi.fn(tables.people.switchMailOff);
    const people = { ...tables.people, switchMailOff };
    call = startApiOver({ ...tables, people }, () => now, undefined, { ...LIMITS, writesPerMinute: 1 });
    for (const status of [200, 429]) expect(await call('PUT /api/me', { body: {} })).toMatchObject({ status });
    expect(await post(toAlert, 'action=pause')).toMatchObject({ status: 303 });
    for (let i = 0; i < 5; i += 1) expect(await post(toStop, oneClick)).toMatchObject({ status: 200 });
    expect(await post(toStop, 'action=unsubscribe')).toMatchObject({ status: 303 });
    expect(held.profiles.get(ADA)?.mailOff).toMatchObject({ reason: 'unsubscribed' });
    expect(switchMailOff).toHaveBeenCalledTimes(1);
    expect(await post(toStop, 'action=subscribe')).toMatchObject({ status: 429 });
  });
});

describe('the time of previews', () => {
  const preview = (fields: EventFields = {}) => call(PREVIEW, { body: ALERT, query: { days: '1' }, ...fields });

  it('is counted as what they took', async () => {
    previewsTake(700);
    expect(await preview()).toMatchObject({ status: 200, headers: { ratelimit: '"preview-ms";r=9300;t=29' } });
    now += PUBLIC_READ_LIFETIME_MS;
    expect(await preview()).toMatchObject({ status: 200, headers: { ratelimit: '"preview-ms";r=8600;t=29' } });
  });

  it('is reserved while they run: of many at once only as many run as there is time for', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => preview()));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(4);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(16);
    expect(refused[0]?.headers).toMatchObject({ 'retry-after': '29', ratelimit: '"preview-ms";r=0;t=29' });
    expect(refused[0]?.body).toMatchObject({
      title: 'Too many previews',
      detail: expect.stringContaining('Your previews may take 10 s of each minute'),
    });
    expect(await preview()).toMatchObject({ status: 200 });
  });

  it('that is left counts as none where it is less than one preview may take', async () => {
    const { rates } = memoryTables(held);
    await rates.take(ADA, { rate: 'previewMs', units: 7_600, at: now, most: LIMITS.previewMsPerMinute });
    expect(await preview()).toMatchObject({ status: 429, headers: { ratelimit: '"preview-ms";r=0;t=29' } });
  });

  it('is given back when a preview is refused or fails, and when it ends in another minute', async () => {
    expect(await preview({ body: {} })).toMatchObject({
      status: 422,
      headers: { ratelimit: '"preview-ms";r=10000;t=29' },
    });
    held.catalogue = null;
    expect(await preview()).toMatchObject({ status: 503 });
    held.catalogue = holdNothing().catalogue;
    now = NOW + MINUTE - 100;
    previewsTake(300);
    expect(await preview()).toMatchObject({ status: 200 });
    expect(held.rates).toEqual(new Map([[`${ADA} ${NOW} previewMs`, 300]]));
  });

  it('is never more than one preview may take', async () => {
    previewsTake(9_000);
    expect(await preview()).toMatchObject({ headers: { ratelimit: '"preview-ms";r=7500;t=29' } });
  });
});
