import type { ChannelView } from '../../../contract/channels.ts';
import type { FOLLOWED, GROUP_FIRES } from '../../../domain/groups/group.ts';
import type { Metric } from '../../../domain/metrics/metric.ts';
import type { Operator } from '../../../domain/rules/operators/operators.ts';
import type { CONFIRMS } from '../../../domain/rules/rule.ts';
import type { DurationDraft } from './duration-draft.ts';

/**
 * A condition while it is written. `level`, `from` and `to` are texts as they were typed; those that the operator does not take stay,
 * so that choosing another operator loses nothing.
 */
export interface ConditionDraft {
  readonly metric: Metric;
  readonly op: Operator;
  readonly level: string;
  readonly from: string;
  readonly to: string;
}

/** Its levels: one, or the two bounds of a range. */
export const LEVEL_FIELDS = ['level', 'from', 'to'] as const;
export type LevelField = (typeof LEVEL_FIELDS)[number];

/** `all`: every coin that is followed, now or later. */
export type CoinsDraft = readonly string[] | typeof FOLLOWED;

/**
 * An alert, or one alert on many coins, while it is written: the fields of a request, as texts where a person types them. Options that
 * are off keep what was typed. Null is off.
 */
export interface AlertDraft {
  readonly coins: CoinsDraft;
  /** on many coins */
  readonly fires: (typeof GROUP_FIRES)[number];
  /** at least one; more must all be met */
  readonly conditions: readonly ConditionDraft[];
  readonly repeats: boolean;
  /** with `repeats` */
  readonly cooldown: DurationDraft | null;
  readonly rearm: string | null;
  /** the step; empty: as far as the level is from the price */
  readonly reanchor: string | null;
  readonly hold: DurationDraft | null;
  readonly confirm: (typeof CONFIRMS)[number];
  /** ISO 8601 UTC */
  readonly expiresAt: string | null;
  readonly channels: readonly ChannelView[];
  readonly name: string;
  readonly note: string;
  readonly externalId: string;
}

export const NEW_CONDITION: ConditionDraft = { metric: 'price', op: 'crosses-above', level: '', from: '', to: '' };

/** What a repeated alert waits for by default. */
export const USUAL_COOLDOWN: DurationDraft = { amount: '1', unit: 'hours' };

export const EMPTY_DRAFT: AlertDraft = {
  coins: [],
  fires: 'each',
  conditions: [NEW_CONDITION],
  repeats: false,
  cooldown: USUAL_COOLDOWN,
  rearm: null,
  reanchor: null,
  hold: null,
  confirm: 'trade',
  expiresAt: null,
  channels: [{ type: 'email' }],
  name: '',
  note: '',
  externalId: '',
};

/** Whether it is one alert on many coins. */
export function isGroup({ coins }: Pick<AlertDraft, 'coins'>): boolean {
  return typeof coins === 'string' || coins.length > 1;
}

/** Where the API's errors say that a condition is. */
export function conditionPath({ conditions }: Pick<AlertDraft, 'conditions'>, index: number): string {
  return conditions.length > 1 ? `all.${index}` : 'condition';
}

/** The draft with one condition changed. */
export function withCondition(draft: AlertDraft, index: number, change: Partial<ConditionDraft>): AlertDraft {
  const conditions = draft.conditions.map((each, at) => (at === index ? { ...each, ...change } : each));
  return { ...draft, conditions };
}
