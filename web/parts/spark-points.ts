/** The line must not touch the edge, where half of its width would be cut off. */
const INSET = 2;

/** Points of a line for `<polyline>`, one text for each stretch without a gap. `closes`: oldest first. */
export function sparkPoints(
  closes: readonly (string | null)[],
  { width, height }: { width: number; height: number },
): string[] {
  const values = closes.map((close) => (close === null ? null : Number(close)));
  const known = values.filter((value) => value !== null);
  const low = Math.min(...known);
  const high = Math.max(...known);
  const span = high - low;
  const x = (index: number) => INSET + (index * (width - 2 * INSET)) / Math.max(1, closes.length - 1);
  // a price that never moved is a line in the middle
  const y = (value: number) =>
    span === 0 ? height / 2 : height - INSET - ((value - low) / span) * (height - 2 * INSET);
  const lines: string[][] = [[]];
  for (const [index, value] of values.entries()) {
    if (value === null) lines.push([]);
    else lines.at(-1)?.push(`${round(x(index))},${round(y(value))}`);
  }
  return lines.filter((line) => line.length > 0).map((line) => line.join(' '));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
