import type { CandlePage } from '../../../contract/candle-page.ts';

type Gap = CandlePage['gaps'][number];

/** ms, half-open */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** There is no candle, or no trade is missing: neither says that trades were not judged. */
const NOT_UNWATCHED: ReadonlySet<Gap['reason']> = new Set(['not-stored', 'no-windows']);

/** When trades were not judged, ascending; what touches is one span. */
export function unwatchedSpans(gaps: readonly Gap[]): Span[] {
  const spans = gaps
    .filter(({ reason }) => !NOT_UNWATCHED.has(reason))
    .map(({ from, to }) => ({ from: Date.parse(from), to: Date.parse(to) }))
    .sort((a, b) => a.from - b.from);
  const joined: Span[] = [];
  for (const span of spans) {
    const last = joined.at(-1);
    if (last && span.from <= last.to) joined[joined.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else joined.push(span);
  }
  return joined;
}
