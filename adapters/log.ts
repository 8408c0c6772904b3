type Fields = Readonly<Record<string, unknown>>;
type Level = 'info' | 'warn' | 'error';

/** One JSON object a line. Never one line a tick: a log line costs more than the tick. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

function makeLog(write: (level: Level, message: string, fields: Fields) => void): Log {
  return {
    info: (message, fields = {}) => write('info', message, fields),
    warn: (message, fields = {}) => write('warn', message, fields),
    error: (message, fields = {}) => write('error', message, fields),
  };
}

/** A function's log: Lambda adds time and request id to what the console gets. */
export const log = makeLog((level, message, fields) => console[level](JSON.stringify({ level, message, ...fields })));

/** A process's log: lines with their own time, on the standard output. */
export function createLog(write: (line: string) => void = (line) => void process.stdout.write(line)): Log {
  return makeLog((level, message, fields) =>
    write(`${JSON.stringify({ level, message, time: new Date().toISOString(), ...fields })}\n`),
  );
}

/** An error as the fields of a log line. One that gathers several names each of them. */
export function errorFields(error: unknown): Fields {
  if (!(error instanceof Error)) return { error };
  const each = error instanceof AggregateError ? error.errors.map(reasonOf) : [];
  const detail = [error.message, ...each].filter((text) => text !== '').join('; ');
  return { error: error.name, detail, stack: error.stack };
}

/** An error in a few words: `TypeError: no such table`. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}

/** Lets a message through when it differs from the one before: an error that repeats at every attempt is logged once. */
export class RepeatFilter {
  #last = '';

  isNew(message: string): boolean {
    const isNew = message !== this.#last;
    this.#last = message;
    return isNew;
  }

  /** An attempt succeeded: the next error is logged, whatever it is. */
  reset(): void {
    this.#last = '';
  }
}

/** Lets through at most so many lines a minute, so that a flood of errors can't fill the log. */
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
