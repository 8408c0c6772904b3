import middy from '@middy/core';
import type { Answer } from '../../../../functions/api/answer.ts';
import { reportProblems } from '../../../../functions/api/report-problems.ts';
import { routeRequest } from '../../../../functions/api/route-request.ts';
import { makeRoutes, type Tables } from '../../../../functions/api/routes.ts';
import { buildApiEvent, type EventFields } from '../../build/api-event.ts';
import { buildContext } from '../../build/lambda-context.ts';
import { type Held, memoryTables } from '../../build/memory-tables.ts';

export const NOW = Date.UTC(2026, 10, 22, 9);

export interface CalledAnswer {
  readonly status: number;
  readonly headers: Record<string, unknown>;
  readonly body: unknown;
}

export type CallApi = (routeKey: string, fields?: EventFields) => Promise<CalledAnswer>;

/** The whole API over memory tables, called as the gateway calls it. The own clock stands still at `NOW`. */
export function startApi(held: Held): CallApi {
  return startApiOver(memoryTables(held), () => NOW);
}

export function startApiOver(tables: Tables, now: () => number): CallApi {
  const handler = middy(routeRequest(makeRoutes(tables, now))).use(reportProblems());
  return async (routeKey, fields) => {
    const answer: Answer = await handler(buildApiEvent(routeKey, fields), buildContext());
    return {
      status: answer.statusCode ?? 0,
      headers: answer.headers ?? {},
      body: answer.body ? JSON.parse(answer.body) : undefined,
    };
  };
}
