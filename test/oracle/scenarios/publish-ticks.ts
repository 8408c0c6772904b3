import type { Tick } from '../../../domain/market/tick.ts';
import type { Trade } from '../../../domain/market/trade.ts';
import { buildTick } from '../../support/ticks.ts';
import { MINUTE, type MinuteValues, startOfMinute } from '../coin-events.ts';

export interface TickCut {
  /** at most so many trades */
  readonly size: number;
  /** how far the tick's watermark goes: to its last trade, halfway to the next trade, or all the way */
  readonly watermark: 'none' | 'last trade' | 'half' | 'all';
  /** the watermark comes in an empty tick of its own */
  readonly apart: boolean;
}

/** What happens at the exchange. */
export interface Market {
  readonly trades: readonly Trade[];
  readonly valuesOf: (minute: number) => MinuteValues;
  /** the last watermark after the last trade; null: there is none */
  readonly end: number | null;
  /** alerts have windowed metrics: each minute has a tick, and is closed by a watermark (docs/decisions/0008) */
  readonly everyMinute: boolean;
}

/** The ticks of the trades `from` to before `to`, as one run of the ingest task would publish them. */
export function publishTicks(market: Market, from: number, to: number, cuts: readonly TickCut[]): Tick[] {
  return new TickPublisher(market, cuts).ticksOf(from, to);
}

class TickPublisher {
  readonly #market: Market;
  readonly #cuts: readonly TickCut[];
  readonly #ticks: Tick[] = [];
  /** the minute of the last tick */
  #minute = 0;

  constructor(market: Market, cuts: readonly TickCut[]) {
    this.#market = market;
    this.#cuts = cuts;
  }

  ticksOf(from: number, to: number): Tick[] {
    const { trades, end } = this.#market;
    this.#minute = startOfMinute((trades[from - 1] ?? trades[from])?.time ?? 0);
    for (let index = from; index < to; ) index = this.#publishTrades(index, to);
    if (to === trades.length && end !== null) {
      this.#moveTo(startOfMinute(end), to);
      this.#publish(to, to, end);
    }
    return this.#ticks;
  }

  /** One tick, and an empty one if its watermark comes apart. Returns the index of the next trade. */
  #publishTrades(from: number, before: number): number {
    const { trades } = this.#market;
    const cut = this.#nextCut();
    const minute = startOfMinute(trades[from]?.time ?? 0);
    this.#moveTo(minute, from);
    let to = from + 1;
    while (to < before && to - from < cut.size && startOfMinute(trades[to]?.time ?? 0) === minute) to += 1;
    const watermark = this.#watermarkOf(cut, to);
    this.#publish(from, to, cut.apart ? null : watermark);
    if (cut.apart && watermark !== null) this.#publishTime(watermark, to);
    return to;
  }

  #watermarkOf({ watermark, apart }: TickCut, next: number): number | null {
    const { trades, everyMinute } = this.#market;
    const last = trades[next - 1]?.time ?? 0;
    if (watermark === 'none') return null;
    // later minutes get ticks of their own
    const minuteEnd = this.#minute + MINUTE - (everyMinute ? 0 : 1);
    const passed = this.#passedBefore(next);
    const bound = apart && !everyMinute ? passed : Math.min(passed, minuteEnd);
    if (watermark === 'last trade' || bound <= last) return last;
    return watermark === 'all' ? bound : last + Math.floor((bound - last) / 2);
  }

  /** No trade from `next` on is older than this. */
  #passedBefore(next: number): number {
    const { trades, end } = this.#market;
    const later = trades.slice(next).map(({ time }) => time);
    return Math.min(...later, end ?? trades.at(-1)?.time ?? 0);
  }

  #publishTime(watermark: number, next: number): void {
    if (!this.#market.everyMinute) this.#minute = startOfMinute(watermark);
    this.#publish(next, next, watermark);
  }

  /** Closes each minute before `minute`, if every minute has a tick. */
  #moveTo(minute: number, next: number): void {
    while (this.#market.everyMinute && this.#minute < minute) {
      const end = this.#minute + MINUTE;
      const last = this.#ticks.at(-1);
      if (last?.minute === this.#minute && !this.#nextCut().apart)
        this.#ticks[this.#ticks.length - 1] = { ...last, watermark: end };
      else if (last?.minute !== this.#minute || last.watermark !== end) this.#closeApart(end, next);
      this.#minute = end;
    }
    this.#minute = minute;
  }

  #closeApart(end: number, next: number): void {
    const isQuiet = this.#ticks.at(-1)?.minute !== this.#minute;
    if (isQuiet && this.#nextCut().watermark === 'half') this.#publish(next, next, end - MINUTE / 2);
    this.#publish(next, next, end);
  }

  #nextCut(): TickCut {
    return this.#cuts[this.#ticks.length % this.#cuts.length] ?? { size: 1, watermark: 'none', apart: false };
  }

  #publish(from: number, to: number, watermark: number | null): void {
    const { trades, valuesOf } = this.#market;
    const { refs, measures } = valuesOf(this.#minute);
    this.#ticks.push(
      buildTick(trades.slice(from, to), {
        previous: trades[from - 1] ?? null,
        beforePrevious: trades[from - 2] ?? null,
        minute: this.#minute,
        watermark,
        refs: asDecimals(refs),
        refsBefore: asDecimals(valuesOf(this.#minute - MINUTE).refs),
        measures: { ...measures },
      }),
    );
  }
}

function asDecimals(refs: MinuteValues['refs']): Tick['refs'] {
  return Object.fromEntries(Object.entries(refs).map(([name, ref]) => [name, ref === null ? null : String(ref)]));
}
