import * as z from 'zod';
import type { IndexSide } from '../../../domain/alert-index/index-page.ts';
import { indexKeys } from '../../../domain/alert-index/next-moves.ts';
import { type AlertState, judgedAlertSchema } from '../../../domain/alerts/alert.ts';
import { type AlertAddress, parseAlertId } from '../../../domain/alerts/alert-id.ts';
import { channelSchema } from '../../../domain/channels/channel.ts';
import { membershipSchema } from '../../../domain/groups/group.ts';
import { fireSchema } from '../../../domain/messages/trigger.ts';
import type { Rule } from '../../../domain/rules/rule.ts';
import { firstIssue } from '../../first-issue.ts';

/**
 * An alert as an item of table `alerts`: partition `book` (coin and shard), sort `id`, and the keys of up to three sparse
 * local indexes, always derived from rule and state, never written by themselves. The indexes project `rule`, `state`,
 * `rev` and `fires`: all that is judged.
 */
export const storedAlertSchema = judgedAlertSchema.extend({
  owner: z.string(),
  symbol: z.string(),
  /** the asset in which its coin is quoted; alerts of earlier versions do not say it */
  quote: z.string().nullable().default(null),
  channels: z.array(channelSchema),
  /** for people; alerts of earlier versions have none */
  name: z.string().nullable().default(null),
  note: z.string().nullable(),
  /** the person's own, which no other alert of theirs has; alerts of earlier versions have none */
  externalId: z.string().nullable().default(null),
  /** the group whose member it is */
  group: membershipSchema.nullable().default(null),
  /** counts the person's changes only: the ETag */
  version: z.number().int().positive(),
  /** how often it has fired */
  fires: z.number().int().nonnegative(),
  lastTrigger: fireSchema.nullable(),
  /** own clock, ms */
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type StoredAlert = z.infer<typeof storedAlertSchema>;

/** What is stored beside the rule: enough to show and to delete an alert whose rule can't be read. */
const ruleless = storedAlertSchema.omit({ rule: true, state: true });

/** An alert whose rule or state can't be read: it never fires, its owner sees why and can delete it. */
export type UnreadableAlert = z.infer<typeof ruleless> & {
  readonly rule: null;
  readonly state: Extract<AlertState, { status: 'faulty' }>;
};

/** An alert as its owner finds it. */
export type OwnedAlert = StoredAlert | UnreadableAlert;

/** @throws ZodError when not even whose alert it is can be read */
export function ownedAlertFromItem(item: Record<string, unknown>): OwnedAlert {
  const { data, error } = storedAlertSchema.safeParse(item);
  if (data) return data;
  const fault = firstIssue(error, 'alert');
  return { ...ruleless.parse(item), rule: null, state: { status: 'faulty', fault, asOf: null, watchedFrom: null } };
}

export const OWNER_INDEX = 'owner';

/** The index of each side in the table, and the attribute that is its sort key. */
export const INDEX_NAMES = { up: 'rises', down: 'falls', deadline: 'dues' } as const satisfies Record<
  IndexSide,
  string
>;
export const KEY_ATTRIBUTES = { up: 'rise', down: 'fall', deadline: 'due' } as const satisfies Record<
  IndexSide,
  string
>;

/** The partition of one shard of a coin's alerts. */
export function partitionKey({ symbol, shard }: AlertAddress): string {
  return `${symbol}#${shard}`;
}

/** @throws Error when the id is no alert id */
export function alertKey(id: string): { book: string; id: string } {
  const address = parseAlertId(id);
  if (!address) throw new Error(`not an alert id: ${JSON.stringify(id)}`);
  return { book: partitionKey(address), id };
}

/** What reads as null when it is missing. It is not stored as null: up to 1 KB an alert costs one write unit. */
const NULL_IF_MISSING = new Set(
  Object.entries(storedAlertSchema.shape).flatMap(([name, schema]) =>
    schema.safeParse(undefined).data === null ? [name] : [],
  ),
);

export function alertToItem(alert: StoredAlert): Record<string, unknown> {
  const fields = Object.entries(alert).filter(([name, value]) => value !== null || !NULL_IF_MISSING.has(name));
  const keys = Object.entries(indexAttributes(alert.rule, alert.state)).filter(([, key]) => key !== undefined);
  return { ...Object.fromEntries(fields), ...alertKey(alert.id), ...Object.fromEntries(keys) };
}

/** The key attributes of an alert in this state; undefined where it is not in that index. */
export function indexAttributes(rule: Rule, state: AlertState) {
  const { up, down, deadline } = indexKeys({ rule, state });
  return { [KEY_ATTRIBUTES.up]: up, [KEY_ATTRIBUTES.down]: down, [KEY_ATTRIBUTES.deadline]: deadline };
}
