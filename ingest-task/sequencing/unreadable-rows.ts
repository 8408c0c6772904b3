import type { TradeRow } from '../exchange/market-rows.ts';

/** A row that can't be true. `content`: as it was received */
export interface InvalidRow {
  readonly id: number;
  readonly message: string;
  readonly content: string;
}

/** Rows of the exchange's answers that can't be true: they are requested once more, and then left out. */
export class UnreadableRows {
  /** ids up to this one were requested once more */
  #repeatedTo = -1;
  readonly #isSure: () => boolean;

  /** `isSure`: the exchange's clock is known, so that a wrong time stays wrong. */
  constructor(isSure: () => boolean) {
    this.#isSure = isSure;
  }

  /**
   * The successive rows from `index` on that can't be true, as far as they were requested twice; none where the first one can.
   * Null: they have to be requested once more.
   */
  from(
    rows: readonly TradeRow[],
    index: number,
    errorOf: (row: TradeRow) => string | null,
  ): readonly InvalidRow[] | null {
    const invalid: InvalidRow[] = [];
    for (const row of rows.slice(index)) {
      if (row.id !== (rows[index]?.id ?? 0) + invalid.length) break;
      const message = errorOf(row);
      if (message === null) break;
      if (!row.unreadable && !this.#isSure()) return invalid.length > 0 ? this.#afterRepeat(invalid) : null;
      invalid.push({ id: row.id, message, content: row.unreadable?.content ?? JSON.stringify(row) });
    }
    return invalid.length > 0 ? this.#afterRepeat(invalid) : [];
  }

  #afterRepeat(invalid: readonly InvalidRow[]): readonly InvalidRow[] | null {
    const [first] = invalid;
    if (!first) return [];
    if (first.id <= this.#repeatedTo) return invalid.filter(({ id }) => id <= this.#repeatedTo);
    this.#repeatedTo = invalid.at(-1)?.id ?? first.id;
    return null;
  }

  /** The ids restarted: the wrong rows were of the old series. */
  forget(): void {
    this.#repeatedTo = -1;
  }
}
