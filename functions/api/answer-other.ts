import { ROUTES } from '../../contract/routes.ts';
import { type Answer, PRIVATE } from './http/answer.ts';
import { notFound, Problem } from './http/problem.ts';
import type { ApiRequest } from './http/read-request.ts';

/** What no route takes: OPTIONS gets the methods of the path. @throws Problem 405 that names them, 404 of a path that there is not */
export function answerOther({ method, rawPath }: ApiRequest): Answer {
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

/** Of a path, in alphabetical order; none when it is no path of the API. */
function methodsOf(path: string): string[] {
  const methods = Object.keys(ROUTES).flatMap((key) => {
    const [method = '', template = ''] = key.split(' ');
    return isOf(path, template) ? [method] : [];
  });
  if (methods.length === 0) return [];
  return [...methods, 'OPTIONS', ...(methods.includes('GET') ? ['HEAD'] : [])].sort();
}

function isOf(path: string, template: string): boolean {
  const given = path.split('/');
  const wanted = template.split('/');
  return (
    given.length === wanted.length &&
    wanted.every((segment, index) => (segment.startsWith('{') ? given[index] !== '' : segment === given[index]))
  );
}
