import type { IncomingMessage } from 'node:http';
import { messageOf } from '../json.ts';
import type { Plan } from '../template/plan.ts';
import { ThrottledError } from '../workers/function-pool.ts';
import { toGatewayEvent } from './gateway-event.ts';
import { jsonReply, type Reply, readGatewayResponse } from './gateway-response.ts';
import { createJwtAuthorizer, type JwtAuthorizer } from './jwt-authorizer.ts';
import { compileRoutes, type MatchedRoute } from './match-route.ts';
import { createRouteThrottles } from './route-throttles.ts';

/** API Gateway's bound for a request's body. */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

export interface GatewayOptions {
  readonly plan: Pick<Plan, 'routes' | 'integrations' | 'authorizers' | 'stage'>;
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly report: (text: string) => void;
  /** ms */
  readonly now?: () => number;
}

export type Gateway = (request: IncomingMessage, url: URL) => Promise<Reply>;

/**
 * The template's HTTP API: its routes, what they let through, its token checks, its functions. A request without a valid token counts
 * too: AWS does not say otherwise, and so a loop of such requests shows its worst here.
 */
export function createGateway({ plan, invoke, report, now = Date.now }: GatewayOptions): Gateway {
  const findRoute = compileRoutes(plan.routes);
  const letThrough = createRouteThrottles(plan.stage);
  const authorizers = new Map<string, JwtAuthorizer>(
    [...plan.authorizers].map(([id, authorizer]) => [id, createJwtAuthorizer(authorizer)]),
  );

  async function authorize({ route }: MatchedRoute, request: IncomingMessage) {
    if (route.authorizerId === null) return { claims: null };
    const authorizer = authorizers.get(route.authorizerId);
    if (!authorizer) throw new Error(`there is no authorizer ${route.authorizerId}`);
    return authorizer.check(request.headers.authorization);
  }

  return async (request, url) => {
    const match = findRoute(request.method ?? 'GET', url.pathname);
    if (!match) return jsonReply(404, { message: 'Not Found' });
    if (!letThrough(match.route.routeKey, now())) return jsonReply(429, { message: 'Too Many Requests' });
    try {
      const authorized = await authorize(match, request);
      if ('refusal' in authorized) return authorized.refusal;
      const body = await readBody(request);
      if (body === null) return jsonReply(413, { message: 'Request Entity Too Large' });
      const event = toGatewayEvent({ request, url, body, match, claims: authorized.claims, now: now() });
      const functionName = plan.integrations.get(match.route.integrationId);
      if (!functionName) throw new Error(`there is no integration ${match.route.integrationId}`);
      return readGatewayResponse(await invoke(functionName, event));
    } catch (error) {
      report(`${match.route.routeKey}: ${messageOf(error)}`);
      if (error instanceof ThrottledError) return jsonReply(503, { message: 'Service Unavailable' });
      return jsonReply(500, { message: 'Internal Server Error' });
    }
  };
}

async function readBody(request: IncomingMessage): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    const buffer = Buffer.from(part);
    bytes += buffer.length;
    if (bytes > MAX_BODY_BYTES) return null;
    parts.push(buffer);
  }
  return Buffer.concat(parts);
}
