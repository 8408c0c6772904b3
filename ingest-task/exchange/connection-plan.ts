import type { SocketLimits } from './exchange.ts';

export type PlanLimits = Pick<SocketLimits, 'maxStreams' | 'coinsPerConnection' | 'maxConnections'>;

export interface PlanChange {
  /** numbers, from 0, of the connections whose coins have changed */
  readonly changed: ReadonlySet<number>;
  /** how many coins no connection has room for */
  readonly leftOut: number;
}

/** Which connection carries which coin. A coin stays where it is; a new one goes to the first connection with room. */
export class ConnectionPlan {
  readonly #coinsPerConnection: number;
  readonly #maxConnections: number;
  readonly #coins: Set<string>[] = [];
  readonly #places = new Map<string, number>();

  constructor({ maxStreams, coinsPerConnection, maxConnections }: PlanLimits) {
    this.#coinsPerConnection = Math.min(coinsPerConnection, maxStreams - 1); // one is the heartbeat
    this.#maxConnections = maxConnections;
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

  /** How many connections carry coins, or did. */
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
    for (let place = 0; place < this.#maxConnections; place += 1) {
      if (this.coinsOf(place).size < this.#coinsPerConnection) return place;
    }
    return null;
  }
}
