import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import type { ApiDeps } from './api-deps.ts';
import { ENDPOINTS } from './endpoints.ts';
import { type Answer, dropBodyForHead, PRIVATE } from './http/answer.ts';
import { notFound, Problem } from './http/problem.ts';
import { type ApiRequest, parseEvent } from './http/read-request.ts';

/** Answers HTTP API events by their route key; HEAD like GET. @throws Problem, or whatever the endpoint throws */
export function routeRequest(deps: ApiDeps): (event: unknown) => Promise<Answer> {
  return async (event) => {
    const request = parseEvent(event);
    const key = request.routeKey.replace(/^HEAD /, 'GET ');
    if (!isRouteKey(key)) return answerOther(request);
    return dropBodyForHead(request.method, await ENDPOINTS[key].answer(request, deps));
  };
}

function isRouteKey(key: string): key is RouteKey {
  return Object.hasOwn(ROUTES, key);
}

/** A request that no endpoint takes. OPTIONS is answered with the methods of the path. @throws Problem 405 that names them, 404 of an unknown path */
function answerOther({ method, rawPath }: ApiRequest): Answer {
  const methods = methodsOf(rawPath);
  if (methods.length === 0) throw notFound('There is no such route.');
  const allow = methods.join(', ');
  if (method === 'OPTIONS') return { statusCode: 204, headers: { ...PRIVATE, allow } };
  throw new Problem({
    status: 405,
    title: 'Method not allowed',
    detail: `This path takes ${allow}.`,
    headers: { allow },
  });
}

/** In alphabetical order; none of an unknown path. */
function methodsOf(path: string): string[] {
  const methods = Object.keys(ROUTES).flatMap((key) => {
    const [method = '', template = ''] = key.split(' ');
    return matches(path, template) ? [method] : [];
  });
  if (methods.length === 0) return [];
  return [...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}

function matches(path: string, template: string): boolean {
  const given = path.split('/');
  const wanted = template.split('/');
  return (
    given.length === wanted.length &&
    wanted.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]))
  );
}
