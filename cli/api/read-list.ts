import type { RouteKey } from '../../contract/routes.ts';
import { pageSchema, parseAnswer } from './answers.ts';
import type { ApiClient, Call } from './api-client.ts';

/** The most that one page has (openapi.json). */
const PAGE_ITEMS = 100;

/** Items of a list as they were answered, page after page, up to `limit`. */
export async function readList(api: ApiClient, route: RouteKey, { limit, ...call }: Call & { limit: number }) {
  const items: unknown[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...call.query, limit: Math.min(limit - items.length, PAGE_ITEMS), cursor };
    const page = parseAnswer(pageSchema, (await api.call(route, { ...call, query })).body);
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items;
}
