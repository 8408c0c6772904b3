import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiOverride } from 'zod-openapi';
import type { RouteKey } from '../../contract/routes.ts';
import { BATCH_ENDPOINTS } from './batch-endpoints.ts';
import { DEVICE_ENDPOINTS } from './device-endpoints.ts';
import { describeOperation } from './document/describe-operation.ts';
import { RATE, RETRY_AFTER } from './document/headers.ts';
import { REFUSAL_CONTENT, refusalComponents } from './document/refusals.ts';
import { TAGS } from './document/tags.ts';
import type { EndpointDescription } from './endpoint.ts';
import { API_ENDPOINTS } from './endpoints.ts';
import { MARKET_ENDPOINTS } from './market-endpoints.ts';
import { OPERATOR_ENDPOINTS } from './operator-endpoints.ts';
import { PREVIEW_ENDPOINTS } from './preview-endpoints.ts';

/** Of all functions. */
export const ENDPOINTS: { readonly [Route in RouteKey]: EndpointDescription<Route> } = {
  ...API_ENDPOINTS,
  ...BATCH_ENDPOINTS,
  ...DEVICE_ENDPOINTS,
  ...MARKET_ENDPOINTS,
  ...OPERATOR_ENDPOINTS,
  ...PREVIEW_ENDPOINTS,
};

/** The OpenAPI 3.1 document of every endpoint. It is the same on every run. */
export function describeApi() {
  const paths = describePaths(Object.values(ENDPOINTS));
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
      servers: [{ url: '/', description: 'the host that serves this document' }],
      tags: TAGS,
      paths,
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
          ...refusalComponents(refsOf(paths)),
          Problem: {
            description:
              'No success, and why (RFC 9457). 422 names each wrong field. The type application/json has what the gateway answers by itself: 401 without a valid token, 404 of a path that is not under /api/, 413 of a body above 10 MB, 429 when a route gets more requests than the gateway lets through, 500, 503 and 504.',
            content: REFUSAL_CONTENT,
          },
          LimitedProblem: {
            description:
              'As Problem. 429 says that it may pass after the seconds in Retry-After: when the minute ends whose share you have used up, when a webhook may be tested again, or when armed alerts can be counted again. 401, 403 without a verified e-mail and what the gateway answers by itself have none of these headers.',
            headers: RATE.extend(RETRY_AFTER.shape),
            content: REFUSAL_CONTENT,
          },
        },
      },
    },
    { override: plainSchema },
  );
}

/** Operations by path and method. */
type DescribedPaths = Readonly<Record<string, Readonly<Record<string, ZodOpenApiOperationObject>>>>;

/** What the answers of the operations refer to. */
function refsOf(paths: DescribedPaths): ReadonlySet<string> {
  const operations = Object.values(paths).flatMap((item) => Object.values(item));
  return new Set(
    operations.flatMap(({ responses = {} }) =>
      Object.values(responses).flatMap((answer) => ('$ref' in answer ? [answer.$ref] : [])),
    ),
  );
}

function describePaths(endpoints: readonly EndpointDescription[]): DescribedPaths {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const endpoint of endpoints) {
    const [method = '', path = ''] = endpoint.route.split(' ');
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(endpoint) };
  }
  return paths;
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
