import type { RouteKey } from '../../../contract/routes.ts';
import type { Example } from '../../../functions/api/document/example.ts';
import { EXAMPLES } from '../../../functions/api/document/examples/examples.ts';
import { ENDPOINTS } from '../../../functions/api/openapi.ts';

/** A request as it is sent. */
export interface SentRequest {
  readonly method: string;
  /** begins with /api, with the query */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What takes the place of an example's path parameters: an id by the list that it is of, `alerts`, and others by their names. */
export type PathValues = Readonly<Record<string, string>>;

/** The example of the route in openapi.json as a request. @throws Error for an `{id}` of a list that `values` lacks */
export function exampleRequest(route: RouteKey, values: PathValues): SentRequest {
  const { path, query = {}, body }: Example = EXAMPLES[route];
  const [method = '', template = ''] = route.split(' ');
  const filled = template.replace(/([^/]+)\/\{(\w+)\}/g, (_, list: string, name: string) => {
    const value = name === 'id' ? values[list] : (values[name] ?? (path as Record<string, string>)[name]);
    if (value === undefined)
      throw new Error(`${route}: the test has no ${name} of ${list}; give it one of the owner's`);
    return `${list}/${encodeURIComponent(value)}`;
  });
  const search = new URLSearchParams(query).toString();
  return {
    method,
    path: `${filled}${search && `?${search}`}`,
    headers: body === undefined ? {} : { 'content-type': contentType(route) },
    ...(body !== undefined && { body: writeBody(route, body) }),
  };
}

function isForm(route: RouteKey): boolean {
  return ENDPOINTS[route].form !== undefined;
}

function contentType(route: RouteKey): string {
  return isForm(route) ? 'application/x-www-form-urlencoded' : 'application/json';
}

let requests = 0;

/** A client's own id may be given once: each request has another. */
function withOwnId(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('externalId' in body)) return body;
  requests += 1;
  return { ...body, externalId: `${body.externalId}-${requests}` };
}

function writeBody(route: RouteKey, body: unknown): string {
  return isForm(route)
    ? new URLSearchParams(body as Record<string, string>).toString()
    : JSON.stringify(withOwnId(body));
}
