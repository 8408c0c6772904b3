/** What a mini ticker says of its coin; `volume` in the base currency over 24 hours. */
export interface MiniTicker {
  readonly symbol: string;
  readonly close: string;
  readonly volume: number;
}

export interface Heartbeat {
  /** ms; the earliest of the array: each ticker of it was sent at or after that */
  readonly eventTime: number;
  /** of the coins that were asked for */
  readonly tickers: readonly MiniTicker[];
}

const HEAD = '{"stream":"!miniTicker@arr","data":[';
const ENTRY = '{"e":"24hrMiniTicker","E":';
const NAME = ',"s":"';
const TAIL = ']}';
const ZERO = 48;
const NINE = 57;
const COMMA = 44;

/**
 * Reads the heartbeat in passing: a ticker for every symbol that traded, up to 500 KB a second on each connection, of which
 * an instant and a few coins are wanted. Null for a text that is not written as the exchange writes it.
 */
export function scanHeartbeat(text: string, isWanted: (symbol: string) => boolean): Heartbeat | null {
  if (!text.startsWith(HEAD)) return null;
  const tickers: MiniTicker[] = [];
  let eventTime = Number.POSITIVE_INFINITY;
  for (let start = HEAD.length; ; ) {
    if (!text.startsWith(ENTRY, start)) return null;
    const timeEnd = endOfDigits(text, start + ENTRY.length);
    if (!text.startsWith(NAME, timeEnd)) return null;
    const nameEnd = text.indexOf('"', timeEnd + NAME.length);
    const end = text.indexOf('}', nameEnd);
    if (nameEnd < 0 || end < 0) return null;
    const time = Number(text.slice(start + ENTRY.length, timeEnd));
    if (!Number.isSafeInteger(time) || time === 0) return null;
    if (time < eventTime) eventTime = time;
    if (isWanted(text.slice(timeEnd + NAME.length, nameEnd))) {
      const ticker = parseTicker(text.slice(start, end + 1));
      if (!ticker) return null;
      tickers.push(ticker);
    }
    if (text.charCodeAt(end + 1) !== COMMA) return text.slice(end + 1) === TAIL ? { eventTime, tickers } : null;
    start = end + 2;
  }
}

/** Null where a field is missing: such a ticker says nothing of its coin. */
export function readTicker(ticker: Readonly<Record<string, unknown>>): MiniTicker | null {
  const { s: symbol, c: close, v } = ticker;
  if (typeof symbol !== 'string' || typeof close !== 'string' || typeof v !== 'string') return null;
  return { symbol, close, volume: Number(v) };
}

function endOfDigits(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) >= ZERO && text.charCodeAt(at) <= NINE) at += 1;
  return at;
}

function parseTicker(entry: string): MiniTicker | null {
  try {
    const ticker: unknown = JSON.parse(entry);
    return typeof ticker === 'object' && ticker !== null ? readTicker({ ...ticker }) : null;
  } catch {
    return null;
  }
}
