import { describe, expect, it } from 'vitest';
import { compileRoutes } from '../../../local/http/match-route.ts';

const find = compileRoutes(
  [
    'GET /api/{proxy+}',
    'ANY /api/alerts/{id}',
    'GET /api/alerts/{id}',
    'GET /api/alerts/top',
    'GET /api/alerts/{id}/triggers',
  ].map((routeKey) => ({ routeKey, integrationId: 'x', authorizerId: null })),
);
const key = (method: string, path: string) => find(method, path)?.route.routeKey ?? null;

describe('the route of a request', () => {
  it('is the one with fixed text before the one with a parameter before the greedy one', () => {
    expect(key('GET', '/api/alerts/top')).toBe('GET /api/alerts/top');
    expect(key('GET', '/api/alerts/a')).toBe('GET /api/alerts/{id}');
    expect(key('GET', '/api/alerts/a/triggers')).toBe('GET /api/alerts/{id}/triggers');
    expect(key('GET', '/api/other/things')).toBe('GET /api/{proxy+}');
  });

  it('has the method itself before ANY', () => {
    expect(key('GET', '/api/alerts/a')).toBe('GET /api/alerts/{id}');
    expect(key('DELETE', '/api/alerts/a')).toBe('ANY /api/alerts/{id}');
  });

  it('is none for another method, another depth or an empty parameter', () => {
    expect(key('POST', '/api/coins')).toBeNull();
    expect(key('GET', '/nothing')).toBeNull();
    expect(key('DELETE', '/api/alerts/')).toBeNull();
  });

  it('gives its parameters decoded', () => {
    expect(find('GET', '/api/alerts/a%2Fb%20c')?.pathParameters).toEqual({ id: 'a/b c' });
    expect(find('GET', '/api/x/y/z')?.pathParameters).toEqual({ proxy: 'x/y/z' });
  });
});
