import { isTime } from '../../exchange/field-bounds.ts';
import type { Heartbeat, Ticker } from '../../exchange/frame.ts';

const HEAD = '{"stream":"!miniTicker@arr","data":[';
const ENTRY = '{"e":"24hrMiniTicker","E":';
const NAME = ',"s":"';
const CLOSE = ',"c":"';
const VOLUME = ',"v":"';
const TAIL = ']}';
const QUOTE = '"';
const ESCAPE = '\\';
const COMMA = 44;

/**
 * Scans the heartbeat without parsing it: up to 500 KB a second on each connection, with a ticker for every symbol that
 * traded, of which a time and a few coins are wanted. Its time is the earliest of the tickers, since each ticker was sent at
 * its own time or later. Null for a text that is not written exactly as Binance writes it.
 */
export function scanHeartbeat(text: string, isWanted: (symbol: string) => boolean): Heartbeat | null {
  if (!text.startsWith(HEAD)) return null;
  const tickers: Ticker[] = [];
  let eventTime = Number.POSITIVE_INFINITY;
  for (let start = HEAD.length; ; ) {
    if (!text.startsWith(ENTRY, start)) return null;
    const name = text.indexOf(NAME, start + ENTRY.length);
    const nameEnd = text.indexOf(QUOTE, name + NAME.length);
    const end = text.indexOf('}', nameEnd);
    if (name < 0 || nameEnd < 0 || end < 0) return null;
    const time = readTime(text.slice(start + ENTRY.length, name));
    if (time === null) return null;
    if (time < eventTime) eventTime = time;
    const symbol = text.slice(name + NAME.length, nameEnd);
    if (symbol.includes(ESCAPE)) return null;
    if (isWanted(symbol)) {
      const ticker = scanTicker(text.slice(nameEnd + 1, end));
      if (!ticker) return null;
      tickers.push({ symbol, ...ticker });
    }
    if (text.charCodeAt(end + 1) !== COMMA) return text.slice(end + 1) === TAIL ? { eventTime, tickers } : null;
    start = end + 2;
  }
}

/** Null where a field is missing. */
export function readTicker({ s: symbol, c, v }: Readonly<Record<string, unknown>>): Ticker | null {
  if (typeof symbol !== 'string' || typeof c !== 'string' || typeof v !== 'string') return null;
  return { symbol, close: Number(c), volume: Number(v) };
}

/** The fields after the name. */
function scanTicker(fields: string): { close: number; volume: number } | null {
  if (!fields.startsWith(CLOSE) || fields.includes(ESCAPE)) return null;
  const volume = fields.indexOf(VOLUME);
  if (volume < 0) return null;
  return { close: numberAt(fields, CLOSE.length), volume: numberAt(fields, volume + VOLUME.length) };
}

function numberAt(fields: string, start: number): number {
  return Number(fields.slice(start, fields.indexOf(QUOTE, start)));
}

function readTime(digits: string): number | null {
  const time = Number(digits);
  return /^[1-9]\d*$/.test(digits) && isTime(time) ? time : null;
}
