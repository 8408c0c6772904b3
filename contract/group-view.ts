import * as z from 'zod';
import { STATUSES, type Status } from '../domain/alerts/alert.ts';
import { FOLLOWED, GROUP_FIRES, type Group, isPaused } from '../domain/groups/group.ts';
import type { GroupFire } from '../domain/groups/group-fire.ts';
import { metricSchema } from '../domain/rules/condition-schema.ts';
import { OPERATORS } from '../domain/rules/operators/operators.ts';
import { CONFIRMS } from '../domain/rules/rule.ts';
import { type ChannelView, channelViewSchema } from './channels.ts';

const askedConditionSchema = z.strictObject({
  metric: metricSchema,
  op: z.enum(OPERATORS),
  level: z.string().nullish(),
  from: z.string().nullish(),
  to: z.string().nullish(),
});

/** What a group asks of each member, as it was sent. */
const askedSchema = z.strictObject({
  name: z.string().nullable().default(null),
  note: z.string().nullable().default(null),
  condition: askedConditionSchema.nullable().default(null),
  all: z.array(askedConditionSchema).nullable().default(null),
  repeat: z
    .strictObject({
      mode: z.enum(['once', 'every-time']),
      cooldownSeconds: z.number().int().nullish(),
      reanchor: z.boolean().nullish(),
      step: z.string().nullish(),
    })
    .default({ mode: 'once' }),
  rearmPercent: z.number().nullable().default(null),
  holdSeconds: z.number().int().nullable().default(null),
  expiresAt: z.string().nullable().default(null),
  confirm: z.enum(CONFIRMS).default('trade'),
});

export const GROUP_STATUSES = ['active', 'paused', 'triggered', 'deleting'] as const;
export type GroupStatus = (typeof GROUP_STATUSES)[number];

const STATUS =
  'paused: by you, as one; triggered: it fires once and has fired; deleting: some members are still to be deleted, send DELETE again';

const summaryFields = {
  id: z.string(),
  ...askedSchema.shape,
  channels: z.array(channelViewSchema),
  coins: z.union([z.literal(FOLLOWED), z.array(z.string())]),
  fires: z.enum(GROUP_FIRES),
  status: z.enum(GROUP_STATUSES).meta({ description: STATUS }),
  pausedUntil: z.string().nullable().meta({ description: 'a paused group goes on by itself at this instant' }),
  firedBy: z
    .strictObject({ triggerId: z.string(), symbol: z.string(), at: z.iso.datetime() })
    .nullable()
    .meta({ description: 'of a group that fires once: the fire that was sent since it was armed last' }),
  memberCount: z.number().int().nonnegative(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
  version: z.number().int().positive().meta({ description: 'counts your changes; the ETag' }),
};

export const groupSummarySchema = z.strictObject(summaryFields).meta({ id: 'GroupSummary' });
export type GroupSummary = z.infer<typeof groupSummarySchema>;

const PROBLEM = 'why the coin has no member, or why the member is not as asked for: the next change tries it again';

const memberViewSchema = z
  .strictObject({
    symbol: z.string(),
    alertId: z.string().nullable().meta({ description: 'null: there is none' }),
    status: z.enum(STATUSES).nullable(),
    problem: z.string().nullable().meta({ description: PROBLEM }),
  })
  .meta({ id: 'GroupMember' });
export type MemberView = z.infer<typeof memberViewSchema>;

/** A group with what became of each coin. */
export const groupViewSchema = z
  .strictObject({ ...summaryFields, members: z.array(memberViewSchema) })
  .meta({ id: 'Group' });
export type GroupView = z.infer<typeof groupViewSchema>;

export interface GroupSurroundings {
  readonly firedBy: GroupFire | null;
  readonly channels: readonly ChannelView[];
  /** exchange clock, ms */
  readonly now: number;
}

export function viewGroup(group: Group, { firedBy, channels, now }: GroupSurroundings): GroupSummary {
  const { id, coins, fires, members, version } = group;
  const { channels: _channels, status: _status, pausedUntil, ...asked } = withoutNulls(group.asked);
  const isStill = isPaused(group, now);
  return {
    id,
    ...askedSchema.parse(asked),
    channels: [...channels],
    coins,
    fires,
    status: group.isDeleted ? 'deleting' : firedBy ? 'triggered' : isStill ? 'paused' : 'active',
    pausedUntil: isStill && typeof pausedUntil === 'string' ? pausedUntil : null,
    firedBy: firedBy && { ...firedBy, at: new Date(firedBy.at).toISOString() },
    memberCount: Object.keys(members).length,
    createdAt: new Date(group.createdAt).toISOString(),
    updatedAt: new Date(group.updatedAt).toISOString(),
    version,
  };
}

/** `statuses`: of the members, by coin. */
export function viewMembers(group: Group, statuses: ReadonlyMap<string, Status>): MemberView[] {
  const { coins, members, refused } = group;
  const symbols = new Set([...(coins === FOLLOWED ? [] : coins), ...Object.keys(members), ...Object.keys(refused)]);
  return [...symbols].map((symbol) => ({
    symbol,
    alertId: members[symbol] ?? null,
    status: statuses.get(symbol) ?? null,
    problem: refused[symbol] ?? null,
  }));
}

function withoutNulls(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}
