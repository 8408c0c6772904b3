/** Something that happened: a past fire, or one that a preview has found. */
export interface Happening {
  /** of the fire; null: it has no proof to open */
  readonly id: string | null;
  /** ms */
  readonly at: number;
  readonly price: number;
}

/** One mark on the chart, of everything of its kind in one bar. */
export interface PlacedMark {
  /** start of its bar, s */
  readonly time: number;
  /** where the newest one stands */
  readonly price: number;
  readonly count: number;
  /** of the newest one */
  readonly id: string | null;
}

/** A mark lies at the time of a bar: the chart has no place in between. `length`: of a bar, ms. What lies outside of `span` (s) has no bar. */
export function placeMarks(
  happenings: readonly Happening[],
  length: number,
  span: { readonly from: number; readonly to: number },
): PlacedMark[] {
  const byBar = Map.groupBy(happenings, ({ at }) => (Math.floor(at / length) * length) / 1_000);
  const marks: PlacedMark[] = [];
  for (const [time, inBar] of byBar) {
    const newest = inBar.reduce((a, b) => (b.at >= a.at ? b : a));
    if (time < span.from || time > span.to) continue;
    marks.push({ time, price: newest.price, count: inBar.length, id: newest.id });
  }
  return marks.sort((a, b) => a.time - b.time);
}
