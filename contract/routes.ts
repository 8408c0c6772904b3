/**
 * Every route of the HTTP API. The stack makes these routes, and functions/api/endpoints.ts has one endpoint for each: a
 * route without an endpoint, or an endpoint without a route, is a type error. `open` routes need no ID token.
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
export type OpenRoute = { [Key in RouteKey]: (typeof ROUTES)[Key]['open'] extends true ? Key : never }[RouteKey];
export type SignedInRoute = Exclude<RouteKey, OpenRoute>;

type ParametersIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | ParametersIn<Rest> : never;
/** The names of the parameters in paths, such as `symbol`. */
export type PathParameter = ParametersIn<RouteKey>;

/** Takes every request that no other route takes: OPTIONS, a method that the path does not have, an unknown path. */
export const OTHER_REQUESTS = 'ANY /api/{proxy+}';

/** The routes as the gateway needs them: beside each GET a HEAD with the same condition. */
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
