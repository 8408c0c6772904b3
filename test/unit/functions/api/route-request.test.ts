import { describe, expect, it } from 'vitest';
import { OTHER_REQUESTS, ROUTES } from '../../../../contract/routes.ts';
import { ADAS_CLAIMS } from '../../../support/api-event.ts';
import { keepLogLines } from '../../../support/log-lines.ts';
import { holdNothing } from '../../../support/memory-tables.ts';
import { ADA } from '../../../support/stored-alert.ts';
import { startApi } from './call-api.ts';

const lines = keepLogLines();

const guarded = Object.entries(ROUTES).flatMap(([key, { open }]) => (open ? [] : [key]));

it.each(guarded)('%s asks for a token', async (route) => {
  const path = { id: 'x', symbol: 'BTCUSDT' };
  expect(await startApi(holdNothing())(route, { claims: null, path, body: {} })).toMatchObject({ status: 401 });
});

it('a write stores the verified e-mail of the caller, also when it is an earlier one again; a read does not', async () => {
  const held = holdNothing();
  const call = startApi(held);
  const storedAfter = async (email: string, route: string) => {
    await call(route, { path: { symbol: 'BTCUSDT' }, claims: { ...ADAS_CLAIMS, email } });
    return held.profiles.get(ADA)?.email;
  };
  for (const email of ['ada@example.com', 'ada@example.com', 'new@example.com', 'ada@example.com']) {
    expect(await storedAfter(email, 'PUT /api/coins/{symbol}')).toBe(email);
  }
  expect(await storedAfter('other@example.com', 'GET /api/me')).toBe('ada@example.com');
});

describe('HEAD', () => {
  it.each(['/api/health', '/api/coins', '/api/openapi.json'])('of %s is GET without its body', async (path) => {
    const call = startApi(holdNothing());
    const { body, ...head } = await call(`HEAD ${path}`, { claims: null });
    const { body: content, ...got } = await call(`GET ${path}`, { claims: null });
    expect(head).toEqual(got);
    expect([body, typeof content]).toEqual([undefined, 'object']);
  });

  it('of personal data asks for a token, and answers with the status alone', async () => {
    expect(await startApi(holdNothing())('HEAD /api/alerts', { claims: null })).toMatchObject({
      status: 401,
      body: undefined,
    });
    expect(await startApi(holdNothing())('HEAD /api/alerts')).toMatchObject({ status: 200, body: undefined });
  });
});

describe('a request that no route takes', () => {
  const ask = (request: string) => startApi(holdNothing())(OTHER_REQUESTS, { claims: null, request });

  it.each([
    ['/api/health', 'GET, HEAD, OPTIONS'],
    ['/api/alerts', 'GET, HEAD, OPTIONS, POST'],
    ['/api/alerts/BTCUSDT-0-01J9ZX', 'DELETE, GET, HEAD, OPTIONS, PATCH'],
    ['/api/alerts/preview', 'DELETE, GET, HEAD, OPTIONS, PATCH, POST'],
  ])('OPTIONS of %s names its methods; another method is refused with the same', async (path, allow) => {
    expect(await ask(`OPTIONS ${path}`)).toMatchObject({ status: 204, headers: { allow }, body: undefined });
    expect(await ask(`TRACE ${path}`)).toMatchObject({ status: 405, headers: { allow } });
  });

  it.each(Object.keys(ROUTES))('knows the path of %s', async (key) => {
    const [method = '', template = ''] = key.split(' ');
    const { headers } = await ask(`OPTIONS ${template.replaceAll(/\{\w+\}/g, 'x%2Fy')}`);
    expect(String(headers.allow).split(', ')).toContain(method);
  });

  it.each(['/api/nothing', '/api/alerts/', '/api/coins/a/b/c', '/api'])('%s is a 404', async (path) => {
    expect(await ask(`OPTIONS ${path}`)).toMatchObject({ status: 404 });
    expect(await ask(`HEAD ${path}`)).toMatchObject({ status: 404, body: undefined });
  });
});

it('an unknown route is a 404', async () => {
  expect(await startApi(holdNothing())('$default')).toMatchObject({ status: 404 });
  expect(await startApi(holdNothing())('constructor')).toMatchObject({ status: 404 });
});

it('a body in base64 is read like any other', async () => {
  const held = holdNothing();
  const call = startApi(held);
  const body = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  const base64 = Buffer.from(JSON.stringify(body)).toString('base64');
  expect(await call('POST /api/alerts', { body: base64, isBase64Encoded: true })).toMatchObject({ status: 201 });
});

it.each([true, false])('a byte order mark before a body is ignored, in base64: %s', async (isBase64Encoded) => {
  const alert = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  const text = `\uFEFF${JSON.stringify(alert)}`;
  const body = isBase64Encoded ? Buffer.from(text).toString('base64') : text;
  expect(await startApi(holdNothing())('POST /api/alerts', { body, isBase64Encoded })).toMatchObject({ status: 201 });
});

it('an error of our own is logged with its message, and answered without it', async () => {
  const held = holdNothing();
  held.beforeWrite = () => {
    throw new Error('secret table name');
  };
  const body = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  const answer = await startApi(held)('POST /api/alerts', { body });
  expect(answer).toMatchObject({ status: 500, body: { title: 'Internal error' } });
  expect(JSON.stringify(answer)).not.toContain('secret');
  expect(lines[0]).toMatchObject({
    requestId: 'request-1',
    routeKey: 'POST /api/alerts',
    error: 'Error',
    detail: 'secret table name',
  });
});

it('a busy database is a 503 that says when to try again', async () => {
  const held = holdNothing();
  held.beforeWrite = () => {
    throw Object.assign(new Error('slow down'), { name: 'ThrottlingException' });
  };
  const body = { symbol: 'BTCUSDT', condition: { metric: 'price', op: 'above', level: '1' } };
  expect(await startApi(held)('POST /api/alerts', { body })).toMatchObject({
    status: 503,
    headers: { 'retry-after': '1' },
  });
});
