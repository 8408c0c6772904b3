import type { Answered } from './preset.ts';

/** `nothing is at this address (404: Not Found)` */
export function explain({ status, text }: Pick<Answered, 'status' | 'text'>, why: string): string {
  return `${why} (${status}${text === '' ? '' : `: ${text}`})`;
}

/** The body, parsed; null when it is no JSON. */
export function readJson({ body }: Answered): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

export function secondsToMs(seconds: number): number {
  return Math.ceil(seconds * 1_000);
}
