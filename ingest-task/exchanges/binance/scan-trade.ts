/** The fields of a trade's frame, as `JSON.parse` would return them. */
export interface ScannedTrade {
  readonly s: string;
  readonly a: number;
  readonly p: string;
  readonly q: string;
  readonly f: number;
  readonly T: number;
}

const HEAD = '{"stream":"';
const EVENT = '","data":{"e":"aggTrade","E":';
const QUOTE = 34;
const MINUS = 45;
const ZERO = 48;
const NINE = 57;
const BACKSLASH = 92;
const FIRST_PRINTABLE = 32;
/** A double holds so many exactly. */
const MAX_DIGITS = 15;
/** What may follow the time. */
const ENDS: ReadonlySet<string> = new Set(
  ['true', 'false'].flatMap((maker) => ['true', 'false'].map((best) => `,"m":${maker},"M":${best}}}`)),
);

/**
 * Scans a trade's frame without parsing it, since this runs for every trade of the market. Null for a text that is not
 * written exactly as Binance writes it; the caller parses that one.
 */
export function scanTrade(text: string): ScannedTrade | null {
  if (!text.startsWith(HEAD)) return null;
  const scan = new Scan(text, HEAD.length);
  scan.word();
  scan.skip(EVENT);
  scan.number();
  scan.skip(',"s":"');
  const s = scan.word();
  scan.skip('","a":');
  const a = scan.number();
  scan.skip(',"p":"');
  const p = scan.word();
  scan.skip('","q":"');
  const q = scan.word();
  scan.skip('","f":');
  const f = scan.number();
  scan.skip(',"l":');
  scan.number();
  scan.skip(',"T":');
  const T = scan.number();
  return scan.isSound && ENDS.has(scan.rest()) ? { s, a, p, q, f, T } : null;
}

/** A place in a text that moves forward; `isSound` as long as the text is as expected. */
class Scan {
  isSound = true;
  readonly #text: string;
  #at: number;

  constructor(text: string, at: number) {
    this.#text = text;
    this.#at = at;
  }

  skip(expected: string): void {
    if (!this.#text.startsWith(expected, this.#at)) this.isSound = false;
    this.#at += expected.length;
  }

  /** Up to the next quote; a word with an escape is not sound. */
  word(): string {
    const start = this.#at;
    for (let at = start; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code === QUOTE) {
        this.#at = at;
        return this.#text.slice(start, at);
      }
      if (code === BACKSLASH || code < FIRST_PRINTABLE) break;
    }
    this.isSound = false;
    return '';
  }

  /** A whole number as JSON writes it. */
  number(): number {
    const isNegative = this.#text.charCodeAt(this.#at) === MINUS;
    const start = isNegative ? this.#at + 1 : this.#at;
    let value = 0;
    let at = start;
    for (; at < this.#text.length; at += 1) {
      const code = this.#text.charCodeAt(at);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + (code - ZERO);
    }
    const digits = at - start;
    const hasEmptyZero = digits > 1 && this.#text.charCodeAt(start) === ZERO;
    if (digits === 0 || digits > MAX_DIGITS || hasEmptyZero) this.isSound = false;
    this.#at = at;
    return isNegative ? -value : value;
  }

  rest(): string {
    return this.#text.slice(this.#at);
  }
}
