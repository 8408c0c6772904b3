import * as z from 'zod';

/**
 * When a fire's event passed each hop, ms. `tradeAt` is on the exchange's clock; `receivedAt` and `publishedAt` are on the ingest
 * task's and `evaluatedAt` on the function's, which both follow the provider's time and count as one clock, our own. The task
 * measures how far the exchange's clock is ahead, to half a round trip, and each tick carries that offset: an instant of our
 * own clock plus the offset is on the exchange's clock. See docs/decisions/0017.
 */
export const hopsSchema = z.object({
  tradeAt: z.number().int(),
  /** when the task got what shows the event: its trade; of a time event the trade after it, or the tick when time alone shows it */
  receivedAt: z.number().int(),
  publishedAt: z.number().int(),
  evaluatedAt: z.number().int(),
  /** exchange clock minus own clock; null when not measured, and in fires that earlier versions have stored */
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

/** Converts an instant of our own clock to the exchange's. Where the clocks' error puts it before its cause, it is set to the cause. */
export function alignInstant(own: number, { clockOffsetMs }: Pick<Hops, 'clockOffsetMs'>, cause: number): number {
  return Math.max(own + (clockOffsetMs ?? 0), cause);
}

/** ms; negative when the clocks differ by more than the hop took, null when they were not compared */
export interface HopDelays {
  readonly received: number | null;
  readonly published: number;
  readonly evaluated: number;
  readonly dispatched: number;
}

/** How long each hop took, from the event at `firedAt` on. */
export function hopDelays(hops: Hops, { firedAt, dispatchedAt }: { firedAt: number; dispatchedAt: number }): HopDelays {
  const { receivedAt, publishedAt, evaluatedAt, clockOffsetMs } = hops;
  return {
    received: clockOffsetMs === null ? null : receivedAt + clockOffsetMs - firedAt,
    published: publishedAt - receivedAt,
    evaluated: evaluatedAt - publishedAt,
    dispatched: dispatchedAt - evaluatedAt,
  };
}
