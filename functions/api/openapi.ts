import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import type { AnswerContent, EndpointDescription } from './endpoint.ts';
import { API_ENDPOINTS } from './endpoints.ts';
import { PREVIEW_ENDPOINTS } from './preview/preview-endpoints.ts';

/** Of all functions. */
const ENDPOINTS: { readonly [Route in RouteKey]: EndpointDescription<Route> } = {
  ...API_ENDPOINTS,
  ...PREVIEW_ENDPOINTS,
};

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** The OpenAPI 3.1 document of every endpoint. It is the same on every run. */
export function describeApi() {
  return createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Pricebell',
        version: '1',
        description:
          'Price alerts that see every trade. Times are ISO 8601 UTC, prices decimal strings, trade ids numbers. HEAD is answered as GET, without a body; OPTIONS with the methods of a path in Allow; a method that a path does not have with 405.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      security: [{ idToken: [] }],
      paths: describePaths(Object.values(ENDPOINTS)),
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
            content: { 'application/problem+json': { schema: problemSchema } },
          },
        },
      },
    },
    { override: plainSchema },
  );
}

function describePaths(endpoints: readonly EndpointDescription[]): ZodOpenApiPathsObject {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeEndpoint(endpoint, path) };
  }
  return paths;
}

function describeEndpoint(
  { route, id, summary, answers, ...inputs }: EndpointDescription,
  path: string,
): ZodOpenApiOperationObject {
  const { headers, query, body, form } = inputs;
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
  return {
    operationId: id,
    summary,
    ...(ROUTES[route].open && { security: [] }),
    requestParams: {
      ...(names.length > 0 && { path: z.object(Object.fromEntries(names.map((name) => [name, z.string()]))) }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && { requestBody: { required: true, content: { 'application/json': { schema: body } } } }),
    ...(form && {
      requestBody: {
        required: true,
        content: { 'application/x-www-form-urlencoded': { schema: form }, 'multipart/form-data': { schema: form } },
      },
    }),
    responses: describeAnswers(answers),
  };
}

function describeAnswers(answers: EndpointDescription['answers']): ZodOpenApiResponsesObject {
  const described = Object.entries(answers).map(([status, content]) => [
    status,
    { description: STATUS_CODES[status] ?? '', ...(content !== 'none' && { content: describeContent(content) }) },
  ]);
  return { ...Object.fromEntries(described), default: { $ref: '#/components/responses/Problem' } };
}

function describeContent(content: Exclude<AnswerContent, 'none'>): ZodOpenApiContentObject {
  return content === 'page'
    ? { 'text/html': { schema: { type: 'string' } } }
    : { 'application/json': { schema: content } };
}

const plainSchema: ZodOpenApiOverride = ({ jsonSchema, zodSchema, io }) => {
  // what `format`, `type` and `oneOf` say already is left out
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.oneOf) delete jsonSchema.type;
  // an answer may get more fields where its schema is not strict
  const { def } = zodSchema._zod;
  if (io === 'output' && def.type === 'object' && !('catchall' in def && def.catchall)) {
    delete jsonSchema.additionalProperties;
  }
};
