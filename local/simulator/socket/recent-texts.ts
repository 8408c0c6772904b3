/** Enough for any test; a simulator that runs for weeks must not grow by what it was asked. */
const maxTexts = 10_000;

/** The newest texts of a kind, oldest first. */
export class RecentTexts {
  readonly #texts: string[] = [];

  record(text: string): void {
    this.#texts.push(text);
    if (this.#texts.length > maxTexts) this.#texts.shift();
  }

  all(): readonly string[] {
    return this.#texts;
  }
}
