import { ROUTES } from '../../../contract/routes.ts';
import type { EndpointDescription } from '../endpoint.ts';
import type { RefusalStatus } from './refusals.ts';

/**
 * The statuses from 400 on that an endpoint can answer with, ascending. They follow from what it takes; `alsoRefuses` of the endpoint adds
 * what does not.
 */
export function refusesWith(endpoint: EndpointDescription): RefusalStatus[] {
  const { route, headers, query, body, form, alsoRefuses = [] } = endpoint;
  const takesHeader = (name: string) => headers !== undefined && name in headers.shape;
  const canBeWrong = body || form || query || takesHeader('Idempotency-Key');
  const statuses: RefusalStatus[] = [
    ...alsoRefuses,
    ...(body ? ([400] as const) : []),
    ...(ROUTES[route].open ? [] : ([401, 403] as const)),
    ...(route.includes('{') ? ([404] as const) : []),
    ...(takesHeader('If-Match') ? ([412] as const) : []),
    // the gateway's own bound of a body holds everywhere, and is documented where a body is taken
    ...(body || form ? ([413] as const) : []),
    ...(canBeWrong ? ([422] as const) : []),
    ...([429, 500, 503] as const),
  ];
  return [...new Set(statuses)].sort((a, b) => a - b);
}
