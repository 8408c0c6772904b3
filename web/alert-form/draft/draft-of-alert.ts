import type { AlertView } from '../../../contract/alert-view.ts';
import type { GroupSummary } from '../../../contract/group-view.ts';
import type { Metric } from '../../../domain/metrics/metric.ts';
import type { Operator } from '../../../domain/rules/operators/operators.ts';
import type { NumberText } from '../../format/number-text.ts';
import { type AlertDraft, type ConditionDraft, EMPTY_DRAFT, NEW_CONDITION, USUAL_COOLDOWN } from './alert-draft.ts';
import { durationDraft } from './duration-draft.ts';
import { writeLevel } from './level-text.ts';

/** The fields that the API shows of an alert and of a group, and that a link to a form has. What is left out is off. */
export interface ShownFields {
  readonly condition?: ShownCondition | null | undefined;
  readonly all?: readonly ShownCondition[] | null | undefined;
  readonly repeat?: AlertView['repeat'] | GroupSummary['repeat'] | undefined;
  readonly rearmPercent?: number | null | undefined;
  readonly holdSeconds?: number | null | undefined;
  readonly confirm?: AlertView['confirm'] | undefined;
  readonly expiresAt?: string | null | undefined;
  readonly channels?: AlertView['channels'] | undefined;
  readonly name?: string | null | undefined;
  readonly note?: string | null | undefined;
}

interface ShownCondition {
  readonly metric: Metric;
  readonly op: Operator;
  readonly level?: string | null | undefined;
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** The draft that asks for what is shown. */
export function draftOf(shown: ShownFields, numbers: NumberText): Omit<AlertDraft, 'coins' | 'fires' | 'externalId'> {
  const conditions = shown.all ?? (shown.condition ? [shown.condition] : [NEW_CONDITION]);
  return {
    conditions: conditions.map((each) => conditionDraft(each, numbers)),
    ...repeatDraft(shown.repeat, numbers),
    rearm: shown.rearmPercent == null ? null : numbers.format(`${shown.rearmPercent}`),
    hold: shown.holdSeconds == null ? null : durationDraft(shown.holdSeconds),
    confirm: shown.confirm ?? EMPTY_DRAFT.confirm,
    expiresAt: shown.expiresAt ?? null,
    channels: shown.channels ?? EMPTY_DRAFT.channels,
    name: shown.name ?? '',
    note: shown.note ?? '',
  };
}

/** Of an alert that exists. */
export function draftOfAlert(alert: AlertView, numbers: NumberText): AlertDraft {
  return { ...draftOf(alert, numbers), coins: [alert.symbol], fires: 'each', externalId: alert.externalId ?? '' };
}

export function draftOfGroup(group: GroupSummary, numbers: NumberText): AlertDraft {
  return { ...draftOf(group, numbers), coins: group.coins, fires: group.fires, externalId: '' };
}

function conditionDraft({ metric, op, level, from, to }: ShownCondition, numbers: NumberText): ConditionDraft {
  const text = (value: string | null | undefined) => (value == null ? '' : writeLevel(value, numbers));
  return { metric, op, level: text(level), from: text(from), to: text(to) };
}

function repeatDraft(repeat: ShownFields['repeat'], numbers: NumberText) {
  if (!repeat || repeat.mode === 'once') return { repeats: false, cooldown: USUAL_COOLDOWN, reanchor: null };
  const { cooldownSeconds, reanchor, step } = { reanchor: undefined, step: undefined, ...repeat };
  return {
    repeats: true,
    cooldown: cooldownSeconds == null ? null : durationDraft(cooldownSeconds),
    reanchor: reanchor ? writeLevel(step ?? '', numbers) : null,
  };
}
