import type { Market, MarketSymbol } from '../market/market.ts';

const DEFAULT_LIMIT = 500;
const MAX_LIMIT = 1000;
const SYMBOL_PATTERN = /^[A-Z0-9-_.]{1,20}$/;
const NUMBER_PATTERN = /^[0-9]{1,20}$/;
const SYMBOLS_PATTERN = /^\["[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}")*\]$/;

/** A wrong parameter: the client gets status 400 with Binance's `{code,msg}`. */
export class RestError extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

/** The mandatory `symbol`, known to the market. */
export function readSymbol(query: URLSearchParams, market: Market): MarketSymbol {
  const name = query.get('symbol') ?? '';
  if (name === '') throw missing('symbol');
  if (!SYMBOL_PATTERN.test(name)) throw illegal('symbol', SYMBOL_PATTERN);
  return knownSymbol(name, market);
}

/** `symbol` or `symbols` (a JSON array) of exchangeInfo; neither means the whole catalogue. */
export function readSymbols(query: URLSearchParams, market: Market): readonly MarketSymbol[] {
  const list = query.get('symbols');
  if (list === null) return query.has('symbol') ? [readSymbol(query, market)] : market.symbols();
  if (query.has('symbol')) throw new RestError(-1128, 'Combination of optional parameters invalid.');
  if (!SYMBOLS_PATTERN.test(list)) throw illegal('symbols', SYMBOLS_PATTERN);
  const names = list.slice(2, -2).split('","');
  return names.map((name) => knownSymbol(name, market));
}

/** A whole number that may be absent. */
export function readNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (!NUMBER_PATTERN.test(text)) throw illegal(name, NUMBER_PATTERN);
  return Number(text);
}

/** As on Binance, a larger limit counts as 1,000 and is no error. */
export function readLimit(query: URLSearchParams): number {
  const limit = readNumber(query, 'limit') ?? DEFAULT_LIMIT;
  if (limit === 0) throw new RestError(-1130, "Data sent for parameter 'limit' is not valid.");
  return Math.min(limit, MAX_LIMIT);
}

export function missing(name: string): RestError {
  return new RestError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

function illegal(name: string, pattern: RegExp): RestError {
  return new RestError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${pattern.source}'.`);
}

function knownSymbol(name: string, market: Market): MarketSymbol {
  const symbol = market.symbols().find((candidate) => candidate.symbol === name);
  if (symbol === undefined) throw new RestError(-1121, 'Invalid symbol.');
  return symbol;
}
