import type { ChangeView } from '../../../contract/history-view.ts';

const WHO: Readonly<Record<ChangeView['by'], string>> = {
  you: 'You',
  link: 'Somebody with a link in one of its mails',
  group: 'Its group',
  import: 'An import',
};
const DID: Readonly<Record<ChangeView['what'], string>> = {
  created: 'made it',
  changed: 'changed it',
  paused: 'paused it',
  resumed: 'resumed it',
  rearmed: 'armed it again',
  deleted: 'deleted it',
};
const MAX_SHOWN = 60;

/** `You changed it: name from Top to Breakout.` Of a new alert its fields are not listed. */
export function describeChange({ by, what, changes }: ChangeView): string {
  const start = `${WHO[by]} ${DID[what]}`;
  if (what === 'created' || changes.length === 0) return `${start}.`;
  const fields = changes.map(
    ({ field, before, after }) => `${field} from ${formatValue(before)} to ${formatValue(after)}`,
  );
  return `${start}: ${fields.join('; ')}.`;
}

function formatValue(value: unknown): string {
  if (value === null || value === undefined) return 'none';
  const text = typeof value === 'object' ? Object.values(value).flatMap(flat).join(' ') : `${value}`;
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function flat(value: unknown): string[] {
  if (typeof value === 'object' && value !== null) return Object.values(value).flatMap(flat);
  return value === null ? [] : [`${value}`];
}
