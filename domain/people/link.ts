import * as z from 'zod';

/**
 * What a link of a mail may do, for the person it was sent to.
 * - `unsubscribe`: stop their mails, and have them again.
 * - `alert`: look at one of their alerts, pause it, resume it, re-arm it.
 */
export const linkSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('unsubscribe'), person: z.string().min(1) }),
  z.object({ do: z.literal('alert'), person: z.string().min(1), alertId: z.string().min(1) }),
]);
export type Link = z.infer<typeof linkSchema>;

const DAY_S = 24 * 60 * 60;

/** Mail programs offer to unsubscribe for as long as a mail lies about; an alert's link is for whoever reads its news. */
export const LINK_LIFETIMES_S: Readonly<Record<Link['do'], number>> = { unsubscribe: 90 * DAY_S, alert: 30 * DAY_S };

/** Where a link's token is followed, behind the public origin. */
export function linkPath(token: string): string {
  return `/api/links/${token}`;
}
