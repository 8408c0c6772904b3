import * as z from 'zod';
import { candleViewSchema } from '../domain/market/candle.ts';
import { UNWATCHED_REASONS, type UnwatchedSpan } from '../domain/market/coin.ts';

/** No candle is stored there, or not all that a longer one is made of. */
export const NOT_STORED = 'not-stored';

export const GAP_REASONS = [NOT_STORED, ...UNWATCHED_REASONS] as const;

const shownCandleSchema = candleViewSchema
  .extend({
    closed: z
      .literal(false)
      .optional()
      .meta({ description: 'of the candle that is not over yet; every other one is closed' }),
  })
  .meta({ id: 'Candle' });
export type ShownCandle = z.infer<typeof shownCandleSchema>;

const gapSchema = z
  .strictObject({ from: z.iso.datetime(), to: z.iso.datetime(), reason: z.enum(GAP_REASONS) })
  .meta({ id: 'CandleGap' });
type CandleGapView = z.infer<typeof gapSchema>;

/** One page. Candles are never made up: where there are none, `gaps` says so. */
export const candlePageSchema = z
  .strictObject({
    items: z.array(shownCandleSchema),
    gaps: z.array(gapSchema).meta({
      description:
        'not-stored: no candle is there. Any other: when trades were not judged, as in unwatched of the coin; their candles may be complete',
    }),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'CandleList' });
export type CandlePage = z.infer<typeof candlePageSchema>;

/** ms, half-open */
export interface ShownGap extends Pick<UnwatchedSpan, 'from' | 'to'> {
  readonly reason: CandleGapView['reason'];
}

export function viewGap({ from, to, reason }: ShownGap): CandleGapView {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), reason };
}
