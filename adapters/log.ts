import { currentRequestId } from './with-request-id.ts';

/** What the line itself says, and no field may overwrite. */
type OwnNames = Readonly<Partial<Record<'timestamp' | 'level' | 'message' | 'requestId', never>>>;
export type Fields = Readonly<Record<string, unknown>> & OwnNames;
type Level = 'INFO' | 'WARN' | 'ERROR';

/** Docker and CloudWatch cut a longer line somewhere, and then it is no JSON. */
const MAX_LINE_LENGTH = 200_000;

/** One JSON object a line. Never one line a tick: a log line costs more than the tick. */
export interface Log {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
}

/**
 * Lines of a function and of a process alike: `timestamp` (RFC 3339), `level` and `message`, during an invocation `requestId`, then the
 * fields. They go to the standard output itself. In a function with JSON logs, Lambda takes such a line as it is and filters by its
 * level; one given to the console becomes a text within Lambda's own object, where CloudWatch finds neither fields nor metrics
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html).
 */
export function createLog(write: (line: string) => void = (line) => void process.stdout.write(line)): Log {
  const writeLine = (level: Level, message: string, fields: Fields = {}) =>
    write(`${formatLine({ timestamp: new Date(), level, message, requestId: currentRequestId() }, fields)}\n`);
  return {
    info: (message, fields) => writeLine('INFO', message, fields),
    warn: (message, fields) => writeLine('WARN', message, fields),
    error: (message, fields) => writeLine('ERROR', message, fields),
  };
}

/** A function's log. */
export const log = createLog();

function formatLine(head: Readonly<Record<string, unknown>>, fields: Fields): string {
  const line = JSON.stringify({ ...head, ...fields });
  return line.length <= MAX_LINE_LENGTH ? line : JSON.stringify({ ...head, cut: line.slice(0, MAX_LINE_LENGTH / 2) });
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
