/** `85 ms`, `4.2 s`, `3 min 20 s`, `2 h 5 min`: a length of time in its two largest units. */
export function formatSpan(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1_000) return `${ms} ms`;
  if (size < 60_000) return `${Number((ms / 1_000).toFixed(size < 10_000 ? 2 : 1))} s`;
  const seconds = Math.round(ms / 1_000);
  if (size < 3_600_000) return parts([seconds / 60, 'min'], [seconds % 60, 's']);
  const minutes = Math.round(ms / 60_000);
  if (size < 172_800_000) return parts([minutes / 60, 'h'], [minutes % 60, 'min']);
  const hours = Math.round(ms / 3_600_000);
  return parts([hours / 24, 'days'], [hours % 24, 'h']);
}

function parts(...amounts: readonly [amount: number, unit: string][]): string {
  const integers = amounts.map(([amount, unit]) => [Math.trunc(amount), unit] as const);
  return integers
    .filter(([amount]) => amount !== 0)
    .map(([amount, unit]) => `${amount} ${unit}`)
    .join(' ');
}
