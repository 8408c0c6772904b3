/**
 * The function that answers a route. `batches`: what changes many alerts by one request, and new webhooks, which count towards the same limits. `devices`: what calls hosts of other people and changes them, and the devices among them. `market`: open reads, with rights of their own. `preview`: what takes processor time that everybody
 * else's calls would wait for. `operator`: what only whoever looks after the system may see.
 */
export type AnsweringFunction = 'api' | 'batches' | 'devices' | 'market' | 'operator' | 'preview';

/** Routes that get less than the others at the gateway: what they start costs more, or a stranger can call them for somebody else. */
export type ThrottleGroup = 'candles' | 'documents' | 'links' | 'previews' | 'webhook-tests';

export interface Route {
  readonly open: boolean;
  readonly answeredBy: AnsweringFunction;
  /** How many requests the gateway lets through. Each route has a bucket of its own. Without a group it depends on `open` */
  readonly throttle?: ThrottleGroup;
}

/**
 * Every route of the HTTP API. The stack makes these routes, and the endpoints of the function that answers (`API_ENDPOINTS`,
 * `BATCH_ENDPOINTS`, `DEVICE_ENDPOINTS`, `MARKET_ENDPOINTS`, `OPERATOR_ENDPOINTS`, `PREVIEW_ENDPOINTS`) have one for each: a route without an endpoint, or an endpoint without a route, is a type error.
 * `open` routes need no ID token.
 */
export const ROUTES = {
  'POST /api/alerts': { open: false, answeredBy: 'api' },
  'POST /api/alerts/preview': { open: false, answeredBy: 'preview', throttle: 'previews' },
  'POST /api/alerts/bulk': { open: false, answeredBy: 'batches' },
  'GET /api/alerts/export': { open: false, answeredBy: 'batches' },
  'POST /api/alerts/import': { open: false, answeredBy: 'batches' },
  'GET /api/alerts': { open: false, answeredBy: 'api' },
  'GET /api/alerts/{id}': { open: false, answeredBy: 'api' },
  'PATCH /api/alerts/{id}': { open: false, answeredBy: 'api' },
  'DELETE /api/alerts/{id}': { open: false, answeredBy: 'api' },
  'GET /api/alerts/{id}/triggers': { open: false, answeredBy: 'api' },
  'GET /api/alerts/{id}/history': { open: false, answeredBy: 'api' },
  'GET /api/alerts/{id}/explain': { open: false, answeredBy: 'preview', throttle: 'previews' },
  'POST /api/groups': { open: false, answeredBy: 'batches' },
  'GET /api/groups': { open: false, answeredBy: 'batches' },
  'GET /api/groups/{id}': { open: false, answeredBy: 'batches' },
  'PATCH /api/groups/{id}': { open: false, answeredBy: 'batches' },
  'DELETE /api/groups/{id}': { open: false, answeredBy: 'batches' },
  'GET /api/triggers': { open: false, answeredBy: 'api' },
  'GET /api/triggers/{id}': { open: false, answeredBy: 'api' },
  'GET /api/coins': { open: true, answeredBy: 'market' },
  'GET /api/coins/{symbol}': { open: true, answeredBy: 'market' },
  'PUT /api/coins/{symbol}': { open: false, answeredBy: 'api' },
  'DELETE /api/coins/{symbol}': { open: false, answeredBy: 'api' },
  'GET /api/coins/{symbol}/candles': { open: true, answeredBy: 'market', throttle: 'candles' },
  'GET /api/coins/{symbol}/metrics': { open: true, answeredBy: 'market' },
  'GET /api/coins/{symbol}/metrics/{metric}': { open: true, answeredBy: 'market', throttle: 'candles' },
  'GET /api/symbols': { open: true, answeredBy: 'market' },
  'GET /api/me': { open: false, answeredBy: 'api' },
  'PUT /api/me': { open: false, answeredBy: 'api' },
  'POST /api/me/webhooks': { open: false, answeredBy: 'batches' },
  'PATCH /api/me/webhooks/{id}': { open: false, answeredBy: 'devices' },
  'POST /api/me/webhooks/{id}/test': { open: false, answeredBy: 'devices', throttle: 'webhook-tests' },
  'GET /api/me/devices': { open: false, answeredBy: 'devices' },
  'POST /api/me/devices': { open: false, answeredBy: 'devices' },
  'DELETE /api/me/devices/{id}': { open: false, answeredBy: 'devices' },
  'GET /api/links/{token}': { open: true, answeredBy: 'api', throttle: 'links' },
  'POST /api/links/{token}': { open: true, answeredBy: 'api', throttle: 'links' },
  'GET /api/sign-in': { open: true, answeredBy: 'market' },
  'GET /api/health': { open: true, answeredBy: 'market' },
  'GET /api/operator': { open: false, answeredBy: 'operator' },
  'GET /api/openapi.json': { open: true, answeredBy: 'market', throttle: 'documents' },
  'GET /api/docs': { open: true, answeredBy: 'market', throttle: 'documents' },
  'GET /api/docs/{file}': { open: true, answeredBy: 'market', throttle: 'documents' },
} as const satisfies Record<string, Route>;

export type RouteKey = keyof typeof ROUTES;
export type OpenRoute = { [Key in RouteKey]: (typeof ROUTES)[Key]['open'] extends true ? Key : never }[RouteKey];
export type SignedInRoute = Exclude<RouteKey, OpenRoute>;
/** The routes that a function answers. */
export type RouteOf<Function extends AnsweringFunction> = {
  [Key in RouteKey]: (typeof ROUTES)[Key]['answeredBy'] extends Function ? Key : never;
}[RouteKey];

export type ParametersIn<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? Name | ParametersIn<Rest>
  : never;
/** The names of the parameters in paths, such as `symbol`. */
export type PathParameter = ParametersIn<RouteKey>;

/** Takes every request that no other route takes: OPTIONS, a method that the path does not have, an unknown path. */
export const OTHER_REQUESTS = 'ANY /api/{proxy+}';

/** The routes as the gateway needs them: beside each GET a HEAD with the same condition. */
export const GATEWAY_ROUTES: Readonly<Record<string, Route>> = {
  ...ROUTES,
  ...Object.fromEntries(
    Object.entries(ROUTES).flatMap(([key, route]) => (key.startsWith('GET ') ? [[asHead(key), route]] : [])),
  ),
  [OTHER_REQUESTS]: { open: true, answeredBy: 'market' },
};

function asHead(key: string): string {
  return key.replace('GET ', 'HEAD ');
}
