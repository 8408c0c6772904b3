/** Enough for any test; a simulator that runs for weeks must not grow by what it was asked. */
const MAX_TEXTS = 10_000;

/** The newest texts of a kind, oldest first. */
export class RecentTexts {
  readonly #texts: string[] = [];

  record(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length > MAX_TEXTS) this.#texts.shift();
  }

  all(): readonly string[] {
    return this.#texts;
  }
}
