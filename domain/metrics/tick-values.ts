import type { Tick } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import type { Values } from './market-event.ts';
import { changePercent, isChange, isMeasure, type Metric, metricOf, movesWithTrades, type Series } from './metric.ts';

/** The values that a tick tells of its minute; of an instant in another minute only the price is known. */
export class TickValues {
  readonly #tick: Tick;

  constructor(tick: Tick) {
    this.#tick = tick;
  }

  /** What a change is measured from in the tick's minute; null when it is not known. */
  reference(metric: Metric): number | null {
    return numberOf(this.#tick.refs[metric]);
  }

  atTrade(trade: Trade, previous: Trade | null): Values {
    const price = Number(trade.price);
    const before = previous && Number(previous.price);
    return {
      isTold: true,
      now: (metric) => this.#value(metric, price, this.#tick.refs),
      before: (metric) => (before === null ? null : this.#value(metric, before, this.#tick.refs)),
    };
  }

  /** At the start of the tick's minute, or of an earlier one that no tick told of. */
  atBoundary(last: Trade, instant: number): Values {
    if (instant !== this.#tick.minute) return priceOnly(Number(last.price));
    const price = Number(last.price);
    return {
      isTold: true,
      now: (metric) => this.#value(metric, price, this.#tick.refs),
      before: (metric) => this.#value(metric, price, this.#tick.refsBefore),
    };
  }

  /** Between two boundaries, where nothing moves. */
  atInstant(last: Trade, instant: number): Values {
    const price = Number(last.price);
    if (instant < this.#tick.minute) return priceOnly(price);
    const now = (metric: Metric) => this.#value(metric, price, this.#tick.refs);
    return { isTold: true, now, before: now };
  }

  #value(metric: Metric, price: number, references: Tick['refs']): number | null {
    if (isChange(metric)) {
      const ref = numberOf(references[metric]);
      return ref === null ? null : changePercent(price, ref);
    }
    return isMeasure(metric) ? (this.#tick.measures[metric] ?? null) : price;
  }
}

/** What a value of each series is at an event of its own: a trade touches some, a boundary all of them. */
export function touchedBy(values: Values, isBoundary: boolean): (series: Series) => number | null {
  return (series) => (isBoundary || movesWithTrades(series) ? values.now(metricOf(series)) : null);
}

function priceOnly(price: number): Values {
  const now = (metric: Metric) => (metric === 'price' ? price : null);
  return { isTold: false, now, before: now };
}

function numberOf(ref: string | null | undefined): number | null {
  return ref === null || ref === undefined ? null : Number(ref);
}
