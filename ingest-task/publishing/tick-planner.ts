import { MINUTE_MS, minuteOf } from '../../domain/market/tick.ts';
import type { PendingTrades } from './pending-trades.ts';
import type { Watermark } from './watermark.ts';

/** After a gap of more minutes than this (one day) they are skipped instead of published one by one. */
export const MAX_MINUTES_IN_A_ROW = 1_440;

/** What the next tick holds. */
export interface TickPlan {
  readonly minute: number;
  /** trades from the head of the pending ones */
  readonly count: number;
  readonly watermark: number | null;
  /** more is ready, for the tick after this one */
  readonly hasMore: boolean;
}

export interface PlanRequest {
  /** exchange clock, ms */
  readonly exchangeNow: number;
  /** a tick is due even without a trade or a watermark */
  readonly mustSend: boolean;
}

/** Decides which minute the next tick is of, and what it holds. */
export interface TickPlanner {
  /** start of the first minute that is not published to its end; null while minutes may be left out */
  readonly openMinute: number | null;
  next(request: PlanRequest): TickPlan | null;
  /** A trade of this minute was published before this run, or before the coin was unfollowed. */
  continueFrom(minute: number): void;
  /** The stream accepted the tick. */
  accepted(plan: Pick<TickPlan, 'minute' | 'watermark'>): void;
  /** Start of the first minute before `time` (exchange ms) that is still to be published to its end; null when there is none. */
  firstUnpublishedBefore(time: number): number | null;
}

export interface PlannerDeps {
  readonly pending: PendingTrades;
  readonly watermark: Watermark;
  /** The minutes from `from` up to, not including, `to` are skipped: there are too many of them. */
  readonly onSkipped: (from: number, to: number) => void;
}

/** For a coin with price alerts only: the price at any instant is that of the last trade, so minutes may be left out. */
export class SparseMinutes implements TickPlanner {
  readonly openMinute = null;
  readonly #deps: PlannerDeps;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  next({ exchangeNow, mustSend }: PlanRequest): TickPlan | null {
    const { pending, watermark } = this.#deps;
    const count = pending.headCount();
    const known = watermark.after(count);
    if (count === 0 && !mustSend && !watermark.isDue(known)) return null;
    const minute = minuteOf(pending.at(0)?.time ?? known ?? exchangeNow);
    return { minute, count, watermark: watermark.within(known, minute), hasMore: count < pending.count };
  }

  continueFrom(): void {
    // no minute has to follow
  }

  accepted(): void {
    // no minute has to be closed
  }

  firstUnpublishedBefore(): number | null {
    const first = this.#deps.pending.at(0);
    return first && minuteOf(first.time);
  }
}

/**
 * For a coin with windowed metrics: every minute is published, in order, and each to its end (its watermark). No tick of a
 * later minute is made before the stream took one that closes the open minute. A late trade, of a minute that is closed
 * already, gets a tick of its own minute, without a watermark.
 */
export class EveryMinute implements TickPlanner {
  readonly #deps: PlannerDeps;
  #openMinute: number | null = null;

  constructor(deps: PlannerDeps) {
    this.#deps = deps;
  }

  get openMinute(): number | null {
    return this.#openMinute;
  }

  next(request: PlanRequest): TickPlan | null {
    const { pending, watermark } = this.#deps;
    const first = pending.at(0);
    const known = watermark.after(0);
    const reached = first?.time ?? known;
    if (reached !== null) this.#skipTo(minuteOf(reached));
    const plan = first ? this.#withTrade(first.time) : this.#withoutTrades(known, request);
    if (plan) this.#open(plan);
    return plan;
  }

  continueFrom(minute: number): void {
    this.#openMinute ??= minute;
  }

  accepted({ minute, watermark }: Pick<TickPlan, 'minute' | 'watermark'>): void {
    if (minute === this.#openMinute && watermark === minute + MINUTE_MS) this.#openMinute = watermark;
  }

  firstUnpublishedBefore(time: number): number | null {
    const open = this.#openMinute;
    const first = this.#deps.pending.at(0);
    if (first) return Math.min(minuteOf(first.time), open ?? Number.POSITIVE_INFINITY);
    return open !== null && areTooMany(open, minuteOf(time)) ? null : open;
  }

  #withTrade(time: number): TickPlan {
    const open = this.#openMinute;
    if (open === null || time < open + MINUTE_MS) return this.#withTrades(minuteOf(time));
    return { minute: open, count: 0, watermark: open + MINUTE_MS, hasMore: true };
  }

  /** A pending trade of a later minute proves as much as a watermark: all trades of this minute have come. */
  #withTrades(minute: number): TickPlan {
    const { pending, watermark } = this.#deps;
    const count = pending.headCount();
    const after = pending.at(count);
    const known = after && after.time >= minute + MINUTE_MS ? after.time : watermark.after(count);
    return { minute, count, watermark: watermark.within(known, minute), hasMore: count < pending.count };
  }

  #withoutTrades(known: number | null, { exchangeNow, mustSend }: PlanRequest): TickPlan | null {
    const minute = this.#openMinute ?? minuteOf(known ?? exchangeNow);
    const watermark = this.#deps.watermark.within(known, minute);
    const isOver = known !== null && watermark === minute + MINUTE_MS;
    const isDue = watermark !== null && (isOver || this.#deps.watermark.isDue(known));
    if (!isDue && !mustSend) return null;
    return { minute, count: 0, watermark, hasMore: isOver && known - watermark >= MINUTE_MS };
  }

  #skipTo(minute: number): void {
    const open = this.#openMinute;
    if (open === null || !areTooMany(open, minute)) return;
    this.#openMinute = minute;
    this.#deps.onSkipped(open, minute);
  }

  /** The first tick with a trade or a watermark opens its minute, unless its trades come late. */
  #open({ minute, count, watermark }: TickPlan): void {
    const hasContent = count > 0 || watermark !== null;
    if (hasContent && !this.#deps.watermark.wasSentBeyond(minute + MINUTE_MS)) this.#openMinute ??= minute;
  }
}

function areTooMany(open: number, minute: number): boolean {
  return minute - open > MAX_MINUTES_IN_A_ROW * MINUTE_MS;
}
