import type { Listing } from './coin.ts';
import { isTraded, isWatchable } from './listing-status.ts';

/** Longer than any symbol with the signs that people put around it. */
const MAX_TEXT_LENGTH = 60;
const MAX_SUGGESTIONS = 3;

/** A coin as people write it: `BTC/USDT`, `BINANCE:BTCUSDT`, `btc-usdt`, `BTCUSDT.P`, `btc`. All in upper case. */
interface Spelling {
  readonly words: readonly string[];
  /** neighbouring words, joined */
  readonly pairs: readonly string[];
  /** all words, joined */
  readonly joined: string;
}

function readSpelling(text: string): Spelling {
  const upper = text.slice(0, MAX_TEXT_LENGTH).normalize('NFKC').toUpperCase();
  const words = upper.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const pairs = words.slice(1).map((word, index) => `${words[index]}${word}`);
  return { words, pairs, joined: words.join('') };
}

/** Ways in which a text can mean a listing, the likeliest first. */
const WAYS: readonly ((listing: Listing, spelling: Spelling) => boolean)[] = [
  ({ symbol }, { words, pairs }) => words.includes(symbol) || pairs.includes(symbol),
  // swapped: USDT/BTC
  ({ base, quote }, { pairs }) => pairs.includes(`${quote}${base}`),
  ({ base }, { words }) => words.includes(base),
  ({ symbol }, { joined }) => symbol.startsWith(joined),
  ({ symbol }, { joined }) => joined.startsWith(symbol),
  ({ symbol }, { joined }) => symbol.includes(joined),
];

interface Found {
  readonly listing: Listing;
  /** place in WAYS */
  readonly way: number;
  /** how many coins are quoted in the same asset: the more, the likelier */
  readonly sameQuote: number;
}

/** The listings that a text can mean: traded ones first, then by WAYS, then the usual quote assets. All for an empty text. */
export function findListings(listings: readonly Listing[], text: string): Listing[] {
  return find(listings, text).map(({ listing }) => listing);
}

/** A few symbols that can be watched and that the text means in the likeliest way. */
export function suggestSymbols(listings: readonly Listing[], text: string): string[] {
  if (readSpelling(text).joined === '') return [];
  const found = find(listings.filter(isWatchable), text);
  const way = Math.min(...found.map((it) => it.way));
  const likeliest = found.filter((it) => it.way === way).slice(0, MAX_SUGGESTIONS);
  return likeliest.map(({ listing }) => listing.symbol);
}

function find(listings: readonly Listing[], text: string): Found[] {
  const spelling = readSpelling(text);
  const counts = Map.groupBy(listings, ({ quote }) => quote);
  const found = listings.flatMap((listing): Found[] => {
    const way = WAYS.findIndex((matches) => matches(listing, spelling));
    return way < 0 ? [] : [{ listing, way, sameQuote: counts.get(listing.quote)?.length ?? 0 }];
  });
  return found.sort(byLikelihood);
}

function byLikelihood(a: Found, b: Found): number {
  const rest = ({ listing }: Found) => (isTraded(listing) ? 0 : 1);
  const difference = rest(a) - rest(b) || a.way - b.way || b.sameQuote - a.sameQuote;
  return difference || (a.listing.symbol < b.listing.symbol ? -1 : 1);
}
