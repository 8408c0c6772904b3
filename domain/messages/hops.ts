import * as z from 'zod';

/**
 * The instants of a fire's way, ms, by three clocks: `tradeAt` is the exchange's, `receivedAt` and `publishedAt` are the
 * ingest task's, `evaluatedAt` is the evaluating function's. The task and the functions run on the provider's time and
 * count as one clock, our own. The task measures how far the exchange's is ahead of it, to half of a round trip, and each
 * tick carries that offset: own instants plus the offset are on the exchange's clock. See docs/decisions/0017.
 */
export const hopsSchema = z.object({
  tradeAt: z.number().int(),
  /** What shows the event: its trade or, of a time event, the trade after it; the tick itself where time alone shows it. */
  receivedAt: z.number().int(),
  publishedAt: z.number().int(),
  evaluatedAt: z.number().int(),
  /** exchange clock minus own clock; null when it was not measured, and in fires that earlier versions have stored */
  clockOffsetMs: z.number().int().nullable().default(null),
});
export type Hops = z.infer<typeof hopsSchema>;

/** Our own instants of a fire, on the exchange's clock. */
export type AlignedHops = Pick<Hops, 'receivedAt' | 'publishedAt' | 'evaluatedAt'>;

/** `firedAt`: the event's instant, exchange clock, ms */
export function alignHops(hops: Hops, firedAt: number): AlignedHops {
  const receivedAt = alignInstant(hops.receivedAt, hops, firedAt);
  const publishedAt = alignInstant(hops.publishedAt, hops, receivedAt);
  return { receivedAt, publishedAt, evaluatedAt: alignInstant(hops.evaluatedAt, hops, publishedAt) };
}

/** An instant of our own clock on the exchange's. Where two clocks that differ a little put it before its cause, it is at its cause. */
export function alignInstant(own: number, { clockOffsetMs }: Pick<Hops, 'clockOffsetMs'>, cause: number): number {
  return Math.max(own + (clockOffsetMs ?? 0), cause);
}

/** ms; negative where clocks differ by more than the hop took, null where they were not compared */
export interface HopDelays {
  readonly received: number | null;
  readonly published: number;
  readonly evaluated: number;
  readonly dispatched: number;
}

/** How long each hop took, beginning with the event at `firedAt`. */
export function hopDelays(hops: Hops, { firedAt, dispatchedAt }: { firedAt: number; dispatchedAt: number }): HopDelays {
  const { receivedAt, publishedAt, evaluatedAt, clockOffsetMs } = hops;
  return {
    received: clockOffsetMs === null ? null : receivedAt + clockOffsetMs - firedAt,
    published: publishedAt - receivedAt,
    evaluated: evaluatedAt - publishedAt,
    dispatched: dispatchedAt - evaluatedAt,
  };
}
