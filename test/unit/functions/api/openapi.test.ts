import { expect, it } from 'vitest';
import { ROUTES } from '../../../../contract/routes.ts';
import { describeApi } from '../../../../functions/api/openapi.ts';
import document from '../../../../openapi.json' with { type: 'json' };
import { holdNothing } from '../../../support/memory-tables.ts';
import { startApi } from './call-api.ts';

it('openapi.json says what the code does; `npx node functions/api/write-openapi.ts` writes it', () => {
  expect(document).toEqual(JSON.parse(JSON.stringify(describeApi())));
});

it('every route is in it, and every reference can be resolved', () => {
  const documented = Object.entries(document.paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(documented.sort()).toEqual(Object.keys(ROUTES).sort());
  const names = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(([, name]) => name);
  expect(Object.keys(document.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]));
});

it('it is served to anyone', async () => {
  const { status, body } = await startApi(holdNothing())('GET /api/openapi.json', { claims: null });
  expect(status).toBe(200);
  expect(body).toEqual(JSON.parse(JSON.stringify(document)));
});
