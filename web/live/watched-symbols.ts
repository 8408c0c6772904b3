/** The coins that parts of the page look at, counted: two parts may look at the same one. */
export class WatchedSymbols {
  readonly #counts = new Map<string, number>();
  readonly #onChange: () => void;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get all(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }

  /** Gives back what ends it; it may be called twice. */
  watch(symbols: Iterable<string>): () => void {
    const added = [...new Set(symbols)];
    for (const symbol of added) this.#counts.set(symbol, (this.#counts.get(symbol) ?? 0) + 1);
    this.#onChange();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      for (const symbol of added) this.#drop(symbol);
      this.#onChange();
    };
  }

  #drop(symbol: string): void {
    const left = (this.#counts.get(symbol) ?? 0) - 1;
    if (left > 0) this.#counts.set(symbol, left);
    else this.#counts.delete(symbol);
  }
}
