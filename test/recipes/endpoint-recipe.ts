import { expect } from 'vitest';
import { insertAfter } from './insert-after.ts';
import type { BrokenRecipe, Recipe } from './recipe.ts';

const ROUTE = 'GET /api/coins/{symbol}/mean';

const SOURCE = `
import * as z from 'zod';
import { json, publicFor } from '../http/answer.ts';
import { wholeNumber } from '../http/page-query.ts';
import { pathParameter } from '../http/read-request.ts';
import { marketEndpoint } from '../market/market-endpoint.ts';

const meanSchema = z.strictObject({ symbol: z.string(), minutes: z.int(), mean: z.number().nullable() }).meta({ id: 'Mean', examples: [{ symbol: 'BTCUSDT', minutes: 5, mean: 65000.5 }] });

export const readMean = marketEndpoint({
  route: '${ROUTE}',
  id: 'readMean',
  summary: 'The mean of the closes of the last minutes',
  query: z.strictObject({ minutes: wholeNumber(1, 60).prefault(5) }),
  answers: { 200: meanSchema },
  async handle({ request, query: { minutes } }, { followedCoins, candles, now }) {
    const symbol = pathParameter(request, 'symbol');
    await followedCoins.require(symbol);
    const closed = await candles.read(symbol, '1m', now() - minutes * 60_000, now());
    const mean = closed.length === 0 ? null : closed.reduce((sum, { close }) => sum + Number(close), 0) / closed.length;
    return json(200, { symbol, minutes, mean }, publicFor(1));
  },
});
`;

const PROGRAM = `
import { MARKET_ENDPOINTS } from './functions/api/market-endpoints.ts';
import { routeRequest } from './functions/api/route-request.ts';
import { makeMarketDeps } from './functions/api/market/market-deps.ts';
import { describeApi } from './functions/api/openapi.ts';
import { synthesise } from './test/infra/synthesise.ts';
import { buildApiEvent } from './test/support/api-event.ts';
import { buildCandle } from './test/support/candles.ts';
import { holdNothing, memoryTables } from './test/support/memory-tables.ts';

const NOW = Date.UTC(2026, 10, 22, 9);
const held = holdNothing();
held.coins.set('BTCUSDT', { symbol: 'BTCUSDT', wanted: true, book: { version: 1, shards: 1, metrics: [] } });
held.candles.set('BTCUSDT 1m', [buildCandle(NOW - 120_000, '10'), buildCandle(NOW - 60_000, '20')]);
const options = { now: () => NOW, readDocumentFile: async () => '{}', signIn: { issuer: 'https://issuer.example', clientId: 'client' } };
const answer = routeRequest(MARKET_ENDPOINTS, makeMarketDeps(memoryTables(held), options));
const ask = async (query) => {
  try {
    const { statusCode, body } = await answer(buildApiEvent('${ROUTE}', { claims: null, path: { symbol: 'BTCUSDT' }, query }));
    return { status: statusCode, body: JSON.parse(body) };
  } catch (error) {
    return error.options;
  }
};
const { paths, components } = describeApi();
const routes = Object.values(synthesise().template.findResources('AWS::ApiGatewayV2::Route'));
console.log(
  JSON.stringify({
    answered: await ask({ minutes: '2' }),
    refused: await ask({ minutes: '61' }),
    operation: paths['/api/coins/{symbol}/mean'].get,
    schema: components.schemas.Mean,
    routes: routes.map(({ Properties }) => Properties).filter(({ RouteKey }) => RouteKey.endsWith('/mean')),
  }),
);
`;

const toRoutes = insertAfter(
  "'GET /api/coins/{symbol}/metrics': { open: true, answeredBy: 'market' },\n",
  `  '${ROUTE}': { open: true, answeredBy: 'market' },\n`,
);
const toEndpoints = (text: string) =>
  insertAfter(
    "  'GET /api/coins/{symbol}/metrics': readMetrics,\n",
    `  '${ROUTE}': readMean,\n`,
  )(
    insertAfter(
      "import type { EndpointsOf } from './endpoint.ts';\n",
      "import { readMean } from './endpoints/read-mean.ts';\n",
    )(text),
  );

const toExamples = insertAfter(
  "  'GET /api/coins/{symbol}/metrics': { path, answers: { 200: METRICS } },\n",
  `  '${ROUTE}': { path, answers: { 200: { symbol: 'BTCUSDT', minutes: 5, mean: 65_000.5 } } },\n`,
);

const route = { AuthorizationType: 'NONE' };

/** An endpoint is its own file, its route and a line in the list: it is checked, answered, documented and routed. */
export const ENDPOINT: Recipe = {
  kind: 'an endpoint',
  adds: { 'functions/api/endpoints/read-mean.ts': SOURCE },
  edits: {
    'contract/routes.ts': toRoutes,
    'functions/api/market-endpoints.ts': toEndpoints,
    'functions/api/document/examples/coins.ts': toExamples,
  },
  program: PROGRAM,
  prints: {
    answered: { status: 200, body: { symbol: 'BTCUSDT', minutes: 2, mean: 15 } },
    refused: expect.objectContaining({
      status: 422,
      errors: [{ path: 'minutes', message: 'must be a whole number from 1 to 60' }],
    }),
    operation: expect.objectContaining({
      operationId: 'readMean',
      security: [],
      parameters: [
        expect.objectContaining({ in: 'path', name: 'symbol', required: true }),
        expect.objectContaining({
          in: 'query',
          name: 'minutes',
          schema: expect.objectContaining({ type: 'integer', minimum: 1, maximum: 60, default: 5 }),
        }),
      ],
      responses: expect.objectContaining({
        200: expect.objectContaining({
          content: { 'application/json': expect.objectContaining({ schema: { $ref: '#/components/schemas/Mean' } }) },
        }),
      }),
    }),
    schema: expect.objectContaining({
      type: 'object',
      examples: [{ symbol: 'BTCUSDT', minutes: 5, mean: 65_000.5 }],
    }),
    routes: expect.arrayContaining([
      { ...route, RouteKey: ROUTE, ApiId: expect.anything(), Target: expect.anything() },
      { ...route, RouteKey: ROUTE.replace('GET', 'HEAD'), ApiId: expect.anything(), Target: expect.anything() },
    ]),
  },
};

/** A route without an endpoint, and an endpoint without a route. */
export const ENDPOINT_ELSEWHERE: BrokenRecipe = {
  kind: 'an endpoint',
  adds: { 'functions/api/endpoints/read-mean.ts': SOURCE.replace(ROUTE, 'GET /api/elsewhere') },
  edits: { 'contract/routes.ts': toRoutes },
  errors: [
    /functions\/api\/market-endpoints\.ts.*coins\/\{symbol\}\/mean/,
    /functions\/api\/endpoints\/read-mean\.ts.*GET \/api\/elsewhere/,
  ],
};
