import type { Answered } from './preset.ts';

/** `nothing is at this address (404: Not Found)` */
export function explain({ status, text }: Pick<Answered, 'status' | 'text'>, why: string): string {
  return `${why} (${status}${text === '' ? '' : `: ${text}`})`;
}

/** The body, parsed; null when it is no JSON. */
export function readJson({ body }: Pick<Answered, 'body'>): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** The field of a JSON body at this path; undefined where there is none. */
export function readField(answer: Pick<Answered, 'body'>, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    readJson(answer),
  );
}

/** Null where there is no such text. */
export function readText(answer: Pick<Answered, 'body'>, ...path: readonly string[]): string | null {
  const value = readField(answer, ...path);
  return typeof value === 'string' ? value : null;
}

/** Null where there is no such finite number. */
export function readNumber(answer: Pick<Answered, 'body'>, ...path: readonly string[]): number | null {
  const value = readField(answer, ...path);
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

interface WaitField {
  readonly path: readonly string[];
  /** 1 for a field in ms */
  readonly unitMs: 1 | 1_000;
}

/** How long a field asks us to wait, in whole ms, as a webhook's row takes no others; null where it does not. */
export function readWaitMs(answer: Pick<Answered, 'body'>, { path, unitMs }: WaitField): number | null {
  const wait = readNumber(answer, ...path);
  return wait === null || wait < 0 ? null : Math.ceil(wait * unitMs);
}
