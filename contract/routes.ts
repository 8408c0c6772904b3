/**
 * Every route of the HTTP API, shared by the stack (which makes them), the API function (which answers them) and
 * openapi.json (which tells of them). `open` routes need no ID token.
 */
export const ROUTES = {
  'POST /api/alerts': { open: false },
  'POST /api/alerts/preview': { open: false },
  'GET /api/alerts': { open: false },
  'GET /api/alerts/{id}': { open: false },
  'PATCH /api/alerts/{id}': { open: false },
  'DELETE /api/alerts/{id}': { open: false },
  'GET /api/alerts/{id}/triggers': { open: false },
  'GET /api/triggers': { open: false },
  'GET /api/coins': { open: true },
  'GET /api/coins/{symbol}': { open: true },
  'PUT /api/coins/{symbol}': { open: false },
  'DELETE /api/coins/{symbol}': { open: false },
  'GET /api/coins/{symbol}/candles': { open: true },
  'GET /api/coins/{symbol}/metrics': { open: true },
  'GET /api/symbols': { open: true },
  'GET /api/me': { open: false },
  'PUT /api/me': { open: false },
  'POST /api/me/webhooks/{id}/test': { open: false },
  'GET /api/links/{token}': { open: true },
  'POST /api/links/{token}': { open: true },
  'GET /api/health': { open: true },
  'GET /api/openapi.json': { open: true },
} as const satisfies Record<string, { open: boolean }>;

export type RouteKey = keyof typeof ROUTES;

/** Takes every request that no other route takes: OPTIONS, a method that a path does not have, a path that there is not. */
export const OTHER_REQUESTS = 'ANY /api/{proxy+}';

/** The routes as the gateway needs them: HEAD is asked of whatever can be read, under the same conditions. */
export const GATEWAY_ROUTES: Readonly<Record<string, { readonly open: boolean }>> = {
  ...ROUTES,
  ...Object.fromEntries(
    Object.entries(ROUTES).flatMap(([key, route]) => (key.startsWith('GET ') ? [[asHead(key), route]] : [])),
  ),
  [OTHER_REQUESTS]: { open: true },
};

function asHead(key: string): string {
  return key.replace('GET ', 'HEAD ');
}
