import type { Rule } from '../../domain/rules/rule.ts';
import { type CoinEvent, MINUTE, type PlainCoin, startOfMinute } from './coin-events.ts';
import { isReference } from './plain-metrics.ts';

/** From where on the ticks that are judged for an alert have windowed values; as in `PlainAlert`. */
interface Knowledge {
  readonly knownFrom: number;
  readonly valuesFrom: number;
}

/** The value of a metric at an event, and what it was just before; null where it is unknown. */
export class PlainValues {
  readonly #coin: PlainCoin;
  readonly #knowledge: Knowledge;
  readonly #confirm: Rule['confirm'];

  constructor(coin: PlainCoin, knowledge: Knowledge, confirm: Rule['confirm']) {
    this.#coin = coin;
    this.#knowledge = knowledge;
    this.#confirm = confirm;
  }

  at(metric: string, event: CoinEvent): number | null {
    if (metric !== 'price' && this.lacksValues(event)) return null;
    return this.#valueOf(metric, event.index, startOfMinute(event.instant), event);
  }

  /** No tick that is judged for the alert has the windowed values of the event's minute. */
  lacksValues({ index, instant }: CoinEvent): boolean {
    return index < this.#knowledge.knownFrom && startOfMinute(instant) < this.#knowledge.valuesFrom;
  }

  /** @param last the value judged last: that of an edge that moves at boundaries only, at the boundary before */
  justBefore(metric: string, event: CoinEvent, last: number | null): number | null {
    const { kind, index, instant } = event;
    const minute = startOfMinute(instant);
    const movesAtBoundariesOnly = this.#confirm === 'minute-close' || (metric !== 'price' && !isReference(metric));
    if (movesAtBoundariesOnly) return kind === 'boundary' ? last : this.#valueOf(metric, index, minute, event);
    if (kind === 'trade') return this.#valueOf(metric, index - 1, minute, event);
    return this.#valueOf(metric, index, kind === 'boundary' ? minute - MINUTE : minute, event);
  }

  /** @param event the one at which it is asked for: its tick has the value or not */
  #valueOf(metric: string, index: number, minute: number, event: CoinEvent): number | null {
    const trade = this.#coin.trades[index];
    if (!trade) return null;
    const price = Number(trade.price);
    if (metric === 'price') return price;
    if (this.#coin.knows?.(metric, minute, event) === false) return null;
    const { refs, measures } = this.#coin.valuesOf(minute);
    if (!isReference(metric)) return measures[metric] ?? null;
    const ref = refs[metric] ?? null;
    if (ref === null) return null;
    return metric.startsWith('below-') ? 100 * (1 - price / ref) : 100 * (price / ref - 1);
  }
}
