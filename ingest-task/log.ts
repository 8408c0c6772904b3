type Fields = Readonly<Record<string, unknown>>;

/** One JSON object a line. Never one line a tick: a log line costs more than the tick. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

export function createLog(write: (line: string) => void = (line) => void process.stdout.write(line)): Log {
  const line =
    (level: string) =>
    (message: string, fields: Fields = {}) =>
      write(`${JSON.stringify({ level, message, time: new Date().toISOString(), ...fields })}\n`);
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** What an unknown failure says, for a log line. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Lets through at most so many lines a minute, so that a flood of faults can't fill the log. */
export class LineLimit {
  readonly #perMinute: number;
  #minute = -1;
  #used = 0;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** `elapsed` in monotonic ms */
  allows(elapsed: number): boolean {
    const minute = Math.floor(elapsed / 60_000);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#used = 0;
    }
    this.#used += 1;
    return this.#used <= this.#perMinute;
  }
}
