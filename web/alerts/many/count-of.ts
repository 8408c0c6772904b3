import type { Target } from './delete/deletion.ts';

/** `1 alert`, `12 alerts`, `2 groups`, `3 alerts and 1 group`. */
export function countOf(targets: readonly Pick<Target, 'kind'>[]): string {
  const groups = targets.filter(({ kind }) => kind === 'group').length;
  const alerts = targets.length - groups;
  return [counted(alerts, 'alert'), counted(groups, 'group')].filter((part) => part !== '').join(' and ') || 'Nothing';
}

function counted(count: number, name: string): string {
  if (count === 0) return '';
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
