import * as z from 'zod';
import { type Condition, conditionSchema } from './condition.ts';
import { dueKey, fallKey, riseKey, type Threshold } from './index-keys.ts';

export const positionSchema = z.object({ tradeId: z.number().int(), instant: z.number().int() });

/** What the person asked for; only edits change it. */
export const ruleSchema = z.strictObject({
  condition: conditionSchema,
  repeat: z.strictObject({ mode: z.literal('once') }),
  confirm: z.literal('trade'),
});
export type Rule = z.infer<typeof ruleSchema>;

/** On which side of its level the value was last judged to be. Only `crosses` tells `at` from the others. */
export const SIDES = ['below', 'at', 'above'] as const;
export type Side = (typeof SIDES)[number];

/** The trade whose value was judged first, inclusive. From there on everything is judged. `time` in ms. */
export const watchedFromSchema = z.object({ tradeId: z.number().int(), time: z.number().int() });

const seen = { asOf: positionSchema.nullable(), watchedFrom: watchedFromSchema.nullable() };

/**
 * From where on an alert may arm: `armAfter` is the instant of its creation, resume or edit (exchange clock, ms), and
 * `bookVersion` the version that its coin's book got by that change. A tick of an older version is not judged for it: of
 * two environments one might know the alert by then and the other not.
 */
export const armFromSchema = z.object({ armAfter: z.number().int(), bookVersion: z.number().int().nonnegative() });
export type ArmFrom = z.infer<typeof armFromSchema>;

/**
 * - `arming`: waits for the first judged position that `armFrom` allows.
 * - `active`: armed; every trade is judged, and `side` is where the value stood last.
 * - `paused`: the person has put it aside; nothing is judged.
 * - `triggered`: it has fired and, with repeat `once`, is over until the person re-arms it.
 * - `expired`: its `expiresAt` has passed without a fire.
 * - `faulty`: what is stored can't be judged; it is out of the book and never fires.
 */
export const alertStateSchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('arming'), armFrom: armFromSchema, ...seen }),
  z.object({ status: z.literal('active'), side: z.enum(SIDES), ...seen, asOf: positionSchema }),
  z.object({ status: z.literal('paused'), ...seen }),
  z.object({ status: z.literal('triggered'), ...seen }),
  z.object({ status: z.literal('expired'), ...seen }),
  z.object({ status: z.literal('faulty'), fault: z.string(), ...seen }),
]);
export type AlertState = z.infer<typeof alertStateSchema>;

export const STATUSES = ['arming', 'active', 'paused', 'triggered', 'expired', 'faulty'] as const;
export type Status = AlertState['status'];

/** The part of an alert that is judged, as the indexes project it. `rev` grows with every write by anyone. */
export const judgedAlertSchema = z.object({
  id: z.string(),
  rev: z.number().int().positive(),
  rule: ruleSchema,
  state: alertStateSchema,
});
export type JudgedAlert = z.infer<typeof judgedAlertSchema>;

export const channelSchema = z.strictObject({ type: z.literal('email') });
export type Channel = z.infer<typeof channelSchema>;

/**
 * A quiet coin has no trade to arm on: when none came within this long after `armAfter`, the alert arms on the last
 * trade. A fixed instant, so that the result does not depend on when a mark happened to be sent.
 */
export const ARM_WITHOUT_TRADE_AFTER_MS = 1_000;

/** What can move the alert next: at most one rise, one fall and one due instant. */
export interface NextMoves {
  readonly rise: Threshold | null;
  readonly fall: Threshold | null;
  /** from this instant (ms, exchange clock) on, events concern the alert */
  readonly due: number | null;
}

const NO_MOVES: NextMoves = { rise: null, fall: null, due: null };

export function nextMoves({ rule, state }: Pick<JudgedAlert, 'rule' | 'state'>): NextMoves {
  switch (state.status) {
    case 'arming':
      return { ...NO_MOVES, due: state.armFrom.armAfter };
    case 'active':
      return { ...thresholds(rule.condition, state.side), due: null };
    case 'paused':
    case 'triggered':
    case 'expired':
    case 'faulty':
      return NO_MOVES;
  }
}

function thresholds(condition: Condition, side: Side): Pick<NextMoves, 'rise' | 'fall'> {
  const at = (touch: Threshold['touch']): Threshold => ({
    metric: condition.metric,
    level: Number(condition.level),
    touch,
  });
  switch (condition.op) {
    case 'above':
      return { rise: at('reached'), fall: null };
    case 'below':
      return { rise: null, fall: at('reached') };
    case 'crosses-above':
      return side === 'below' ? { rise: at('reached'), fall: null } : { rise: null, fall: at('passed') };
    case 'crosses-below':
      return side === 'above' ? { rise: null, fall: at('reached') } : { rise: at('passed'), fall: null };
    case 'crosses':
      if (side === 'below') return { rise: at('reached'), fall: null };
      if (side === 'above') return { rise: null, fall: at('reached') };
      return { rise: at('passed'), fall: at('passed') };
  }
}

/** The sort keys under which the alert stands in its coin's book; an absent one leaves that index. */
export interface IndexKeys {
  readonly rise?: string;
  readonly fall?: string;
  readonly due?: string;
}

export function indexKeys(alert: Pick<JudgedAlert, 'rule' | 'state'>): IndexKeys {
  const { rise, fall, due } = nextMoves(alert);
  return {
    ...(rise && { rise: riseKey(rise) }),
    ...(fall && { fall: fallKey(fall) }),
    ...(due !== null && { due: dueKey(due) }),
  };
}

/** The instant of the alert's own next time event, ms; null when time alone never moves it. */
export function wakesAt({ state }: Pick<JudgedAlert, 'state'>): number | null {
  return state.status === 'arming' ? state.armFrom.armAfter + ARM_WITHOUT_TRADE_AFTER_MS : null;
}
