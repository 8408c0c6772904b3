import type { TradeRow } from '../exchange/market-rows.ts';

/** A row that can't be true. `content`: as it came */
export interface InvalidRow {
  readonly id: number;
  readonly message: string;
  readonly content: string;
}

/** Rows of the exchange's answers that can't be true: they are asked for once more, and then left out. */
export class UnreadableRows {
  /** an earlier answer was wrong up to this id */
  #askedTo = -1;
  readonly #isSure: () => boolean;

  /** `isSure`: the exchange's clock is known, so that a time which is wrong by it stays wrong. */
  constructor(isSure: () => boolean) {
    this.#isSure = isSure;
  }

  /**
   * The rows in a row from `index` on that can't be true, as far as they were asked for twice; none where the first one can.
   * Null: they are to be asked for again.
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
      if (!row.unreadable && !this.#isSure()) return invalid.length > 0 ? this.#asked(invalid) : null;
      invalid.push({ id: row.id, message, content: row.unreadable?.content ?? JSON.stringify(row) });
    }
    return invalid.length > 0 ? this.#asked(invalid) : [];
  }

  #asked(invalid: readonly InvalidRow[]): readonly InvalidRow[] | null {
    const [first] = invalid;
    if (!first) return [];
    if (first.id <= this.#askedTo) return invalid.filter(({ id }) => id <= this.#askedTo);
    this.#askedTo = invalid.at(-1)?.id ?? first.id;
    return null;
  }

  /** The ids began anew: what was wrong was of others. */
  forget(): void {
    this.#askedTo = -1;
  }
}
