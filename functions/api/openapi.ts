import { STATUS_CODES } from 'node:http';
import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import { componentSchemas } from './describe-schemas.ts';
import { type Content, OPERATIONS, type Operation, type Parameter } from './operations.ts';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 document of every route, without anything that changes from run to run. */
export function describeApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Pricebell',
      version: '1',
      description:
        'Price alerts that see every trade. Times are ISO 8601 UTC, prices decimal strings, trade ids numbers. HEAD is answered as GET, without a body; OPTIONS with the methods of a path in Allow; a method that a path does not have with 405.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ idToken: [] }],
    paths: describePaths(),
    components: {
      securitySchemes: {
        idToken: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'An OIDC ID token with a verified e-mail (claims email and email_verified).',
        },
      },
      responses: {
        Problem: {
          description: 'No success, and why (RFC 9457). 422 names each wrong field.',
          content: { 'application/problem+json': { schema: reference('Problem') } },
        },
      },
      schemas: componentSchemas(),
    },
  };
}

function describePaths(): Json {
  const paths: Record<string, Json> = {};
  for (const [key, operation] of Object.entries(OPERATIONS)) {
    const [method = '', path = ''] = key.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(key as RouteKey, operation) };
  }
  return paths;
}

function describeOperation(key: RouteKey, operation: Operation): Json {
  const { id, summary, status, answer, others = {}, body, parameters = [] } = operation;
  const inPath = [...key.matchAll(/\{(\w+)\}/g)].map(([, name]) => describeParameter({ in: 'path', name: name ?? '' }));
  return {
    operationId: id,
    summary,
    ...(ROUTES[key].open && { security: [] }),
    parameters: [...inPath, ...parameters.map(describeParameter)],
    ...(body && { requestBody: { required: true, content: contentOf(body) } }),
    responses: {
      [status]: { description: STATUS_CODES[status] ?? '', ...(answer && { content: contentOf(answer) }) },
      ...Object.fromEntries(
        Object.entries(others).map(([code, content]) => [
          code,
          { description: STATUS_CODES[code] ?? '', ...(content && { content: contentOf(content) }) },
        ]),
      ),
      ...(parameters.some(({ name }) => name === 'If-None-Match') && { 304: { description: 'As known' } }),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

function describeParameter({ in: place, name, description, schema = { type: 'string' } }: Parameter): Json {
  return { name, in: place, ...(place === 'path' && { required: true }), ...(description && { description }), schema };
}

const PAGE = { 'text/html': { schema: { type: 'string' } } };
const FORM = { schema: reference('LinkForm') };

function contentOf(content: Content): Json {
  if (content === 'page') return PAGE;
  if (content === 'form') return { 'application/x-www-form-urlencoded': FORM, 'multipart/form-data': FORM };
  return { 'application/json': { schema: content === 'object' ? { type: 'object' } : reference(content) } };
}

function reference(schema: string): Json {
  return { $ref: `#/components/schemas/${schema}` };
}
