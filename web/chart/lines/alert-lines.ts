import type { AlertView } from '../../../contract/alert-view.ts';

type ConditionView = NonNullable<AlertView['condition']>;
export type LevelField = 'level' | 'from' | 'to';

/** One level of an alert. A range has two, and of several conditions each has its own. */
export interface AlertLine {
  readonly key: string;
  readonly alertId: string;
  readonly metric: ConditionView['metric'];
  readonly op: ConditionView['op'];
  /** place in `all`; null: the alert has one condition */
  readonly place: number | null;
  readonly field: LevelField;
  readonly level: string;
  readonly status: AlertView['status'];
  /** what its person calls it */
  readonly name: string | null;
  /** false: the group moves the lines of all its members */
  readonly isMovable: boolean;
}

/** Statuses in which an alert has its line: the others wait for nothing. */
const SHOWN: ReadonlySet<AlertView['status']> = new Set(['arming', 'active', 'paused']);

/** `fired`: alerts whose line stays for some seconds after their fire. */
export function linesOf(alerts: readonly AlertView[], fired: ReadonlySet<string>): AlertLine[] {
  return alerts.filter(({ id, status }) => SHOWN.has(status) || fired.has(id)).flatMap(linesOfAlert);
}

function linesOfAlert(alert: AlertView): AlertLine[] {
  const { condition, all } = alert;
  if (condition) return linesOfCondition(alert, condition, null);
  return (all ?? []).flatMap((each, place) => linesOfCondition(alert, each, place));
}

function linesOfCondition(alert: AlertView, condition: ConditionView, place: number | null): AlertLine[] {
  const { id, status, name, groupId } = alert;
  return levelsOf(condition).map(([field, level]) => ({
    key: `${id}/${place ?? ''}/${field}`,
    alertId: id,
    metric: condition.metric,
    op: condition.op,
    ...{ place, field, level, status, name },
    isMovable: groupId === null && SHOWN.has(status),
  }));
}

function levelsOf(condition: ConditionView): [LevelField, string][] {
  if ('level' in condition) return [['level', condition.level]];
  return [
    ['from', condition.from],
    ['to', condition.to],
  ];
}

/** What a request must say so that the line, and nothing else, moves to `level`. */
export interface LineChange {
  readonly condition?: Partial<Record<LevelField, string>>;
  readonly all?: ConditionView[];
}

/** One condition changes in part, several only as a whole. */
export function changeOfLine(
  { all }: Pick<AlertView, 'all'>,
  { place, field }: Pick<AlertLine, 'place' | 'field'>,
  level: string,
): LineChange {
  if (place === null || all === null) return { condition: { [field]: level } };
  return { all: all.map((each, index) => (index === place ? { ...each, [field]: level } : each)) };
}
