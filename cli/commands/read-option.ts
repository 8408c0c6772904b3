import { InvalidArgumentError } from '@commander-js/extra-typings';

const SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** `90`, `90s`, `5m`, `2h`, `1d` in seconds; null when it is none of them. */
export function parseDuration(text: string): number | null {
  const [, digits, unit = 's'] = /^(\d{1,9})([smhd])?$/.exec(text) ?? [];
  return digits === undefined ? null : Number(digits) * SECONDS[unit as keyof typeof SECONDS];
}

/** For an option that takes seconds. */
export function readDuration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === null) throw new InvalidArgumentError('Give a duration such as 90s, 5m, 2h or 1d.');
  return seconds;
}

/** For an option that takes a number. */
export function readNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number)) throw new InvalidArgumentError('Give a number.');
  return number;
}

/** For an option that takes a number of items. */
export function readCount(text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text)) throw new InvalidArgumentError('Give a whole number of at least 1.');
  return Number(text);
}

/** For an option that may be given several times. */
export function collect(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}

/** An instant: what is a duration counts from `now` (ms); anything else is for the API to read. */
export function readInstant(text: string, now: number): string {
  const seconds = parseDuration(text);
  return seconds === null ? text : new Date(now + seconds * 1_000).toISOString();
}

/** An instant of the past: a duration counts back from `now` (ms); anything else is for the API to read. */
export function readPastInstant(text: string | undefined, now: number): string | undefined {
  const seconds = text === undefined ? null : parseDuration(text);
  return seconds === null ? text : new Date(now - seconds * 1_000).toISOString();
}
