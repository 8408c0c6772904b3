import type { Tick } from '../market/tick.ts';
import type { Trade } from '../market/trade.ts';
import type { Values } from './market-event.ts';
import { type Metric, metricNamed, type ReferenceMetric } from './metric.ts';
import { type Series, seriesNamed } from './series.ts';
import { valueAtPrice } from './value-at-price.ts';

/** The values of a tick's minute; of an instant in another minute only the price is known. */
export class TickValues {
  readonly #tick: Tick;

  constructor(tick: Tick) {
    this.#tick = tick;
  }

  /** What the metric is measured from in the tick's minute; null when it is not known. */
  reference(metric: ReferenceMetric): number | null {
    const reference = this.#tick.refs[metric];
    return reference === null || reference === undefined ? null : Number(reference);
  }

  atTrade(trade: Trade, previous: Trade | null): Values {
    const price = Number(trade.price);
    const before = previous && Number(previous.price);
    return {
      isMinuteKnown: true,
      now: (metric) => this.#value(metric, price, this.#tick.refs),
      before: (metric) => (before === null ? null : this.#value(metric, before, this.#tick.refs)),
    };
  }

  /** At the start of the tick's minute, or of an earlier one of which there is no tick. */
  atBoundary(last: Trade, instant: number): Values {
    if (instant !== this.#tick.minute) return priceOnly(Number(last.price));
    const price = Number(last.price);
    return {
      isMinuteKnown: true,
      now: (metric) => this.#value(metric, price, this.#tick.refs),
      before: (metric) => this.#value(metric, price, this.#tick.refsBefore),
    };
  }

  /** Between two boundaries, where nothing moves. */
  atInstant(last: Trade, instant: number): Values {
    const price = Number(last.price);
    if (instant < this.#tick.minute) return priceOnly(price);
    const now = (metric: Metric) => this.#value(metric, price, this.#tick.refs);
    return { isMinuteKnown: true, now, before: now };
  }

  #value(metric: Metric, price: number, refs: Tick['refs']): number | null {
    return valueAtPrice(metricNamed(metric), price, { refs, measures: this.#tick.measures });
  }
}

/** What a value of each series is at an event of its own: a trade touches some, a boundary all of them. */
export function touchedBy(values: Values, isBoundary: boolean): (series: Series) => number | null {
  return (name) => {
    const { metric, movesWithTrades } = seriesNamed(name);
    return isBoundary || movesWithTrades ? values.now(metric.name) : null;
  };
}

const NOTHING_PUBLISHED = {};

function priceOnly(price: number): Values {
  const now = (metric: Metric) => valueAtPrice(metricNamed(metric), price, NOTHING_PUBLISHED);
  return { isMinuteKnown: false, now, before: now };
}
