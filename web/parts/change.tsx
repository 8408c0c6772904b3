import { formatChange, UNKNOWN } from '../format/format-number.ts';

/** A change in percent: its sign says the direction, the colour repeats it. */
export function Change({ percent }: { percent: number | null | undefined }) {
  if (percent === null || percent === undefined) return <span class="muted">{UNKNOWN}</span>;
  const tone = percent > 0 ? 'up' : percent < 0 ? 'down' : 'muted';
  return <span class={tone}>{formatChange(percent)}</span>;
}
