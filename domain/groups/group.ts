import * as z from 'zod';

export const MAX_GROUP_COINS = 100;
export const MAX_GROUPS = 50;

/** Every coin that is followed, and each that is followed later. */
export const FOLLOWED = 'followed';

/** - `each`: every member fires for itself. - `once`: the first fire of a member is sent, and ends the others. */
export const GROUP_FIRES = ['each', 'once'] as const;

const version = z.number().int().nonnegative();

/**
 * What a member stores of its group (docs/decisions/0026). `round` grows when a group that fires once is armed again; `version`: that
 * of the group, as it was applied to this member.
 */
export const membershipSchema = z.object({ id: z.string(), fires: z.enum(GROUP_FIRES), round: version, version });
export type Membership = z.infer<typeof membershipSchema>;

export const coinsSchema = z.union([z.literal(FOLLOWED), z.array(z.string())]);
export type GroupCoins = z.infer<typeof coinsSchema>;

/** One alert on many coins (docs/decisions/0026). Times on our own clock, ms. */
export const groupSchema = z.object({
  id: z.string(),
  /** counts the person's changes: the ETag */
  version: z.number().int().positive(),
  round: version,
  fires: z.enum(GROUP_FIRES),
  coins: coinsSchema,
  /** fields of an alert as they were asked for, in JSON; one that is null or absent is off */
  asked: z.record(z.string(), z.unknown()),
  /** by field: the version that changed it last */
  changedIn: z.record(z.string(), version),
  /** ids of alerts, by coin */
  members: z.record(z.string(), z.string()),
  /** why a coin has no member, or the member is not as asked for, by coin */
  refused: z.record(z.string(), z.string()),
  /** its members are being deleted, and then it is */
  isDeleted: z.boolean().default(false),
  createdAt: z.number().int(),
  updatedAt: z.number().int(),
});
export type Group = z.infer<typeof groupSchema>;

/** Fields of an alert, in JSON. */
export type AskedFields = Readonly<Record<string, unknown>>;

export interface NewGroup extends Pick<Group, 'id' | 'fires' | 'coins' | 'createdAt'> {
  readonly asked: AskedFields;
}

/** Without members yet. */
export function newGroup({ asked, ...made }: NewGroup): Group {
  const empty = { changedIn: {}, members: {}, refused: {}, isDeleted: false };
  return { ...made, ...empty, asked: { ...asked }, version: 1, round: 0, updatedAt: made.createdAt };
}

export interface GroupChange {
  readonly coins?: GroupCoins | undefined;
  readonly asked: AskedFields;
  /** the next fire is sent again */
  readonly nextRound: boolean;
  readonly isDeleted?: boolean;
}

/** Whether no member is to fire at present. A pause can end by itself. `now`: exchange clock, ms */
export function isPaused({ asked: { status, pausedUntil } }: Pick<Group, 'asked'>, now: number): boolean {
  const until = typeof pausedUntil === 'string' ? Date.parse(pausedUntil) : Infinity;
  return status === 'paused' && !(until <= now);
}

/** The group's next version. Its members are as they were. `now`: own clock, ms */
export function changeGroup(before: Group, change: GroupChange, now: number): Group {
  const { coins = before.coins, nextRound, isDeleted = before.isDeleted } = change;
  const asked = withoutEarlier(change.asked);
  const next = before.version + 1;
  const changedIn = Object.fromEntries(Object.keys(asked).map((field) => [field, next]));
  return {
    ...before,
    ...{ coins, isDeleted, version: next, updatedAt: now },
    round: before.round + (nextRound ? 1 : 0),
    asked: { ...before.asked, ...asked },
    changedIn: { ...before.changedIn, ...changedIn },
  };
}

/** `condition` and `all` take the place of each other; a status is for good unless an end of the pause comes with it. */
function withoutEarlier(asked: AskedFields): AskedFields {
  return {
    ...(asked.condition ? { all: null } : {}),
    ...(asked.all ? { condition: null } : {}),
    ...(asked.status ? { pausedUntil: null } : {}),
    ...asked,
  };
}

/** The fields that a member at `version` of the group lacks, as a change of an alert names them. */
export function fieldsSince({ asked, changedIn }: Group, version: number): AskedFields {
  const names = Object.keys(changedIn).filter((field) => (changedIn[field] ?? 0) > version);
  const fields = Object.fromEntries(names.map((field) => [field, asked[field] ?? null]));
  // it goes with a pause only
  return fields.status === 'paused' && fields.pausedUntil ? fields : without(fields, ['pausedUntil']);
}

/** What a new alert of the group asks for, but for its coin. */
export function fieldsOfNew({ asked }: Group): AskedFields {
  return without(asked, ['status', 'pausedUntil']);
}

function without(fields: AskedFields, names: readonly string[]): AskedFields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}

export function membershipOf({ id, fires, round, version }: Group): Membership {
  return { id, fires, round, version };
}

/** What a group's members must become. */
export interface GroupWork {
  /** coins without a member, in the order in which they were asked for */
  readonly missing: readonly string[];
  /** coins whose member is to go */
  readonly surplus: readonly string[];
}

/** `followed`: the coins that are followed now; a coin that was let go keeps its member. */
export function workOf(group: Group, followed: readonly string[]): GroupWork {
  const present = Object.keys(group.members);
  if (group.isDeleted) return { missing: [], surplus: present };
  const isOpen = group.coins === FOLLOWED;
  const wanted = new Set(isOpen ? followed : group.coins);
  const surplus = isOpen ? [] : present.filter((symbol) => !wanted.has(symbol));
  const room = MAX_GROUP_COINS - (present.length - surplus.length);
  const missing = [...wanted].filter((symbol) => group.members[symbol] === undefined);
  return { missing: missing.slice(0, Math.max(0, room)), surplus };
}
