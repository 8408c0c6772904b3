/** Coins of one connection: far under the exchange's 1,024 streams, so that little is lost with one connection. */
export const COINS_PER_CONNECTION = 200;
/** With that, 2,000 coins: more than trade on the exchange. */
export const MAX_CONNECTIONS = 10;

export interface PlanChange {
  /** the connections whose coins are others now, by number from 0 */
  readonly changed: ReadonlySet<number>;
  /** coins that no connection has room for */
  readonly leftOut: number;
}

/** Which connection carries which coin. A coin stays where it is; a new one goes to the first connection with room. */
export class ConnectionPlan {
  readonly #coinsPerConnection: number;
  readonly #coins: Set<string>[] = [];
  readonly #places = new Map<string, number>();

  constructor(coinsPerConnection = COINS_PER_CONNECTION) {
    this.#coinsPerConnection = coinsPerConnection;
  }

  want(symbols: ReadonlySet<string>): PlanChange {
    const changed = new Set<number>();
    for (const [symbol, place] of this.#places) {
      if (symbols.has(symbol)) continue;
      this.#places.delete(symbol);
      this.coinsOf(place).delete(symbol);
      changed.add(place);
    }
    for (const symbol of symbols) {
      const place = this.#places.has(symbol) ? null : this.#placeWithRoom();
      if (place === null) continue;
      this.#places.set(symbol, place);
      this.coinsOf(place).add(symbol);
      changed.add(place);
    }
    return { changed, leftOut: symbols.size - this.#places.size };
  }

  /** Connections that carry coins, or did. */
  get size(): number {
    return this.#coins.length;
  }

  placeOf(symbol: string): number | undefined {
    return this.#places.get(symbol);
  }

  coinsOf(place: number): Set<string> {
    const coins = this.#coins[place] ?? new Set<string>();
    this.#coins[place] = coins;
    return coins;
  }

  #placeWithRoom(): number | null {
    for (let place = 0; place < MAX_CONNECTIONS; place += 1) {
      if (this.coinsOf(place).size < this.#coinsPerConnection) return place;
    }
    return null;
  }
}
