/** How often a trade comes twice, or after its successor: shares from 0 to 1, drawn with `random` in [0, 1). */
export interface Disorder {
  readonly doubled: number;
  readonly swapped: number;
  readonly random: () => number;
}

/** Passes frames on, and doubles some or swaps them with the next one of their stream. None is lost. */
export class FrameDisorder {
  readonly #send: (stream: string, payload: string) => void;
  readonly #waiting = new Map<string, string>();
  #disorder: Disorder | null = null;

  constructor(send: (stream: string, payload: string) => void) {
    this.#send = send;
  }

  become(disorder: Disorder | null): void {
    this.#disorder = disorder;
    this.flush();
  }

  put(stream: string, payload: string): void {
    const { doubled, swapped, random } = this.#disorder ?? { doubled: 0, swapped: 0, random: () => 0 };
    const overtaken = this.#waiting.get(stream);
    this.#waiting.delete(stream);
    if (overtaken === undefined && random() < swapped) {
      this.#waiting.set(stream, payload);
      return;
    }
    this.#send(stream, payload);
    if (overtaken !== undefined) this.#send(stream, overtaken);
    if (random() < doubled) this.#send(stream, payload);
  }

  /** Sends what still waits for a successor. */
  flush(): void {
    for (const [stream, payload] of this.#waiting) this.#send(stream, payload);
    this.#waiting.clear();
  }
}
