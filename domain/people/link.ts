import * as z from 'zod';

/**
 * What a link in a mail allows, on behalf of the person it was sent to.
 * - `unsubscribe`: stop their mails, and get them again.
 * - `alert`: look at one of their alerts, pause it, resume it, re-arm it.
 */
export const linkSchema = z.discriminatedUnion('do', [
  z.object({ do: z.literal('unsubscribe'), person: z.string().min(1) }),
  z.object({ do: z.literal('alert'), person: z.string().min(1), alertId: z.string().min(1) }),
]);
export type Link = z.infer<typeof linkSchema>;

const DAY_S = 24 * 60 * 60;

/** A mail program offers to unsubscribe for as long as it keeps the mail; an alert's link is for people who read the mail soon. */
export const LINK_LIFETIMES_S: Readonly<Record<Link['do'], number>> = { unsubscribe: 90 * DAY_S, alert: 30 * DAY_S };

/** The path of a link's page, below the public origin. */
export function linkPath(token: string): string {
  return `/api/links/${token}`;
}
