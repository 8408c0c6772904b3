import type { Rule } from '../../domain/rules/rule.ts';
import { type CoinEvent, MINUTE, type PlainCoin, startOfMinute } from './coin-events.ts';

/** From where on windowed values reach an alert. */
interface Told {
  readonly knownFrom: number;
  readonly toldFrom: number;
}

/** The value of a metric at an event, and what it was just before; null where it is unknown. */
export class PlainValues {
  readonly #coin: PlainCoin;
  readonly #told: Told;
  readonly #confirm: Rule['confirm'];

  constructor(coin: PlainCoin, told: Told, confirm: Rule['confirm']) {
    this.#coin = coin;
    this.#told = told;
    this.#confirm = confirm;
  }

  at(metric: string, event: CoinEvent): number | null {
    if (metric !== 'price' && this.isUntold(event)) return null;
    return this.#valueOf(metric, event.index, startOfMinute(event.instant), event);
  }

  /** No tick that knows of the alert tells the windowed values of the event's minute. */
  isUntold({ index, instant }: CoinEvent): boolean {
    return index < this.#told.knownFrom && startOfMinute(instant) < this.#told.toldFrom;
  }

  /** @param last the value judged last: that of an edge that moves at boundaries only, at the boundary before */
  justBefore(metric: string, event: CoinEvent, last: number | null): number | null {
    const { kind, index, instant } = event;
    const minute = startOfMinute(instant);
    const movesAtBoundariesOnly = this.#confirm === 'minute-close' || metric.startsWith('vol');
    if (movesAtBoundariesOnly) return kind === 'boundary' ? last : this.#valueOf(metric, index, minute, event);
    if (kind === 'trade') return this.#valueOf(metric, index - 1, minute, event);
    return this.#valueOf(metric, index, kind === 'boundary' ? minute - MINUTE : minute, event);
  }

  /** @param event at which it is asked for, by whose tick it is known or not */
  #valueOf(metric: string, index: number, minute: number, event: CoinEvent): number | null {
    const trade = this.#coin.trades[index];
    if (!trade) return null;
    const price = Number(trade.price);
    if (metric === 'price') return price;
    if (this.#coin.knows?.(metric, minute, event) === false) return null;
    const { refs, measures } = this.#coin.valuesOf(minute);
    if (!metric.startsWith('change-')) return measures[metric] ?? null;
    const ref = refs[metric] ?? null;
    return ref === null ? null : 100 * (price / ref - 1);
  }
}
