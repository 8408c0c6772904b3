import type { IncomingMessage } from 'node:http';
import { createRouteThrottles } from '../http/route-throttles.ts';
import { isObject, messageOf } from '../json.ts';
import type { Plan, SocketApiPlan, StagePlan } from '../template/plan.ts';
import { selectRoute } from './select-route.ts';
import { type ConnectionFacts, connectEvent, disconnectEvent, messageEvent } from './socket-event.ts';

export interface SocketRoutesOptions {
  readonly routes: SocketApiPlan['routes'];
  readonly throttles: StagePlan;
  readonly integrations: Plan['integrations'];
  readonly invoke: (functionName: string, event: unknown) => Promise<unknown>;
  readonly report: (text: string) => void;
  /** ms */
  readonly now: () => number;
}

/** The routes of a WebSocket API with their functions. */
export interface SocketRoutes {
  /** the status with which `$connect` answers; 200 when there is no such route */
  connect(facts: ConnectionFacts, request: IncomingMessage): Promise<number>;
  /** what the gateway itself answers to the client, or null: without a route response nothing of the function's answer is sent */
  message(facts: ConnectionFacts, text: string): Promise<string | null>;
  disconnect(facts: ConnectionFacts, closing: { readonly code: number; readonly reason: string }): Promise<void>;
  /** when no function is running any more */
  settled(): Promise<void>;
}

export function createSocketRoutes(options: SocketRoutesOptions): SocketRoutes {
  const { routes, integrations, invoke, report, now } = options;
  const letThrough = createRouteThrottles(options.throttles);
  const running = new Set<Promise<unknown>>();

  async function call(routeKey: string, event: unknown): Promise<unknown> {
    const functionName = integrations.get(routes.get(routeKey) ?? '');
    if (!functionName) throw new Error('the route has no integration');
    const answer = invoke(functionName, event);
    running.add(answer);
    return answer.finally(() => running.delete(answer));
  }

  return {
    async connect(facts, request) {
      if (!letThrough('$connect', now())) return 429;
      if (!routes.has('$connect')) return 200;
      try {
        return statusOf(await call('$connect', connectEvent(facts, request, now())));
      } catch (error) {
        report(`$connect: ${messageOf(error)}`);
        return 502;
      }
    },
    async message(facts, text) {
      const routeKey = selectRoute(routes, text);
      if (routeKey === null) return 'Forbidden';
      if (!letThrough(routeKey, now())) return 'Too Many Requests';
      try {
        await call(routeKey, messageEvent(facts, { routeKey, body: text, now: now() }));
        return null;
      } catch (error) {
        report(`${routeKey}: ${messageOf(error)}`);
        return 'Internal server error';
      }
    },
    async disconnect(facts, closing) {
      if (!routes.has('$disconnect')) return;
      try {
        await call('$disconnect', disconnectEvent(facts, { ...closing, now: now() }));
      } catch (error) {
        report(`$disconnect: ${messageOf(error)}`);
      }
    },
    async settled() {
      while (running.size > 0) await Promise.allSettled(running);
    },
  };
}

/** @throws Error when the answer is no response */
function statusOf(answer: unknown): number {
  const status = isObject(answer) ? Number(answer.statusCode) : Number.NaN;
  if (Number.isInteger(status) && status >= 200 && status <= 599) return status;
  throw new Error(`statusCode ${status}`);
}
