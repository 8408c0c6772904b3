import * as z from 'zod';
import { FOLLOWED, MAX_GROUP_COINS } from '../../../domain/groups/group.ts';
import type { ApiRequest } from '../http/read-request.ts';

/** How many items of a request for many alerts count as one change. */
export const ITEMS_PER_WRITE = 10;

const anyItems = z.array(z.unknown());
const itemsSchema = z.looseObject({
  items: anyItems.optional(),
  alerts: anyItems.optional(),
  coins: z
    .union([anyItems, z.literal(FOLLOWED)])
    .optional()
    .catch(undefined),
});

/**
 * As how many changes a request counts: one for each ten items begun, every followed coin for as many as a group may name. It is counted
 * before it is checked: without items it is one.
 */
export function writesOfItems({ body }: Pick<ApiRequest, 'body'>): number {
  try {
    const { data } = itemsSchema.safeParse(JSON.parse(body));
    const asked = data?.items ?? data?.alerts ?? data?.coins ?? [];
    return writesOfCount(asked === FOLLOWED ? MAX_GROUP_COINS : asked.length);
  } catch {
    return 1;
  }
}

/** As how many changes so many items count. */
export function writesOfCount(items: number): number {
  return Math.max(1, Math.ceil(items / ITEMS_PER_WRITE));
}
