import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ApiClient } from '../../../../cli/api/api-client.ts';
import { ProblemError, UnreachableError } from '../../../../cli/api/call-errors.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { startApi } from '../../functions/api/call-api.ts';
import { testTerminal } from '../run-line.ts';
import { type ServedApi, serveApi } from '../served-api.ts';

const BUSY = { status: 503, body: '{"title":"Not available just now"}' };
const TOO_MANY = { status: 429, headers: { 'retry-after': '7' }, body: '{"title":"Too many requests"}' };

let api: ServedApi;
let terminal: ReturnType<typeof testTerminal>;
let client: ApiClient;

beforeEach(async () => {
  api = await serveApi(startApi(holdNothing()));
  terminal = testTerminal();
  client = new ApiClient({ origin: api.origin, userAgent: 'test', readToken: async () => 'a.b.c', terminal });
});
afterEach(() => api.close());

it('sends the token where the route needs one, and nowhere else', async () => {
  await client.call('GET /api/me');
  await client.call('GET /api/coins');
  expect(api.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer a.b.c', undefined]);
});

it('writes what is in a path so that it stays one part of it', async () => {
  await client.call('GET /api/coins/{symbol}', { path: { symbol: '币/BTC?x' } }).catch(() => {});
  expect(api.requests[0]?.line).toBe('GET /api/coins/%E5%B8%81%2FBTC%3Fx');
});

describe('what is refused for now', () => {
  it('is asked for again after as long as the API says, or longer each time', async () => {
    api.instead.push(TOO_MANY, BUSY, BUSY);
    expect(await client.call('GET /api/coins')).toMatchObject({ status: 200 });
    expect(terminal.waits).toEqual([7_000, 2_000, 4_000]);
  });

  it('fails in the end, and at once when the wait would be long', async () => {
    api.instead.push(BUSY, BUSY, BUSY, BUSY);
    await expect(client.call('GET /api/coins')).rejects.toThrow('Not available just now');
    expect(api.requests).toHaveLength(4);
    api.instead.push({ ...TOO_MANY, headers: { 'retry-after': '31' } });
    await expect(client.call('GET /api/coins')).rejects.toMatchObject({ status: 429 });
    expect(api.requests).toHaveLength(5);
  });

  it('is changed again after a 429, which has changed nothing, after a 503 only with a key', async () => {
    api.instead.push(TOO_MANY);
    await client.call('PUT /api/me', { body: { timeZone: 'UTC' } });
    expect(api.requests).toHaveLength(2);
    api.instead.push(BUSY);
    await expect(client.call('PUT /api/me', { body: { timeZone: 'UTC' } })).rejects.toThrow(ProblemError);
    const keyed = { headers: { 'idempotency-key': 'k' }, body: {} };
    api.instead.push(BUSY);
    await expect(client.call('POST /api/alerts', keyed)).rejects.toMatchObject({ status: 422 });
    expect(api.requests).toHaveLength(5);
  });

  it('is not asked for again when it is wrong or not there', async () => {
    await expect(client.call('GET /api/coins/{symbol}', { path: { symbol: 'NOUSDT' } })).rejects.toMatchObject({
      status: 404,
    });
    expect(terminal.waits).toEqual([]);
  });
});

it('says what is the matter when nothing answers, after four tries', async () => {
  await api.close();
  await expect(client.call('GET /api/coins')).rejects.toThrow(UnreachableError);
  expect(terminal.waits).toEqual([1_000, 2_000, 4_000]);
  await expect(client.call('PUT /api/me', { body: {} })).rejects.toThrow(
    /127\.0\.0\.1:\d+ can't be reached: .*ECONNREFUSED/,
  );
  expect(terminal.waits).toHaveLength(3);
  api = await serveApi(startApi(holdNothing()));
});

it('says so when another server answers', async () => {
  api.instead.push({ status: 502, body: '<html>' });
  await expect(client.call('GET /api/coins')).rejects.toThrow('The server answered 502 without saying why');
});
