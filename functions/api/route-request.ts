import { ROUTES, type RouteKey } from '../../contract/routes.ts';
import type { Endpoint } from './endpoint.ts';
import { type Answer, dropBodyForHead, PRIVATE } from './http/answer.ts';
import { notFound, Problem } from './http/problem.ts';
import { type ApiRequest, parseEvent } from './http/read-request.ts';

type Endpoints<Deps> = Readonly<Record<string, Endpoint<RouteKey, Deps>>>;

/**
 * Answers HTTP API events with the endpoint of their route key; HEAD like GET.
 * @throws Problem, or whatever the endpoint throws
 */
export function routeRequest<Deps>(endpoints: Endpoints<Deps>, deps: Deps): (event: unknown) => Promise<Answer> {
  const byRoute = new Map(Object.entries(endpoints));
  return async (event) => {
    const request = parseEvent(event);
    const endpoint = byRoute.get(request.routeKey.replace(/^HEAD /, 'GET '));
    if (!endpoint) return answerOther(request);
    return dropBodyForHead(request.method, await endpoint.answer(request, deps));
  };
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
