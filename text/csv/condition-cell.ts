import type { RuleView } from '../../contract/rule-view.ts';

type ConditionView = NonNullable<RuleView['condition']>;

/** As an import takes it: the API checks its names and levels. */
export interface AskedCondition {
  readonly metric: string;
  readonly op: string;
  readonly level?: string;
  readonly from?: string;
  readonly to?: string;
}

const BETWEEN = '; ';
const CONDITION = /^(?<metric>\S+)\s+(?<op>\S+)\s+(?:(?<from>\S+)\s+to\s+(?<to>\S+)|(?<level>\S+))$/;

/** `price crosses-above 65000`; several, all of which must be met: `price above 65000; volume-5m above 20000000`. */
export function writeConditions({ condition, all }: Pick<RuleView, 'condition' | 'all'>): string {
  return (all ?? (condition ? [condition] : [])).map(writeCondition).join(BETWEEN);
}

function writeCondition({ metric, op, ...levels }: ConditionView): string {
  return `${metric} ${op} ${'level' in levels ? levels.level : `${levels.from} to ${levels.to}`}`;
}

/** Null when one of them is not written so. */
export function readConditions(cell: string): readonly AskedCondition[] | null {
  const conditions = cell.split(';').map((text) => readCondition(text.trim()));
  const read = conditions.filter((it) => it !== null);
  return read.length === conditions.length ? read : null;
}

function readCondition(text: string): AskedCondition | null {
  const { metric, op, level, from, to } = CONDITION.exec(text)?.groups ?? {};
  if (metric === undefined || op === undefined) return null;
  if (from !== undefined && to !== undefined) return { metric, op, from, to };
  return level === undefined ? null : { metric, op, level };
}
