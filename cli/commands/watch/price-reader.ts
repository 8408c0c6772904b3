import { coinSchema, parseAnswer } from '../../api/answers.ts';
import type { ApiClient } from '../../api/api-client.ts';
import { ChangedList } from './changed-list.ts';
import type { Shown } from './trigger-reader.ts';

/** Finds coins whose price has changed. */
export class PriceReader {
  readonly #list: ChangedList;
  /** empty: all */
  readonly #symbols: ReadonlySet<string>;
  readonly #prices = new Map<string, string>();

  constructor(api: ApiClient, symbols: readonly string[]) {
    this.#list = new ChangedList(api, 'GET /api/coins');
    this.#symbols = new Set(symbols);
  }

  /** Those with another price than at the last call; at first all that have one. */
  async readChanged(): Promise<Shown[]> {
    const page = await this.#list.read();
    return (page?.items ?? []).flatMap((item) => {
      const { symbol, price, updatedAt } = parseAnswer(coinSchema, item);
      if (price === null || this.#prices.get(symbol) === price) return [];
      if (this.#symbols.size > 0 && !this.#symbols.has(symbol)) return [];
      this.#prices.set(symbol, price);
      return [{ body: { symbol, price, updatedAt }, line: `${updatedAt ?? ''}  ${symbol} ${price}` }];
    });
  }
}
