import { STATUS_CODES } from 'node:http';
import * as z from 'zod';
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponseObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import type { AnswerContent, EndpointDescription } from './endpoint.ts';
import { API_ENDPOINTS } from './endpoints.ts';
import { PREVIEW_ENDPOINTS } from './preview-endpoints.ts';

/** Of all functions. */
const ENDPOINTS: { readonly [Route in RouteKey]: EndpointDescription<Route> } = {
  ...API_ENDPOINTS,
  ...PREVIEW_ENDPOINTS,
};

/** From this status on an answer is no success. */
const REFUSALS_FROM = 400;

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });

/** What API Gateway answers by itself, before or instead of the function. Nothing can change its form. */
const gatewayAnswerSchema = z.object({ message: z.string() }).meta({ id: 'GatewayAnswer' });

/** Every refusal can be one of these, whatever an endpoint says of its own. */
const REFUSAL_CONTENT = {
  'application/problem+json': { schema: problemSchema },
  'application/json': { schema: gatewayAnswerSchema },
} as const;

/** On every answer to a request that uses up a rate: it has a valid token with a verified e-mail, or a link that changes something. */
const RATE_HEADERS = z.object({
  'RateLimit-Policy': rateHeader('RateLimitPolicy', {
    description: 'What you may use up in a window of `w` seconds (draft-ietf-httpapi-ratelimit-headers-10)',
    examples: ['"writes";q=120;w=60', '"preview-ms";q=10000;qu="milliseconds";w=60'],
  }),
  RateLimit: rateHeader('RateLimit', {
    description: 'What is left of it, and in how many seconds all of it is there again',
    examples: ['"writes";r=119;t=31'],
  }),
});

function rateHeader(id: string, about: { readonly description: string; readonly examples: string[] }) {
  return z
    .string()
    .optional()
    .meta({ examples: about.examples, header: { id, description: about.description } });
}

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
            description:
              'No success, and why (RFC 9457). 422 names each wrong field. The type application/json has what the gateway answers by itself: 401 without a valid token, 404 of a path that is not under /api/, 413 of a body above 10 MB, 429 when a route gets more requests than the gateway lets through, 500, 503 and 504.',
            content: REFUSAL_CONTENT,
          },
          LimitedProblem: {
            description:
              'As Problem. 429 says that it may pass after the seconds in Retry-After: when the minute ends whose share you have used up, when a webhook may be tested again, or when armed alerts can be counted again. 401, 403 without a verified e-mail and what the gateway answers by itself have none of these headers.',
            headers: RATE_HEADERS.extend({ 'Retry-After': z.string().optional() }),
            content: REFUSAL_CONTENT,
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

function describeEndpoint(endpoint: EndpointDescription, path: string): ZodOpenApiOperationObject {
  const { route, id, summary, headers, query, body, form } = endpoint;
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
    responses: describeAnswers(endpoint),
  };
}

function describeAnswers({ answers, headers, refusals, rate }: EndpointDescription): ZodOpenApiResponsesObject {
  const limited = rate ? { headers: RATE_HEADERS } : {};
  const all = { ...answers, ...(headers && 'If-None-Match' in headers.shape && { 304: 'none' as const }) };
  const described = Object.entries(all).map(([status, content]) => [
    status,
    { ...describeAnswer(Number(status), content), ...limited },
  ]);
  const refused = {
    description: 'No success, and why, as a page.',
    content: { ...describeContent('page'), ...REFUSAL_CONTENT },
    ...(rate && { headers: RATE_HEADERS }),
  };
  const problem = rate ? 'LimitedProblem' : 'Problem';
  const others = refusals === 'page' ? refused : { $ref: `#/components/responses/${problem}` as const };
  return { ...Object.fromEntries(described), default: others };
}

function describeAnswer(status: number, content: AnswerContent): ZodOpenApiResponseObject {
  const description = STATUS_CODES[status] ?? '';
  const own = content === 'none' ? {} : describeContent(content);
  if (status < REFUSALS_FROM) return { description, ...(content !== 'none' && { content: own }) };
  return { description, content: { ...REFUSAL_CONTENT, ...own, ...(isJson(content) && eitherJson(content)) } };
}

function isJson(content: AnswerContent): content is z.ZodType {
  return typeof content !== 'string';
}

/** JSON of the endpoint, or of the gateway. */
function eitherJson(content: z.ZodType): ZodOpenApiContentObject {
  return describeContent(z.union([content, gatewayAnswerSchema]));
}

function describeContent(content: Exclude<AnswerContent, 'none'>): ZodOpenApiContentObject {
  return isJson(content)
    ? { 'application/json': { schema: content } }
    : { 'text/html': { schema: { type: 'string' } } };
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
