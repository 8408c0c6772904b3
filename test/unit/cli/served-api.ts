import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GATEWAY_ROUTES } from '../../../contract/routes.ts';
import { compileRoutes } from '../../../local/http/match-route.ts';
import type { CallApi } from '../functions/api/call-api.ts';

export interface ServedRequest {
  /** method and address */
  readonly line: string;
  readonly routeKey: string;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: unknown;
}

/** What is answered in place of the API. */
export interface Instead {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export interface ServedApi {
  readonly origin: string;
  readonly requests: ServedRequest[];
  /** answers that come before the API is asked, the first one first */
  readonly instead: Instead[];
  close(): Promise<void>;
}

const routes = compileRoutes(
  Object.entries(GATEWAY_ROUTES).map(([routeKey, { open }]) => ({
    routeKey,
    integrationId: 'api',
    authorizerId: open ? null : 'signed-in',
  })),
);

/** The API in memory behind a real server. Whoever sends a token is Ada, as the gateway's authorizer would find. */
export async function serveApi(call: CallApi): Promise<ServedApi> {
  const requests: ServedRequest[] = [];
  const instead: Instead[] = [];
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '', 'http://127.0.0.1');
    const { method = '', headers } = request;
    const matched = routes(method, url.pathname);
    const routeKey = matched?.route.routeKey ?? 'none';
    const body = await text(request);
    requests.push({ line: `${method} ${request.url}`, routeKey, headers, body: body ? JSON.parse(body) : null });
    const other = instead.shift();
    if (other) return void response.writeHead(other.status, other.headers).end(other.body);
    if (!matched) return void response.writeHead(404).end();
    if (matched.route.authorizerId !== null && !headers.authorization) {
      return void response.writeHead(401, { 'content-type': 'application/json' }).end('{"message":"Unauthorized"}');
    }
    const answer = await call(routeKey, {
      path: { ...matched.pathParameters },
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      ...(body && { body }),
    });
    const named = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    const sent = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
    response.writeHead(answer.status, Object.fromEntries(named)).end(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    requests,
    instead,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
