import * as z from 'zod';
import type { ApiRequest } from '../http/read-request.ts';

/** How many items of a request for many alerts count as one change. */
export const ITEMS_PER_WRITE = 10;

const anyItems = z.array(z.unknown());
const itemsSchema = z.looseObject({
  items: anyItems.optional(),
  alerts: anyItems.optional(),
  coins: anyItems.optional().catch(undefined),
});

/** As how many changes a request counts: one for each ten items begun. It is counted before it is checked: without items it is one. */
export function writesOfItems({ body }: Pick<ApiRequest, 'body'>): number {
  try {
    const { data } = itemsSchema.safeParse(JSON.parse(body));
    const count = (data?.items ?? data?.alerts ?? data?.coins ?? []).length;
    return Math.max(1, Math.ceil(count / ITEMS_PER_WRITE));
  } catch {
    return 1;
  }
}
