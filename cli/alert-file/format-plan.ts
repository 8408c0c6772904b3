import { paint } from '../terminal/paint.ts';
import type { Terminal } from '../terminal/terminal.ts';
import type { FieldChange, Plan, Step } from './plan-changes.ts';
import type { WantedAlert } from './wanted-alert.ts';

/** The steps as people read them, and how many there are of each kind. */
export function formatPlan({ steps, unchanged }: Plan, terminal: Pick<Terminal, 'colours'>): string[] {
  const count = (kind: Step['kind']) => steps.filter((step) => step.kind === kind).length;
  const counts = [
    `${count('create')} to create`,
    `${count('change')} to change`,
    ...(count('replace') > 0 ? [`${count('replace')} to replace`] : []),
    `${count('delete')} to delete`,
    `${unchanged} unchanged`,
  ];
  return [...steps.flatMap((step) => formatStep(step, terminal)), `Plan: ${counts.join(', ')}.`];
}

function formatStep(step: Step, terminal: Pick<Terminal, 'colours'>): string[] {
  switch (step.kind) {
    case 'create':
      return [paint('green', `+ ${step.key}  ${summary(step.wanted.shown)}`, terminal)];
    case 'delete':
      return [paint('red', `- ${step.key}  ${summary(step.alert.view)}`, terminal)];
    case 'replace': {
      const coins = `${step.alert.symbol} becomes ${step.wanted.shown.symbol}: the alert is deleted and made again`;
      return [paint('yellow', `± ${step.key}  ${coins}`, terminal)];
    }
    case 'change':
      return [paint('yellow', `~ ${step.key}`, terminal), ...step.changes.map(formatChange)];
  }
}

function formatChange({ field, before, printed }: FieldChange): string {
  return `    ${field}: ${formatValue(before)} → ${formatValue(printed)}`;
}

function summary({ symbol, condition, all }: Readonly<Record<string, unknown>>): string {
  const conditions = Array.isArray(all) ? all : [condition];
  return `${symbol} ${conditions.map(formatValue).join(' and ')}`;
}

/** `price above 1` for a condition, JSON for the rest. */
function formatValue(value: unknown): string {
  if (typeof value !== 'object' || value === null || !('metric' in value && 'op' in value))
    return JSON.stringify(value ?? null);
  return Object.values(value).join(' ');
}

/** For programs. */
export function viewPlan({ namespace, steps, unchanged }: Plan): unknown {
  return {
    namespace,
    steps: steps.map((step) => ({
      kind: step.kind,
      key: step.key,
      ...('alert' in step && { id: step.alert.id }),
      ...('wanted' in step && { alert: viewWanted(step.wanted) }),
      ...('changes' in step && { changes: step.changes.map(viewChange) }),
    })),
    unchanged,
  };
}

function viewWanted({ body, printedChannels }: WantedAlert): unknown {
  return 'channels' in body ? { ...body, channels: printedChannels } : body;
}

function viewChange({ field, before, printed }: FieldChange): unknown {
  return { field, before, after: printed };
}
