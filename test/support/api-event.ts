export const ADAS_CLAIMS = {
  iss: 'https://issuer.example',
  sub: 'ada',
  email: 'ada@example.com',
  email_verified: 'true',
};
export const BOBS_CLAIMS = { ...ADAS_CLAIMS, sub: 'bob', email: 'bob@example.com' };

export interface EventFields {
  readonly claims?: Record<string, unknown> | null;
  readonly path?: Record<string, string>;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  /** sent as JSON, unless it is a string */
  readonly body?: unknown;
  readonly isBase64Encoded?: boolean;
  /** method and path, when they differ from the route key: `PUT /api/health` */
  readonly request?: string;
}

/** An HTTP API event (payload 2.0) by Ada, unless `claims` says otherwise. */
export function buildApiEvent(routeKey: string, fields: EventFields = {}) {
  const { claims = ADAS_CLAIMS, path, query, headers = {}, body, isBase64Encoded = false, request } = fields;
  const [method = '', rawPath = ''] = (request ?? fillIn(routeKey, path)).split(' ');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    headers,
    ...(path && { pathParameters: path }),
    ...(query && { queryStringParameters: query }),
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    isBase64Encoded,
    requestContext: {
      requestId: 'request-1',
      http: { method },
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
  };
}

function fillIn(routeKey: string, path: Record<string, string> = {}): string {
  return routeKey.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(path[name] ?? ''));
}
