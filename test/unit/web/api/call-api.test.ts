import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ApiError, describeError } from '../../../../web/api/api-error.ts';
import { callApi, forgetAnswers, setTokenReader } from '../../../../web/api/call-api.ts';
import { toOwnClock } from '../../../../web/api/server-clock.ts';

interface Seen {
  readonly request: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const JSON_TYPE = { 'content-type': 'application/json' };
let server: Server;
let seen: Seen[];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeEach(async () => {
  seen = [];
  server = createServer(async (request, response) => {
    seen.push({ request: `${request.method} ${request.url}`, headers: request.headers, body: await text(request) });
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  // a page has an origin, Node has none
  const realFetch = fetch;
  vi.stubGlobal('fetch', (path: string, init: RequestInit) => realFetch(`http://127.0.0.1:${port}${path}`, init));
  setTokenReader(async () => 'the-token');
  answer = (_request, response) => response.writeHead(200, JSON_TYPE).end('{"items":[],"nextCursor":null}');
});

afterEach(() => {
  vi.unstubAllGlobals();
  server.closeAllConnections();
  server.close();
});

test('fills parameters into the path, and leaves out what is undefined of the query', async () => {
  await callApi('GET /api/coins/{symbol}/candles', {
    params: { symbol: '币安/USDT' },
    query: { interval: '1m', open: true, cursor: undefined },
  });
  expect(seen[0]?.request).toBe('GET /api/coins/%E5%B8%81%E5%AE%89%2FUSDT/candles?interval=1m&open=true');
});

test('sends the token with what is a person’s own, and none with what everybody may read', async () => {
  await callApi('GET /api/coins');
  await callApi('GET /api/alerts');
  expect(seen.map(({ headers }) => headers.authorization)).toEqual([undefined, 'Bearer the-token']);
});

test('sends the body as JSON, and the version that it was made for', async () => {
  await callApi('PATCH /api/alerts/{id}', { params: { id: 'a' }, ifMatch: 3, body: { note: 'x' } });
  expect(seen[0]).toMatchObject({ body: '{"note":"x"}', headers: { 'if-match': '"3"', ...JSON_TYPE } });
});

test('asks with the ETag that it knows, and gives the same object again when nothing is new', async () => {
  answer = (request, response) => {
    if (request.headers['if-none-match'] === '"one"') response.writeHead(304, { etag: '"one"' }).end();
    else response.writeHead(200, { ...JSON_TYPE, etag: '"one"' }).end('{"items":[],"nextCursor":null}');
  };
  const first = await callApi('GET /api/coins');
  expect(await callApi('GET /api/coins')).toBe(first);
  expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"one"']);
});

test('forgets what it knows when another person may have signed in', async () => {
  answer = (_request, response) =>
    response.writeHead(200, { ...JSON_TYPE, etag: '"one"' }).end('{"items":[],"nextCursor":null}');
  await callApi('GET /api/alerts');
  setTokenReader(async () => 'another');
  await callApi('GET /api/alerts');
  expect(seen.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, undefined]);
});

test('an answer to somebody who has signed out meanwhile is shown to nobody; the market is', async () => {
  answer = (_request, response) => {
    forgetAnswers();
    response.writeHead(200, { ...JSON_TYPE, etag: '"one"' }).end('{"items":[],"nextCursor":null}');
  };
  await expect(callApi('GET /api/alerts')).rejects.toMatchObject({ status: 401 });
  expect(await callApi('GET /api/coins')).toMatchObject({ items: [] });
});

test('keeps the answers of fifty addresses at most', async () => {
  answer = (_request, response) => response.writeHead(200, { ...JSON_TYPE, etag: '"one"' }).end('{}');
  for (let index = 0; index <= 50; index += 1) await callApi('GET /api/symbols', { query: { q: `${index}` } });
  await callApi('GET /api/symbols', { query: { q: '50' } });
  await callApi('GET /api/symbols', { query: { q: '0' } });
  expect(seen.slice(-2).map(({ headers }) => headers['if-none-match'])).toEqual(['"one"', undefined]);
});

test('keeps those that were asked for last: nothing new is a use too', async () => {
  answer = (request, response) => {
    if (request.headers['if-none-match'] === '"one"') response.writeHead(304, { etag: '"one"' }).end();
    else response.writeHead(200, { ...JSON_TYPE, etag: '"one"' }).end('{}');
  };
  await callApi('GET /api/coins');
  for (let index = 0; index < 49; index += 1) await callApi('GET /api/symbols', { query: { q: `${index}` } });
  await callApi('GET /api/coins');
  await callApi('GET /api/symbols', { query: { q: '49' } });
  await callApi('GET /api/coins');
  expect(seen.at(-1)?.headers['if-none-match']).toBe('"one"');
});

test('a refusal is an error with the detail and the fields that the API names', async () => {
  const problem = {
    type: 'x',
    title: 'Invalid',
    detail: 'level must be a decimal',
    errors: [{ path: 'level', message: 'm' }],
  };
  answer = (_request, response) => response.writeHead(422, JSON_TYPE).end(JSON.stringify(problem));
  const error = await callApi('GET /api/me').catch((it: unknown) => it);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status: 422, message: problem.detail, problem: { errors: problem.errors } });
});

test.each([
  [401, 'Sign in again'],
  [429, 'Too many requests'],
  [503, 'status 503'],
])('the gateway’s own answer %s, which is no problem document, is said in plain words', async (status, words) => {
  answer = (_request, response) => response.writeHead(status, JSON_TYPE).end('{"message":"x"}');
  const error = await callApi('GET /api/me').catch((it: unknown) => it);
  expect(describeError(error)).toContain(words);
  expect(error).toMatchObject({ status });
});

test('no answer is an error of its own', async () => {
  answer = (request) => request.socket.destroy();
  const error = await callApi('GET /api/coins').catch((it: unknown) => it);
  expect(error).toMatchObject({ status: 0 });
  expect(describeError(error)).toContain('does not answer');
});

test('a call that is aborted is no error of the API', async () => {
  const stop = new AbortController();
  answer = () => stop.abort();
  const error = await callApi('GET /api/symbols', { query: { q: 'b' }, signal: stop.signal }).catch(
    (it: unknown) => it,
  );
  expect(error).not.toBeInstanceOf(ApiError);
  expect(stop.signal.aborted).toBe(true);
});

test('an answer without content is null', async () => {
  answer = (_request, response) => response.writeHead(204).end();
  expect(await callApi('DELETE /api/alerts/{id}', { params: { id: 'a' } })).toBeNull();
});

test('instants of the API are put on this browser’s clock, however wrong that is, with the age of a cached answer', async () => {
  const served = Date.now() + 3_600_000;
  answer = (_request, response) =>
    response.writeHead(200, { ...JSON_TYPE, date: new Date(served).toUTCString(), age: '4' }).end('{}');
  await callApi('GET /api/health');
  const ageMs = Date.now() - toOwnClock(new Date(served).toISOString());
  expect(ageMs).toBeGreaterThan(2_500);
  expect(ageMs).toBeLessThan(6_500);
});
