import { formatCount } from '../../format/format-count.ts';
import type { Target } from './delete/deletion.ts';

/** `1 alert`, `12 alerts`, `2 groups`, `3 alerts and 1 group`. */
export function countOf(targets: readonly Pick<Target, 'kind'>[]): string {
  const groups = targets.filter(({ kind }) => kind === 'group').length;
  const alerts = targets.length - groups;
  const parts = [
    ...(alerts > 0 ? [formatCount(alerts, 'alert')] : []),
    ...(groups > 0 ? [formatCount(groups, 'group')] : []),
  ];
  return parts.join(' and ') || 'Nothing';
}
